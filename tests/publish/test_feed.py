"""The feed of changes, the site map and the rules for robots, read with an XML parser."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from html.parser import HTMLParser
from urllib.robotparser import RobotFileParser
from xml.etree import ElementTree

from kg.graph import Graph
from kg.publish import feed
from kg.publish.outputs import outputs
from kg.publish.pages import SiteSettings
from kg.source.history import Commit

ATOM = "{http://www.w3.org/2005/Atom}"
BLOOM, ROOT = "entries/phenomena/late-bloom.yaml", "entries/theories/slow-root.yaml"
NEW = Commit("b" * 40, "Ada Moss", "2031-05-07T10:00:00+02:00", "Root and bloom", (("M", BLOOM), ("A", ROOT)))
OLD = Commit("a" * 40, "Basil", "2031-05-06T08:00:00+00:00", "Away", (("D", "entries/papers/gone.yaml"),))
SITE = SiteSettings(name="The garden", url="https://garden.example/atlas", licence="CC BY 4.0", changes=(NEW, OLD))
CANARY = "</entry> <b>&amp; \"q\" 'r' ]]> é 漢 &"


class Items(HTMLParser):
    def __init__(self, html: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.links: list[str | None] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "li":
            self.words.append("")
        elif tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_data(self, data: str) -> None:
        self.words[-1] += data


def text(element: ElementTree.Element, name: str) -> str:
    found = element.findtext(ATOM + name)
    assert found is not None, name
    return found


def test_the_feed_tells_who_changed_which_entries_when(toy_graph: Graph) -> None:
    root = ElementTree.fromstring(feed.feed(toy_graph, SITE))
    assert root.tag == ATOM + "feed"
    assert text(root, "updated") == NEW.date
    first, second = root.findall(ATOM + "entry")
    assert (text(first, "title"), first.findtext(f"{ATOM}author/{ATOM}name")) == ("Root and bloom", "Ada Moss")
    items = Items(text(first, "content"))
    assert items.words == ["changed: Late bloom", "added: Slow-root account"]
    base = "https://garden.example/atlas/"
    assert items.links == [f"{base}phenomenon/late-bloom/", f"{base}theory/slow-root/"]
    assert Items(text(second, "content")).words == ["removed: paper/gone"]


def test_the_feed_has_what_atom_demands(toy_graph: Graph) -> None:
    # RFC 4287: an id, a title and a date with its zone for the feed and each item, an author for each, and a link to itself.
    root = ElementTree.fromstring(feed.feed(toy_graph, SITE))
    entries = root.findall(ATOM + "entry")
    ids = [text(element, "id") for element in (root, *entries)]
    assert len(set(ids)) == 3 and all(id.startswith("https://") for id in ids)
    for element in (root, *entries):
        assert text(element, "title")
        assert datetime.fromisoformat(text(element, "updated")).tzinfo
    assert all(entry.findtext(f"{ATOM}author/{ATOM}name") for entry in entries)
    links = {link.get("rel"): link.get("href") for link in root.findall(ATOM + "link")}
    assert links == {"self": "https://garden.example/atlas/feed.xml", "alternate": "https://garden.example/atlas/"}


def test_the_canary_comes_back_and_what_xml_cannot_hold_is_replaced(toy_graph: Graph) -> None:
    commit = replace(OLD, author=CANARY, subject=f"{CANARY}\x00\x1b\ufffe", files=(("A", f"entries/x/{CANARY}"),))
    root = ElementTree.fromstring(feed.feed(toy_graph, replace(SITE, name=CANARY, licence=CANARY, changes=(commit,))))
    entry = root.find(ATOM + "entry")
    assert entry is not None
    assert text(entry, "title") == CANARY + "\ufffd" * 3
    assert entry.findtext(f"{ATOM}author/{ATOM}name") == text(root, "rights") == CANARY
    assert Items(text(entry, "content")).words == [f"added: entries/x/{CANARY}"]


def test_a_commit_without_words_or_name_has_some_in_the_feed(toy_graph: Graph) -> None:
    commit = replace(OLD, author="", subject="")
    entry = ElementTree.fromstring(feed.feed(toy_graph, replace(SITE, changes=(commit,)))).find(ATOM + "entry")
    assert entry is not None and text(entry, "title") and entry.findtext(f"{ATOM}author/{ATOM}name")


def test_a_feed_is_offered_where_there_is_a_history_and_an_address(toy_graph: Graph) -> None:
    def made(site: SiteSettings) -> dict[str, str]:
        return {
            o.address: o.make()
            for o in outputs(toy_graph, site)
            if o.address in ("feed.xml", "index.html", "data/index.html")
        }

    with_both = made(SITE)
    assert "feed.xml" in with_both
    assert 'type="application/atom+xml"' in with_both["index.html"] and "feed.xml" in with_both["data/index.html"]
    for less in (replace(SITE, changes=()), replace(SITE, url="")):
        without = made(less)
        assert "feed.xml" not in without and not any("feed.xml" in page for page in without.values())


def test_site_map_is_sound_sorted_and_undated() -> None:
    written = feed.site_map("https://a.example/b&c/", ["z/", "", "a/"])
    root = ElementTree.fromstring(written)
    assert [url[0].text for url in root] == [f"https://a.example/b&c/{end}" for end in ("", "a/", "z/")]
    assert "lastmod" not in written


def test_robots_may_read_everything_and_are_told_of_the_site_map(toy_graph: Graph) -> None:
    rules = RobotFileParser()
    rules.parse(feed.robots(SITE).splitlines())
    assert rules.can_fetch("*", "https://garden.example/atlas/theory/slow-root/")
    (map,) = rules.site_maps() or ()
    made = {output.address for output in outputs(toy_graph, SITE)}
    assert map.removeprefix("https://garden.example/atlas/") in made and "robots.txt" in made
