"""A server on this machine that answers as the services do, with the shapes that they document, and faults where wanted."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from xml.sax.saxutils import escape

import pytest

from kg import web
from kg.web import Limits, Web

Answering = Callable[[BaseHTTPRequestHandler], None]
TOY = "2209.10652"
AUTHORS = [
    "Nelson Elhage", "Tristan Hume", "Catherine Olsson", "Nicholas Schiefer", "Tom Henighan", "Shauna Kravec",
    "Zac Hatfield-Dodds", "Robert Lasenby", "Dawn Drain", "Carol Chen", "Roger Grosse", "Sam McCandlish", "Jared Kaplan",
    "Dario Amodei", "Martin Wattenberg", "Christopher Olah",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that arrived."""

    host: str
    path: str
    headers: Mapping[str, str]
    at: float


@dataclass(slots=True)
class Services:
    """What each host answers, by the beginning of the path, and what was asked."""

    port: int = 0
    routes: dict[tuple[str, str], list[Answering]] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def on(self, host: str, path: str, *answers: Answering) -> None:
        """The answers to questions whose path begins so; the last one again and again."""
        for place in [place for place in self.routes if place[0] == host and place[1].startswith(path)]:
            del self.routes[place]
        self.routes[host, path] = list(answers)

    def hosts(self) -> list[str]:
        return [asked.host for asked in self.asked]

    # The shapes of each service, as documented.

    def arxiv(self, *entries: str) -> None:
        self.on("export.arxiv.org", "/api/query", reply(feed(*entries), "application/atom+xml; charset=UTF-8"))

    def crossref(self, doi: str, **work: Any) -> None:
        body = {
            "status": "ok",
            "message-type": "work",
            "message-version": "1.0.0",
            "message": crossref_work(doi, **work),
        }
        self.on("api.crossref.org", f"/works/{doi}", reply(json.dumps(body), "application/json"))

    def datacite(self, doi: str, **attributes: Any) -> None:
        body = {"data": {"id": doi, "type": "dois", "attributes": datacite_attributes(doi, **attributes)}}
        self.on("api.datacite.org", f"/dois/{doi}", reply(json.dumps(body), "application/vnd.api+json; charset=utf-8"))

    def openalex(self, doi: str, **work: Any) -> None:
        body = json.dumps(openalex_work(doi, **work))
        self.on("api.openalex.org", f"/works/doi:{doi}", reply(body, "application/json"))

    def openreview(self, id: str, **note: Any) -> None:
        body = json.dumps({"notes": [openreview_note(id, **note)], "count": 1})
        self.on("api2.openreview.net", f"/notes?id={id}", reply(body, "application/json; charset=utf-8"))

    def page(self, host: str, path: str, head: str, type: str = "text/html; charset=utf-8") -> None:
        self.on(host, path, reply(f"<!doctype html><html><head>{head}</head><body><p>Hello</p></body></html>", type))


def reply(body: str | bytes, type: str = "application/json", status: int = 200, **headers: str) -> Answering:
    data = body.encode("utf-8") if isinstance(body, str) else body

    def answer(request: BaseHTTPRequestHandler) -> None:
        request.send_response(status)
        if type:
            request.send_header("Content-Type", type)
        request.send_header("Content-Length", str(len(data)))
        for name, value in headers.items():
            request.send_header(name.replace("_", "-"), value)
        request.end_headers()
        request.wfile.write(data)

    return answer


def redirect(to: str, status: int = 302) -> Answering:
    return reply("", "", status, Location=to)


def truncated(request: BaseHTTPRequestHandler) -> None:
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.send_header("Content-Length", "1000")
    request.end_headers()
    request.wfile.write(b'{"status": "ok"')


def silent(request: BaseHTTPRequestHandler) -> None:
    time.sleep(1.5)


def trickling(request: BaseHTTPRequestHandler) -> None:
    """A byte now and then: never silent for long, and never done."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    for _ in range(100):
        request.wfile.write(b" ")
        request.wfile.flush()
        time.sleep(0.05)


def trickling_head(request: BaseHTTPRequestHandler) -> None:
    request.wfile.write(b"HTTP/1.1 200 OK\r\n")
    for number in range(60):
        request.wfile.write(f"X-{number}: x\r\n".encode())
        request.wfile.flush()
        time.sleep(0.05)


def endless(request: BaseHTTPRequestHandler) -> None:
    """Larger than anybody wants, without saying so beforehand."""
    request.send_response(200)
    request.send_header("Content-Type", "application/json")
    request.end_headers()
    for _ in range(400):
        request.wfile.write(b" " * 65536)


def reset(request: BaseHTTPRequestHandler) -> None:
    """Nothing at all."""


class _Handler(BaseHTTPRequestHandler):
    services: Services

    def do_GET(self) -> None:  # the name is that of the library
        host = self.headers["Host"].partition(":")[0]
        self.services.asked.append(Asked(host, self.path, dict(self.headers), time.time()))
        routes = self.services.routes
        asked = unquote(self.path).lower()
        found = [path for name, path in routes if name == host and asked.startswith(path.lower())]
        answers = routes[host, max(found, key=len)] if found else [reply('{"error": "none"}', status=404)]
        try:
            (answers.pop(0) if len(answers) > 1 else answers[0])(self)
        except OSError:
            # The other side has hung up, as it should on some of these.
            return

    def log_message(self, format: str, *arguments: object) -> None:
        """Quiet."""


@pytest.fixture
def services(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Services]:
    """Every host of the world is this server. No pauses, short deadlines, a cache of its own."""
    found = Services()
    handler = type("Handler", (_Handler,), {"services": found})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    found.port = server.server_address[1]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    # In code, not by a setting: in production there is no way to point `kg` at another machine.
    monkeypatch.setattr(web, "dial", lambda host: ("http", [("127.0.0.1", found.port)]))
    monkeypatch.setattr(web, "LIMITS", QUICK)
    monkeypatch.setattr("kg.lookup.services.arxiv.GAP", 0.0)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("KG_CONTACT", raising=False)
    monkeypatch.delenv("OPENALEX_API_KEY", raising=False)
    yield found
    server.shutdown()
    server.server_close()


QUICK = Limits(connect=0.5, read=0.5, total=1.0, tries=3, backoff=0.01, patience=0.3, redirects=5)


@pytest.fixture
def client(services: Services, tmp_path: Path) -> Web:
    return Web(tmp_path / "own", "kg-test", limits=QUICK)


def entry(
    id: str = TOY, title: str = "Toy Models of Superposition", authors: Sequence[str] = AUTHORS,
    published: str = "2022-09-21T13:50:18Z", doi: str = "", comment: str = "",
) -> str:  # fmt: skip
    """One paper of an Atom feed of arXiv."""
    people = "".join(f"<author><name>{escape(name)}</name></author>" for name in authors)
    own = 'xmlns:arxiv="http://arxiv.org/schemas/atom"'
    extra = f"<arxiv:doi {own}>{doi}</arxiv:doi>" if doi else ""
    extra += f"<arxiv:comment {own}>{escape(comment)}</arxiv:comment>" if comment else ""
    return (
        f"<entry><id>http://arxiv.org/abs/{id}v1</id><updated>{published}</updated><published>{published}</published>"
        f"<title>{escape(title)}</title><summary>\n  What it is about.\n</summary>{people}{extra}"
        f'<link href="http://arxiv.org/abs/{id}v1" rel="alternate" type="text/html"/>'
        f'<arxiv:primary_category {own} term="cs.LG" scheme="http://arxiv.org/schemas/atom"/>'
        '<category term="cs.LG" scheme="http://arxiv.org/schemas/atom"/></entry>'
    )


def feed(*entries: str) -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom">\n'
        '<link href="http://arxiv.org/api/query?search_query%3D%26id_list%3D" rel="self" type="application/atom+xml"/>\n'
        '<title type="html">ArXiv Query: search_query=&amp;id_list=&amp;start=0&amp;max_results=1</title>\n'
        "<id>http://arxiv.org/api/cHxbiOdZaP56ODnBPIenZhzg5f8</id><updated>2026-11-28T00:00:00-05:00</updated>\n"
        '<opensearch:totalResults xmlns:opensearch="http://a9.com/-/spec/opensearch/1.1/">'
        f"{len(entries)}</opensearch:totalResults>\n{''.join(entries)}</feed>\n"
    )


NO_SUCH_ID = (
    "<entry><id>http://arxiv.org/api/errors#incorrect_id_format_for_9</id><title>Error</title>"
    "<summary>incorrect id format for 9</summary><author><name>arXiv api core</name></author></entry>"
)


def crossref_work(doi: str, **other: Any) -> dict[str, Any]:
    return {
        "DOI": doi, "type": "journal-article", "title": ["Toy Models of Superposition"], "subtitle": [],
        "container-title": ["Journal of Moss"], "publisher": "Moss Press", "source": "Crossref", "prefix": doi[:7],
        "issued": {"date-parts": [[2023, 5, 17]]}, "published-print": {"date-parts": [[2023, 5]]},
        "author": [
            {"given": name.rpartition(" ")[0], "family": name.rpartition(" ")[2], "sequence": "additional", "affiliation": []}
            for name in AUTHORS
        ],
        "URL": f"https://doi.org/{doi}", "reference-count": 2,
        **{name.replace("_", "-"): value for name, value in other.items()},
    }  # fmt: skip


def datacite_attributes(doi: str, **other: Any) -> dict[str, Any]:
    people = [
        {"name": f"{name.rpartition(' ')[2]}, {name.rpartition(' ')[0]}", "nameType": "Personal", "affiliation": [],
         "givenName": name.rpartition(" ")[0], "familyName": name.rpartition(" ")[2], "nameIdentifiers": []}
        for name in AUTHORS
    ]  # fmt: skip
    return {
        "doi": doi, "titles": [{"title": "Toy Models of Superposition"}], "creators": people, "publisher": "arXiv",
        "publicationYear": 2022, "container": {}, "types": {"resourceTypeGeneral": "Preprint", "resourceType": "Article"},
        "dates": [
            {"date": "2022-09-21T13:50:18Z", "dateType": "Submitted", "dateInformation": "v1"},
            {"date": "2022-09", "dateType": "Available"}, {"date": "2022", "dateType": "Issued"},
        ], **other,
    }  # fmt: skip


def openalex_work(doi: str, authors: Sequence[str] = AUTHORS, **other: Any) -> dict[str, Any]:
    title = other.pop("title", "Toy Models of Superposition")
    return {
        "id": "https://openalex.org/W4296883217", "doi": f"https://doi.org/{doi}", "title": title, "display_name": title,
        "publication_year": 2022, "publication_date": "2022-09-21", "language": "en", "type": "preprint",
        "is_retracted": False, "ids": {"openalex": "https://openalex.org/W4296883217"},
        "primary_location": {
            "is_oa": True, "landing_page_url": f"https://doi.org/{doi}",
            "source": {"id": "https://openalex.org/S4306400194", "display_name": "arXiv (Cornell University)"},
        },
        "authorships": [
            {"author_position": "middle", "author": {"id": None, "display_name": name, "orcid": None},
             "institutions": [], "is_corresponding": False, "raw_author_name": name}
            for name in authors
        ],
        "abstract_inverted_index": {"Words": [0]}, **other,
    }  # fmt: skip


def openreview_note(id: str, **other: Any) -> dict[str, Any]:
    content = {
        "title": {"value": "Progress measures for grokking via mechanistic interpretability"},
        "authors": {"value": ["Neel Nanda", "Lawrence Chan", "Tom Lieberum", "Jess Smith", "Jacob Steinhardt"]},
        "authorids": {"value": ["~Neel_Nanda1"]}, "venue": {"value": "ICLR 2023 poster"},
        "venueid": {"value": "ICLR.cc/2023/Conference"}, "pdf": {"value": "/pdf/0.pdf"},
    }  # fmt: skip
    content |= {name: {"value": value} for name, value in other.items()}
    return {"id": id, "forum": id, "cdate": 1663849902000, "pdate": 1675279322000, "version": 2, "content": content}
