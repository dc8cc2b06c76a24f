"""What the pages written by hand say about the tool is what the tool does."""

from __future__ import annotations

from pathlib import Path

from kg.queries.recipes import RECIPES
from kg.queries.sql import TABLES

DOCS = Path(__file__).parents[1] / "site" / "pages" / "docs"


def test_the_page_on_queries_has_every_recipe_word_for_word() -> None:
    text = (DOCS / "queries.md").read_text("utf-8")
    for name, recipe in RECIPES.items():
        assert f"### {name}\n\n{recipe.question}\n\n```sql\n{recipe.sql}\n```\n" in text, name


def test_the_page_on_queries_names_every_column() -> None:
    text = (DOCS / "queries.md").read_text("utf-8")
    for name, columns in TABLES.items():
        assert f"| `{name}` | {', '.join(f'`{column}`' for column in columns)} |" in text, name
