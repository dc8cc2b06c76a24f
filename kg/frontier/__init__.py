"""What to read and curate next: works that are no entries yet, ranked by how entries cite them and are cited by them.

`snapshot.py` finds the parts of an OpenAlex snapshot, `convert.py` makes tables of them once, `question.py` holds the one
question in SQL, `engines/` the databases that can answer it, and `answer.py` says what the answer touches in the atlas.
"""
