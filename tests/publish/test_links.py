"""Addresses and the ways between them."""

from __future__ import annotations

from urllib.parse import urljoin

import pytest

from kg.publish.links import address, relative, root

PLACES = ["", "about/", "theory/slow-root/", "papers/2/", "graph.json"]


def test_id_is_the_address() -> None:
    assert address("theory/slow-root") == "theory/slow-root/"


@pytest.mark.parametrize("base", ["https://a.example/", "https://a.example/deep/down/", "file:///home/moss/site/"])
@pytest.mark.parametrize("here", PLACES)
@pytest.mark.parametrize("there", PLACES)
def test_every_link_works_below_any_path(base: str, here: str, there: str) -> None:
    assert urljoin(base + here, relative(there, here)) == base + there
    assert urljoin(base + here, root(here)) == base
