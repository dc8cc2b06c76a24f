"""A bibliographic record on its way to a paper entry, wherever it came from."""
