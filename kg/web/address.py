"""Which addresses may be asked: HTTPS, a host that was named beforehand, and nothing inside a private network."""

from __future__ import annotations

import ipaddress
import socket
from urllib.parse import urlsplit

from kg.errors import EnvironmentFault, KgError

_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class Unreachable(EnvironmentFault):
    """No answer, or none that can be used: later it may be another one."""


class Unresolved(Unreachable):
    """The name of the host stands for nothing, or nobody is there: asking again at once is of no use."""


class Forbidden(KgError):
    """An address that is not asked, or an answer that is not taken: later it will be the same."""


def host_of(url: str) -> str:
    """The host that an address names, or nothing."""
    try:
        return (urlsplit(url).hostname or "").rstrip(".").lower()
    except ValueError:
        return ""


def judged(url: str, allowed: frozenset[str]) -> str:
    """The host of an address that may be asked.

    Raises:
        Forbidden: it may not.
    """
    host = host_of(url)
    if not host:
        raise Forbidden(f"{url[:80]!r} is not a web address", help="write it in full, beginning with https://")
    if host not in allowed:
        raise Forbidden(f"{host!r} is not a host that is asked")
    parts = urlsplit(url)
    if parts.scheme != "https":
        raise Forbidden(f"{host!r} would be asked without encryption", help="write https://")
    if parts.username is not None or parts.password is not None:
        raise Forbidden("a web address with a name or password in it", help="leave out what stands before the @")
    try:
        port = parts.port
    except ValueError:
        port = 0
    if port not in (None, 443):
        raise Forbidden(f"{host!r} would be asked on an unusual port", help="leave the port out")
    return host


def public(host: str) -> tuple[str, list[tuple[str, int]]]:
    """Where a host is reached: the scheme, and the addresses of the public network that its name stands for.

    The connection goes to these very addresses, so that a name cannot mean another one a moment later.

    Raises:
        Forbidden: its name stands for an address inside a private network.
        Unresolved: its name stands for nothing.
    """
    try:
        rows = socket.getaddrinfo(host, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        reason = getattr(error, "strerror", None) or "no such host"
        raise Unresolved(f"{host!r} is not found: {reason}", help="is this machine online?") from None
    addresses = list(dict.fromkeys(str(row[4][0]) for row in rows))
    for address in addresses:
        if not is_public(address):
            raise Forbidden(f"{host!r} lies in a private network", help="name a page that everybody can reach")
    return "https", [(address, 443) for address in addresses[:4]]


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public network, also where it wraps another one."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = [ip.ipv4_mapped, ip.sixtofour, *(ip.teredo or ())]
        if ip in _NAT64:
            inner.append(ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF))
        if any(other is not None and not is_public(str(other)) for other in inner):
            return False
    return ip.is_global and not ip.is_multicast
