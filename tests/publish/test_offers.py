"""A gap leads to the form of the repository where it is closed; never beyond what a server takes as an address."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

from kg.graph import Graph
from kg.publish.book import Book
from kg.publish.forge import Forge
from kg.publish.offers import LONGEST, offer
from kg.publish.site import SiteSettings
from kg.review.gaps import Gap

SITE = SiteSettings(forge=Forge("https://code.example/garden/", "trunk"))
STUB = "# a new file in entries/problems/\ntitle: TITLE & more\nlinks:\n  concerns: [phenomenon/late-bloom]\n"


def test_a_new_file_is_filled_in(toy_graph: Graph) -> None:
    found = offer(Book(toy_graph, SITE), Gap("phenomenon/late-bloom", "What?", STUB))
    assert found is not None
    parts = urlsplit(found.href)
    assert f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://code.example/garden/new/trunk/entries/problems"
    asked = parse_qs(parts.query)
    assert asked == {"filename": ["NAME.yaml"], "value": [STUB.partition("\n")[2]]}


def test_an_entry_is_opened_to_be_edited(toy_graph: Graph) -> None:
    found = offer(Book(toy_graph, SITE), Gap("phenomenon/late-bloom", "What?", "# in entries/x.yaml\nlinks: {}\n"))
    assert found is not None
    assert found.href == "https://code.example/garden/edit/trunk/entries/phenomena/late-bloom.yaml"


def test_a_long_stub_is_not_put_into_the_address(toy_graph: Graph) -> None:
    found = offer(Book(toy_graph, SITE), Gap("phenomenon/late-bloom", "What?", STUB + "# and so on\n" * 1000))
    assert found is not None
    assert len(found.href) < LONGEST and "Paste" in found.words


def test_without_a_repository_nothing_is_offered(toy_graph: Graph) -> None:
    assert offer(Book(toy_graph, SiteSettings()), Gap("phenomenon/late-bloom", "What?", STUB)) is None
