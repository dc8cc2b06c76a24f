"""The page being written: its names, the way from it to other pages, and prose as it stands on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from html import escape
from typing import Any

from markupsafe import Markup

from kg.markup import prose
from kg.markup.maths import BadMaths, mathml
from kg.publish import links
from kg.publish.book import Book
from kg.publish.environment import environment
from kg.publish.site import Page
from kg.schema.relations import by_name


class Here:
    """The page being written: its names, and the way from it to other pages."""

    def __init__(
        self, book: Book, address: str, title: str, description: str = "", kind: str = "", source: str = "",
        section: str = "",
    ) -> None:  # fmt: skip
        self.book = book
        self.address = address
        self.title = title
        self.description = description
        self.kind = kind
        self.source = source
        self.section = section or address
        self.root = links.root(address)
        self._refs: dict[str, Markup] = {}

    def page(
        self,
        template: str,
        values: Mapping[str, Any] | Callable[[], Mapping[str, Any]],
        source: str | None = None,
    ) -> Page:
        """This page, made from `template` when asked for; `values` may wait until then."""

        def make() -> str:
            found = values() if callable(values) else values
            context = {"book": self.book, "site": self.book.site, "here": self, "root": self.root}
            made = environment(self.book.site.overrides).get_template(template).render(context, **found) + "\n"
            # Pages of chains name a thousand entries each, and stay in the list of all files: a fifth of what a build holds.
            self._refs.clear()
            return made

        return Page(f"{self.address}index.html", source, make)

    @property
    def edit(self) -> str:
        """Where to edit the source of this page, or nothing."""
        return self.book.site.forge.edit(self.source)

    @property
    def history(self) -> str:
        return self.book.site.forge.history(self.source)

    @property
    def report(self) -> str:
        """A form to report a problem with this page, which names the page already."""
        site = self.book.site
        body = f"About: {site.base}{self.address}" + (f"\nFile: {self.source}" if self.source else "") + "\n\n"
        return site.forge.report(f"{self.title or site.name}: ", body)

    def resolve(self, id: str) -> tuple[str, str] | None:
        record = self.book.records.get(id)
        return (self.root + links.address(id), record.entry.title) if record else None

    def href(self, id: str) -> str:
        return self.root + links.address(id)

    def ref(self, id: str) -> Markup:
        """A link that bears the title of the entry; an id that leads nowhere stays as it is."""
        found = self._refs.get(id)
        if found is None:
            # Chains name the same few entries again and again.
            end = self.book.anchors.get(id)
            made = Markup("<code>%s</code>") % id if end is None else f'<a href="{self.root}{end}'
            found = self._refs[id] = Markup(made)  # noqa: S704 - the end is escaped, the root is dots
        return found

    def cite(self, id: str, with_title: bool = True) -> Markup:
        """A link that bears authors and year, and the title behind it."""
        end = self.book.citations.get(id)
        if end is None:
            return self.ref(id)
        title = f" <cite>{escape(self.book.records[id].entry.title)}</cite>" if with_title else ""
        return Markup(f'<a href="{self.root}{end}{title}')  # noqa: S704 - the same

    def tail(self, id: str) -> Markup:
        """Kind and layer of an entry, to stand behind its name."""
        return Markup(self.book.tails.get(id, ""))  # noqa: S704 - escaped where it is made

    def tone(self, id: str) -> str:
        return self.book.tones[id] if id in self.book.records else ""

    def reads(self, relation: str) -> str:
        """A relation, or its inverse, in words."""
        return by_name()[relation].reads(relation)

    def maths(self, latex: str, display: bool = False) -> Markup:
        """A formula; one that cannot be set stands as it was typed."""
        try:
            return Markup(mathml(latex, display))  # noqa: S704 - the converter writes MathML only
        except BadMaths:
            return Markup("<code>%s</code>") % latex

    def inline(self, text: str) -> Markup:
        return Markup(prose.inline(text, self.resolve))  # noqa: S704 - made safe by kg.markup

    def block(self, text: str) -> Markup:
        # Code that is wider than a phone scrolls, and so the keyboard has to reach it.
        html = prose.block(text, self.resolve).replace("<pre>", '<pre tabindex="0">')
        return Markup(html)  # noqa: S704 - made safe by kg.markup

    def plain(self, text: str) -> str:
        return prose.plain(text, self.resolve)
