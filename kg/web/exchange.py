"""One question and its answer over HTTP, bounded in time and size whatever the other side does."""

from __future__ import annotations

import logging
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.message import Message
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import urlsplit

from kg.web.address import Unreachable, Unresolved, host_of

if TYPE_CHECKING:
    from urllib3 import BaseHTTPResponse

Dial = Callable[[str], tuple[str, list[tuple[str, int]]]]
_Value = TypeVar("_Value")
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds and counts that bound every question."""

    connect: float = 10.0
    read: float = 20.0
    """The longest silence."""
    total: float = 60.0
    """For one page, with all attempts."""
    tries: int = 3
    backoff: float = 1.0
    patience: float = 30.0
    """The longest pause that a host may ask for."""
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    type: str
    charset: str
    location: str
    retry_after: str
    body: bytes
    too_large: bool = False


def exchange(url: str, headers: Mapping[str, str], limit: int, limits: Limits, until: float, dial: Dial) -> Answer:
    """Ask once.

    Raises:
        Unreachable: no whole answer came in time.
        Forbidden: the host lies in a private network.
    """
    host = host_of(url)
    gone = threading.Event()
    return _within(
        until - time.monotonic(), host, gone, lambda: _exchange(url, host, headers, limit, limits, dial, gone)
    )


def _within(seconds: float, host: str, gone: threading.Event, work: Callable[[], _Value]) -> _Value:
    """What `work` gives, or a fault when the time is up: neither a name server nor a host that trickles can hold us."""
    values: list[_Value] = []
    faults: list[BaseException] = []

    def run() -> None:
        try:
            values.append(work())
        except BaseException as fault:  # noqa: BLE001 -- raised again below, in the thread that waits
            faults.append(fault)

    # A daemon does not keep the process alive.
    thread = threading.Thread(target=run, daemon=True, name=f"asks {host}")
    thread.start()
    thread.join(max(seconds, 0.0))
    if values:
        return values[0]
    if faults:
        raise faults[0]
    gone.set()
    raise Unreachable(f"{host} did not answer in time", help="try again later")


def _exchange(
    url: str, host: str, headers: Mapping[str, str], limit: int, limits: Limits, dial: Dial, gone: threading.Event
) -> Answer:
    # 45 ms, and most commands never ask the network.
    import urllib3
    from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

    # At its lowest level the library would log the whole address, with a key in it.
    logging.getLogger("urllib3").setLevel(logging.WARNING)
    scheme, places = dial(host)
    parts = urlsplit(url)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    timeout = urllib3.Timeout(connect=limits.connect, read=limits.read)
    problem: Exception | None = None
    for address, port in places:
        if scheme == "https":
            pool: urllib3.HTTPConnectionPool = urllib3.HTTPSConnectionPool(
                address, port, server_hostname=host, assert_hostname=host, ssl_context=ssl.create_default_context()
            )
        else:
            pool = urllib3.HTTPConnectionPool(address, port)
        with pool:
            try:
                response = pool.urlopen(
                    "GET",
                    target,
                    headers={**headers, "Host": host, "Connection": "close"},
                    timeout=timeout,
                    retries=False,
                    redirect=False,
                    preload_content=False,
                )
                try:
                    return _read(response, limit, gone)
                finally:
                    response.close()
            except (NewConnectionError, ConnectTimeoutError) as error:
                problem = error
            except (HTTPError, OSError, ValueError) as error:
                raise Unreachable(f"{host} {_reason(error)}", help="try again later") from None
    raise Unresolved(f"{host} {_reason(problem)}", help="is this machine online?")


def _read(response: BaseHTTPResponse, limit: int, gone: threading.Event) -> Answer:
    message = Message()
    message["content-type"] = response.headers.get("content-type", "")
    type = message.get_content_type() if message["content-type"] else ""
    body = b""
    claimed = response.headers.get("content-length", "")
    too_large = claimed.isascii() and claimed.isdigit() and int(claimed[:18]) > limit
    if response.status == 200:
        while not too_large and (more := response.read1(_CHUNK)):
            if gone.is_set():
                raise TimeoutError
            body += more
            too_large = len(body) > limit
    return Answer(
        response.status,
        type,
        str(message.get_param("charset", "")).strip("'\""),
        response.headers.get("location", ""),
        response.headers.get("retry-after", ""),
        b"" if too_large else body,
        too_large,
    )


def wait_asked(answer: Answer) -> float | None:
    """Seconds that the host asks us to wait, as a number or as a date."""
    text = answer.retry_after.strip()
    if text.isascii() and text.isdigit():
        return float(text[:9])
    try:
        when = parsedate_to_datetime(text)
    except (ValueError, TypeError, IndexError):
        return None
    return max(0.0, when.timestamp() - time.time())


def _reason(error: Exception | None) -> str:
    """A fault in words, without the address: that may hold a key."""
    name = type(error).__name__
    if "certificate" in str(error).lower() or "doesn't match" in str(error):
        return "shows a certificate that cannot be trusted"
    if "Timeout" in name:
        return "did not answer in time"
    if "SSL" in name:
        return "cannot be reached safely: the encryption failed"
    if name in ("NewConnectionError", "NameResolutionError"):
        return "cannot be reached"
    return "broke off its answer"
