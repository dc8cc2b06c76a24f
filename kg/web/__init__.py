"""The one polite, bounded HTTP client: hosts named beforehand, HTTPS only, deadlines, size caps, pauses, a cache.

Nothing else in `kg` opens a socket, and this does so only when a command asks for it.
"""

from __future__ import annotations

import os
import platform
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote, urlencode, urljoin

from kg import __version__
from kg.errors import UsageError
from kg.web.address import Forbidden, Unreachable, Unresolved, host_of, judged, public
from kg.web.cache import Cache
from kg.web.exchange import Answer, Dial, Limits, exchange, wait_asked
from kg.web.pace import Pace

__all__ = ["Forbidden", "Limits", "Missing", "Page", "Unreachable", "Unwanted", "Web", "open_web"]

DAY = 24 * 60 * 60.0
LIMITS = Limits()
dial: Dial = public
"""From a host's name to where it is reached: only addresses of the public network."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({429, 500, 502, 503, 504})
_SILENCES = 3
"""Questions in a row without a proper answer, after which a host is not asked again by this run."""


class Missing(Forbidden):
    """The source answered that there is no such thing."""


class Unwanted(Forbidden):
    """The answer is not of the kind that was asked for."""


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: its address, the type that it says it has, and its bytes."""

    url: str
    type: str
    charset: str
    body: bytes


class Web:
    """Asks, one question after the other."""

    def __init__(
        self,
        folder: Path,
        agent: str,
        *,
        fresh: bool = False,
        limits: Limits | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._cache = Cache(folder / "answers")
        self._pace = Pace(folder / "pace", sleep)
        self._agent = agent
        self._fresh = fresh
        self._limits = limits or LIMITS
        self._sleep = sleep
        self._down: dict[str, Unreachable] = {}
        self._silences: dict[str, int] = {}

    def get(
        self,
        url: str,
        types: tuple[str, ...],
        *,
        hosts: frozenset[str] = frozenset(),
        secret: Mapping[str, str] | None = None,
        limit: int = 8 * 1024 * 1024,
        gap: float = 0.2,
        keep: bool = True,
    ) -> Page:
        """The page at an address, from the host that it names or from `hosts`, of one of these types.

        `secret` goes with the question and nowhere else: not into the cache, a message or a redirect.

        Raises:
            Missing: the host says that there is no such page.
            Forbidden: the address, or one that it leads to, is not to be asked.
            Unwanted: the page is of another type, or too large.
            Unreachable: there was no answer, or none that can be used.
        """
        url = ascii_url(url)
        allowed = hosts | {host_of(url)}
        if not self._fresh and (page := self._cache.read(url, DAY)):
            kept = Page(*page)
            # A page may have been kept when more was allowed than is now.
            if kept.type in types and len(kept.body) <= limit and host_of(kept.url) in allowed:
                return kept
        seen = {url}
        here = url
        for _ in range(self._limits.redirects + 1):
            answer = self._patiently(here, allowed, secret, limit, gap)
            if answer.status not in _REDIRECTS:
                page_here = _page(here, answer, types)
                if keep:
                    self._cache.write(url, (page_here.url, page_here.type, page_here.charset, page_here.body))
                return page_here
            here, secret = ascii_url(urljoin(here, answer.location)), None
            if host_of(here) not in allowed:
                raise Forbidden(
                    f"{host_of(url)} leads to another host, {_shown_host(here)}", help="name the address it leads to"
                )
            if here in seen:
                raise Unreachable(f"{host_of(url)} leads in a circle", help="try again later")
            seen.add(here)
        raise Unreachable(f"{host_of(url)} leads on and on", help="try again later")

    def forget(self, url: str) -> None:
        """Ask anew next time: the answer was of no use."""
        self._cache.forget(ascii_url(url))

    def _patiently(
        self, url: str, allowed: frozenset[str], secret: Mapping[str, str] | None, limit: int, gap: float
    ) -> Answer:
        """One question, asked again where the host is busy, within one deadline for all attempts."""
        host = judged(url, allowed)
        if host in self._down:
            raise self._down[host]
        until = time.monotonic() + self._limits.total
        asked = f"{url}{'&' if '?' in url else '?'}{urlencode(secret)}" if secret else url
        headers = {"User-Agent": self._agent, "Accept-Encoding": "identity", "Accept": "*/*"}
        for attempt in range(self._limits.tries):
            last = attempt == self._limits.tries - 1
            try:
                with self._pace.turn(host, gap):
                    answer = exchange(asked, headers, limit, self._limits, until, dial)
                if answer.status not in _LATER:
                    self._silences[host] = 0
                    return answer
                wait = wait_asked(answer)
                problem = Unreachable(f"{host} {_busy(answer)}", help="try again later")
            except Unresolved as failure:
                self._down[host] = failure
                raise
            except Unreachable as failure:
                wait, problem = None, failure
            pause = self._limits.backoff * 2**attempt if wait is None else wait
            if last or pause > self._limits.patience or time.monotonic() + pause > until:
                self._silences[host] = self._silences.get(host, 0) + 1
                if self._silences[host] == _SILENCES:
                    self._down[host] = problem
                raise problem
            self._sleep(pause)
        raise AssertionError("at least one attempt is made")


def open_web(*, fresh: bool = False) -> Web:
    """The client for a command; `fresh` asks even where an answer of the last day is kept.

    Raises:
        UsageError: the contact address in the environment is none.
    """
    # Only commands that ask the network need to know where a cache belongs.
    from platformdirs import user_cache_path

    return Web(user_cache_path("kg-atlas"), agent(os.environ.get("KG_CONTACT", "")), fresh=fresh, limits=LIMITS)


def agent(contact: str) -> str:
    """How we introduce ourselves. With an address of yours, services ask there before they shut us out."""
    contact = contact.strip()
    if contact and not re.fullmatch(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+", contact):
        raise UsageError("KG_CONTACT is not a mail address", help="write it like 'ada@example.org', or leave it out")
    about = f"mailto:{contact}" if contact else "literature curation"
    return f"kg-atlas/{__version__} ({about}) Python/{platform.python_version()}"


def ascii_url(url: str) -> str:
    """An address without its fragment, other letters and blanks written as they travel."""
    head, mark, rest = url.partition("#")[0].partition("://")
    host, slash, path = rest.partition("/")
    try:
        # Names in other letters travel in a spelling of their own.
        host = host if host.isascii() else host.encode("idna").decode("ascii")
    except UnicodeError:
        raise Forbidden(f"{host[:60]!r} is not the name of a host", help="look the address up again") from None
    return quote(head + mark + host + slash + path, safe=":/?#[]@!$&'()*+,;=%~")


def _page(url: str, answer: Answer, types: tuple[str, ...]) -> Page:
    host = host_of(url)
    if answer.status in (404, 410):
        raise Missing(f"{host} has no such page")
    if answer.status in (401, 403):
        raise Unreachable(f"{host} refuses to answer ({answer.status})", help="look at the page in a browser")
    if answer.status != 200:
        raise Unreachable(f"{host} answered with status {answer.status}", help="try again later")
    if answer.too_large:
        raise Unwanted(f"the answer of {host} is too large")
    if answer.type not in types:
        kind = answer.type or "no type"
        raise Unwanted(f"{host} answered with {kind} instead of {types[0]}")
    return Page(url, answer.type, answer.charset, answer.body)


def _busy(answer: Answer) -> str:
    wait = wait_asked(answer)
    if answer.status == 429:
        return "asks for fewer questions" + (f", and to wait {wait:.0f} s" if wait else "")
    return f"has a fault of its own ({answer.status})"


def _shown_host(url: str) -> str:
    return repr(host_of(url) or url[:60])
