"""The client: which hosts it asks, how long it waits, how much it takes, how often it asks, and what it never tells."""

from __future__ import annotations

import gzip
import itertools
import json
import logging
import os
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from email.utils import formatdate
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from kg import web
from kg.errors import UsageError
from kg.web import Forbidden, Limits, Missing, Unreachable, Unwanted, Web, address
from kg.web.cache import Cache
from kg.web.pace import Pace
from tests.online.conftest import (
    QUICK,
    Services,
    endless,
    redirect,
    reply,
    reset,
    silent,
    trickling,
    trickling_head,
    truncated,
)

JSON = ("application/json",)
HOST = "moss.example"
URL = f"https://{HOST}/a"


def test_an_answer_comes_back_with_what_it_says_of_itself(client: Web, services: Services) -> None:
    services.on(HOST, "/a", reply('{"a": 1}', "application/json; charset=UTF-8"))
    page = client.get(URL, JSON)
    assert (page.url, page.type, page.charset, page.body) == (URL, "application/json", "UTF-8", b'{"a": 1}')


@pytest.mark.parametrize("answer", [silent, trickling, trickling_head])
def test_no_answer_is_waited_for_longer_than_the_deadline(client: Web, services: Services, answer: Any) -> None:
    services.on(HOST, "/a", answer)
    began = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        client.get(URL, JSON)
    assert time.monotonic() - began < QUICK.total + 0.7


def test_a_name_server_that_does_not_answer_is_not_waited_for(
    client: Web, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(web, "dial", lambda host: time.sleep(3) or ("http", []))
    began = time.monotonic()
    with pytest.raises(Unreachable, match="in time"):
        client.get(URL, JSON)
    assert time.monotonic() - began < 2


@pytest.mark.parametrize("answer", [truncated, reset])
def test_an_answer_that_breaks_off_is_no_answer(client: Web, services: Services, answer: Any) -> None:
    services.on(HOST, "/a", answer)
    with pytest.raises(Unreachable, match="broke off"):
        client.get(URL, JSON)


def test_nobody_there(client: Web, services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    monkeypatch.setattr(web, "dial", lambda host: ("http", [("127.0.0.1", port)]))
    with pytest.raises(Unreachable, match="cannot be reached"):
        client.get(URL, JSON)
    # Where a host has several addresses, the next one is tried.
    services.on(HOST, "/a", reply("{}"))
    monkeypatch.setattr(web, "dial", lambda host: ("http", [("127.0.0.1", port), ("127.0.0.1", services.port)]))
    assert Web(tmp_path, "x").get(URL, JSON).body == b"{}"


def test_a_name_that_stands_for_nothing_is_looked_up_once(
    services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    looked_up: list[str] = []

    def nothing(host: str, *arguments: object, **options: object) -> list[object]:
        looked_up.append(host)
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(web, "dial", address.public)
    monkeypatch.setattr(socket, "getaddrinfo", nothing)
    client = Web(tmp_path, "x")
    for _ in range(3):
        with pytest.raises(Unreachable, match="Name or service not known"):
            client.get(URL, JSON)
    assert looked_up == [HOST]


@pytest.mark.parametrize("answer", [endless, reply(b" " * 3000)])
def test_too_large_is_not_read_to_the_end(client: Web, services: Services, answer: Any) -> None:
    services.on(HOST, "/a", answer)
    with pytest.raises(Unwanted, match="too large"):
        client.get(URL, JSON, limit=2000)


def test_another_type_is_not_taken(client: Web, services: Services) -> None:
    services.on(HOST, "/a", reply("%PDF-1.5", "application/pdf"))
    with pytest.raises(Unwanted, match="application/pdf instead of application/json"):
        client.get(URL, JSON)
    services.on(HOST, "/a", reply("{}", ""))
    with pytest.raises(Unwanted, match="no type"):
        client.get(URL, JSON)


@pytest.mark.parametrize("status", [404, 410])
def test_what_is_not_there_is_asked_for_once(client: Web, services: Services, status: int) -> None:
    services.on(HOST, "/a", reply("", "", status))
    with pytest.raises(Missing):
        client.get(URL, JSON)
    assert len(services.asked) == 1


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_a_busy_host_is_asked_again(client: Web, services: Services, status: int) -> None:
    services.on(HOST, "/a", reply("", "", status), reply("", "", status), reply("{}"))
    assert client.get(URL, JSON).body == b"{}"
    assert len(services.asked) == 3


def test_but_not_without_end(client: Web, services: Services) -> None:
    services.on(HOST, "/a", reply("", "", 503))
    with pytest.raises(Unreachable, match="503"):
        client.get(URL, JSON)
    assert len(services.asked) == QUICK.tries


@pytest.mark.parametrize("date", [False, True])
def test_a_pause_that_is_asked_for_is_kept(services: Services, tmp_path: Path, date: bool) -> None:
    pauses: list[float] = []
    patient = Web(tmp_path, "x", limits=Limits(patience=30, tries=2), sleep=pauses.append)
    wait = formatdate(time.time() + 7, usegmt=True) if date else "7"
    services.on(HOST, "/a", reply("", "", 429, Retry_After=wait), reply("{}"))
    assert patient.get(URL, JSON, gap=0).body == b"{}"
    assert len(pauses) == 1
    assert 5 <= pauses[0] <= 7


def test_a_pause_that_is_too_long_is_told_instead(services: Services, tmp_path: Path) -> None:
    pauses: list[float] = []
    client = Web(tmp_path, "x", limits=Limits(), sleep=pauses.append)
    services.on(HOST, "/a", reply("", "", 429, Retry_After="3600"))
    with pytest.raises(Unreachable, match="to wait 3600 s"):
        client.get(URL, JSON, gap=0)
    assert pauses == []


def test_a_redirect_on_the_same_host_is_followed(client: Web, services: Services) -> None:
    services.on(HOST, "/a", redirect("/b", 301))
    services.on(HOST, "/b", redirect(f"https://{HOST}/c", 308))
    services.on(HOST, "/c", reply("{}"))
    assert client.get(URL, JSON).url == f"https://{HOST}/c"


@pytest.mark.parametrize(
    ("to", "said"),
    [
        ("https://other.example/a", "leads to another host, 'other.example'"),
        ("//other.example/a", "another host"),
        (f"https://{HOST}.other.example/", "another host"),
        (f"http://{HOST}/a", "without encryption"),
        ("https://127.0.0.1/a", "another host"),
        ("https://169.254.169.254/latest/meta-data", "another host"),
        (f"https://{HOST}:22/a", "unusual port"),
        (f"https://x:y@{HOST}/b", "name or password"),
        ("file:///etc/passwd", "another host"),
        ("", "circle"),
        ("/a", "circle"),
    ],
)
def test_a_redirect_is_judged_as_if_it_had_been_typed(client: Web, services: Services, to: str, said: str) -> None:
    services.on(HOST, "/a", redirect(to))
    with pytest.raises((Forbidden, Unreachable), match=said):
        client.get(URL, JSON)
    assert set(services.hosts()) == {HOST}


def test_redirects_without_end(client: Web, services: Services) -> None:
    numbers = iter(range(1000))
    services.on(HOST, "/", lambda request: redirect(f"/{next(numbers)}")(request))
    with pytest.raises(Unreachable, match="on and on"):
        client.get(URL, JSON)
    assert len(services.asked) == QUICK.redirects + 1


@pytest.mark.parametrize(
    "ip",
    [
        "127.0.0.1", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0", "224.0.0.1",
        "255.255.255.255", "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1",
        "::ffff:10.0.0.1", "2002:7f00:1::", "64:ff9b::7f00:1", "2001:0:7f00:1::", "nonsense", "",
    ],
)  # fmt: skip
def test_private_addresses_are_never_asked(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    assert not address.is_public(ip)
    rows = [(0, 0, 0, "", (ip, 443)), (0, 0, 0, "", ("93.184.216.34", 443))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: rows)
    with pytest.raises(Forbidden, match="private network"):
        address.public(HOST)


@pytest.mark.parametrize("ip", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "64:ff9b::5db8:d822"])
def test_public_addresses_are(monkeypatch: pytest.MonkeyPatch, ip: str) -> None:
    monkeypatch.setattr(socket, "getaddrinfo", lambda *arguments, **options: [(0, 0, 0, "", (ip, 443))])
    assert address.public(HOST) == ("https", [(ip, 443)])


@pytest.mark.parametrize("host", ["localhost", "127.1", "2130706433", "0x7f000001"])
def test_other_spellings_of_this_machine(host: str) -> None:
    with pytest.raises((Forbidden, Unreachable)):
        address.public(host)


def test_a_host_that_was_not_named_is_not_asked(client: Web, services: Services) -> None:
    with pytest.raises(Forbidden, match="not a host that is asked"):
        address.judged("https://other.example/", frozenset({HOST}))
    with pytest.raises(Forbidden):
        client.get("file:///etc/passwd", JSON)
    with pytest.raises(Forbidden):
        client.get(f"http://{HOST}/a", JSON)
    assert services.asked == []


def test_who_asks_says_so(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    services.on(HOST, "/a", reply("{}"))
    monkeypatch.setenv("KG_CONTACT", "ada@moss.example")
    web.open_web(fresh=True).get(URL, JSON)
    assert services.asked[-1].headers["User-Agent"].startswith("kg-atlas/")
    assert "(mailto:ada@moss.example)" in services.asked[-1].headers["User-Agent"]
    assert "Cookie" not in services.asked[-1].headers


@pytest.mark.parametrize("contact", ["ada", "a@b\r\nX-Evil: 1", "a b@c.example", "@", "(a)@b.example"])
def test_a_contact_that_is_none_is_a_slip(contact: str) -> None:
    with pytest.raises(UsageError, match="KG_CONTACT"):
        web.agent(contact)


def test_a_key_goes_with_the_question_and_nowhere_else(
    client: Web, services: Services, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    services.on(HOST, "/a", redirect("/b"))
    services.on(HOST, "/b", reply("{}"))
    client.get(f"{URL}?x=1", JSON, secret={"api_key": "s3cret"})
    assert [asked.path for asked in services.asked] == ["/a?x=1&api_key=s3cret", "/b"]
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert b"s3cret" not in kept
    assert "s3cret" not in caplog.text
    for answer in (
        silent,
        truncated,
        reset,
        reply("", "", 500),
        reply("", "", 403),
        reply("", "x/y"),
        redirect("https://o.example"),
    ):
        services.on(HOST, "/c", answer)
        with pytest.raises((Unreachable, Forbidden)) as fault:
            client.get(f"https://{HOST}/c", JSON, secret={"api_key": "s3cret"})
        assert "s3cret" not in fault.value.message + fault.value.help + str(fault.value.__cause__)


def test_an_answer_is_kept_for_a_day(client: Web, services: Services, tmp_path: Path) -> None:
    services.on(HOST, "/a", reply('{"a": 1}'), reply('{"a": 2}'))
    assert [client.get(URL, JSON).body for _ in range(3)] == [b'{"a": 1}'] * 3
    assert len(services.asked) == 1
    fresh = Web(tmp_path / "own", "x", fresh=True, limits=QUICK)
    assert fresh.get(URL, JSON).body == b'{"a": 2}'
    assert client.get(URL, JSON).body == b'{"a": 2}'


def test_faults_are_not_kept(client: Web, services: Services) -> None:
    services.on(HOST, "/a", reply("", "", 404), reply("", "x/y"), reply("{}"))
    for _ in range(2):
        with pytest.raises(Forbidden):
            client.get(URL, JSON)
    assert client.get(URL, JSON).body == b"{}"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda data: b"",
        lambda data: data[:-20],
        lambda data: b"[]",
        lambda data: b"\xff" * 30,
        lambda data: b"[" * 100_000,
        lambda data: data.replace(b'"body": "', b'"body": "AAAA'),
        lambda data: data.replace(b"moss", b"fern"),
        lambda data: json.dumps({**json.loads(data), "at": 0}).encode(),
        lambda data: json.dumps({**json.loads(data), "at": time.time() + 1e6}).encode(),
        lambda data: json.dumps({**json.loads(data), "at": "x"}).encode(),
        lambda data: json.dumps({**json.loads(data), "type": 1}).encode(),
    ],
)
def test_what_was_spoilt_is_absent(tmp_path: Path, spoil: Any) -> None:
    cache = Cache(tmp_path)
    cache.write(URL, (URL, "a/b", "", b"body"))
    assert cache.read(URL, 100) == (URL, "a/b", "", b"body")
    (path,) = tmp_path.iterdir()
    path.write_bytes(spoil(path.read_bytes()))
    assert cache.read(URL, 100) is None


def test_what_is_old_is_swept_away(tmp_path: Path) -> None:
    for name, days in (("old", 8), ("young", 6)):
        (tmp_path / name).write_text("")
        os.utime(tmp_path / name, (time.time() - days * 86400,) * 2)
    Cache(tmp_path).write(URL, (URL, "a/b", "", b"body"))
    assert sorted(path.suffix or path.name for path in tmp_path.iterdir()) == [".json", "young"]


def test_what_was_packed_is_unpacked_within_the_limit(client: Web, services: Services) -> None:
    services.on(HOST, "/a", reply(gzip.compress(b'{"a": 1}'), Content_Encoding="gzip"))
    assert client.get(URL, JSON).body == b'{"a": 1}'
    services.on(HOST, "/b", reply(gzip.compress(b" " * 50_000_000), Content_Encoding="gzip"))
    with pytest.raises(Unwanted, match="too large"):
        client.get(f"https://{HOST}/b", JSON, limit=1_000_000)


@pytest.mark.parametrize(
    "head",
    [
        b"nonsense\r\n\r\n",
        b"\x00" * 50,
        b"HTTP/1.1 200 OK\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n",
        b"HTTP/1.1 abc\r\n\r\n",
    ],
)
def test_what_is_no_http_is_no_answer(client: Web, services: Services, head: bytes) -> None:
    services.on(HOST, "/a", lambda request: request.wfile.write(head) and None)
    with pytest.raises(Unreachable):
        client.get(URL, JSON)


def test_ipv6(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.online.conftest import _Handler

    class Six(ThreadingHTTPServer):
        address_family = socket.AF_INET6

    try:
        server = Six(("::1", 0), type("Handler", (_Handler,), {"services": services}))
    except OSError:
        pytest.skip("this machine has no IPv6")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    services.on(HOST, "/a", reply("{}"))
    monkeypatch.setattr(web, "dial", lambda host: ("http", [("::1", server.server_address[1])]))
    assert Web(tmp_path, "x").get(URL, JSON).body == b"{}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("typed", "asked"),
    [
        ("https://Bücher.example/ä?q=ö#x", "https://xn--bcher-kva.example/%C3%A4?q=%C3%B6"),
        ("https://moss.example/a b%20c", "https://moss.example/a%20b%20c"),
    ],
)
def test_other_letters_travel_in_their_own_spelling(typed: str, asked: str) -> None:
    assert web.ascii_url(typed) == asked


def test_a_cache_is_never_in_the_way(tmp_path: Path, services: Services) -> None:
    services.on(HOST, "/a", reply("{}"))
    (tmp_path / "file").write_text("")
    assert Web(tmp_path / "file", "x", limits=QUICK).get(URL, JSON).body == b"{}"
    cache = Cache(tmp_path)
    cache.write(URL, (URL, "a/b", "", b"body"))
    (path,) = tmp_path.glob("*.json")
    path.unlink()
    os.mkfifo(path)
    assert cache.read(URL, 100) is None
    path.unlink()
    path.symlink_to("/etc/passwd")
    assert cache.read(URL, 100) is None


RUN = """
import sys, time
from pathlib import Path
from kg.web.pace import Pace
for _ in range(3):
    with Pace(Path(sys.argv[1]), time.sleep).turn("h", 0.3):
        print(time.time(), flush=True)
        time.sleep(0.02)
"""


def test_two_processes_keep_the_pause_between_them(tmp_path: Path) -> None:
    runs = [
        subprocess.Popen([sys.executable, "-c", RUN, str(tmp_path)], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    times = sorted(float(line) for run in runs for line in run.communicate(timeout=60)[0].split())
    assert len(times) == 9
    # Each prints its time a moment after its turn began, which on a busy machine may be a while: without pauses there is no gap.
    assert min(later - earlier for earlier, later in itertools.pairwise(times)) > 0.1
    # What one delay takes from a gap it gives to the next: eight pauses of 0.3 s are there all the same.
    assert times[-1] - times[0] > 2.1


def test_arxiv_is_asked_once_in_three_seconds() -> None:
    from kg.lookup.services import arxiv

    assert arxiv.GAP == 3.0


@pytest.mark.parametrize("stamp", ["", "nan", "inf", "-inf", "x" * 100, "9" * 39, "\x00", "1e999"])
def test_a_spoilt_time_makes_nobody_wait_longer(tmp_path: Path, stamp: str) -> None:
    pauses: list[float] = []
    (tmp_path / "h").write_text(stamp)
    with Pace(tmp_path, pauses.append).turn("h", 3.0):
        pass
    assert all(pause <= 3.0 for pause in pauses)


def test_a_folder_that_cannot_be_written_leaves_our_own_pauses(tmp_path: Path) -> None:
    pauses: list[float] = []
    (tmp_path / "file").write_text("")
    pace = Pace(tmp_path / "file" / "pace", pauses.append)
    for _ in range(2):
        with pace.turn("h", 3.0):
            pass
    assert len(pauses) == 1


@pytest.fixture
def tls(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The same server behind TLS, with a certificate for moss.example that nobody has signed."""
    key, certificate = tmp_path / "key.pem", tmp_path / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2",
         "-keyout", str(key), "-out", str(certificate), "-subj", f"/CN={HOST}", "-addext", f"subjectAltName=DNS:{HOST}"],
        check=True, capture_output=True, timeout=30,
    )  # fmt: skip
    from tests.online.conftest import _Handler

    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"services": services}))
    server.daemon_threads = True
    server.handle_error = lambda *arguments: None  # type: ignore[method-assign]
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    monkeypatch.setattr(web, "dial", lambda host: ("https", [("127.0.0.1", server.server_address[1])]))
    yield certificate
    server.shutdown()
    server.server_close()


def test_the_certificate_is_that_of_the_name_though_the_address_was_looked_up_before(
    client: Web, services: Services, tls: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.on(HOST, "/a", reply("{}"))
    services.on("other.example", "/a", reply("{}"))
    with pytest.raises(Unreachable, match="certificate that cannot be trusted"):
        client.get(URL, JSON)
    monkeypatch.setenv("SSL_CERT_FILE", str(tls))
    assert client.get(URL, JSON).body == b"{}"
    with pytest.raises(Unreachable, match="certificate that cannot be trusted"):
        client.get("https://other.example/a", JSON)


def test_nothing_else_opens_a_socket() -> None:
    folder = Path(web.__file__).parents[1]
    users = [
        path.relative_to(folder).as_posix()
        for path in sorted(folder.rglob("*.py"))
        if any(
            f"import {name}" in path.read_text("utf-8")
            for name in ("socket", "urllib3", "http.client", "urllib.request")
        )
    ]
    # MkDocs' own server, for looking at the site, is no matter of ours.
    assert [user for user in users if not user.startswith("publish/")] == ["web/address.py", "web/exchange.py"]
