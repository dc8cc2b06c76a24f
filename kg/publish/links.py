"""Addresses: an id is a permanent address, and every link is relative, so that the site works below any path."""

from __future__ import annotations


def address(id: str) -> str:
    """Where the page of an entry lives, counted from the root of the site."""
    return f"{id}/"


def root(from_address: str) -> str:
    """The way from a page back to the root of the site: `../../` from `theory/x/`, `./` from the root itself."""
    return "../" * from_address.count("/") or "./"


def relative(target_address: str, from_address: str) -> str:
    """The link to write on one page to reach another; both are counted from the root of the site."""
    return root(from_address) + target_address
