"""Where the entries are kept under version control: addresses to edit a file, see its history, or report a problem with it.

Hosts differ in their addresses; one that we do not know gets those of GitHub, which most imitate.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode, urlsplit

_STYLES = {
    # edit, history, new file, report: with the fields of the report
    "github": (
        "/edit/{branch}/{path}", "/commits/{branch}/{path}", "/new/{branch}/{path}", "/issues/new", "title", "body"
    ),
    "gitlab": (
        "/-/edit/{branch}/{path}", "/-/commits/{branch}/{path}", "/-/new/{branch}/{path}", "/-/issues/new",
        "issue[title]", "issue[description]",
    ),
    "gitea": (
        "/_edit/{branch}/{path}", "/commits/branch/{branch}/{path}", "/_new/{branch}/{path}", "/issues/new", "title", "body"
    ),
    "bitbucket": (
        "/src/{branch}/{path}?mode=edit", "/history-node/{branch}/{path}", "/create-file/{branch}/{path}", "/issues/new",
        "title", "content",
    ),
}  # fmt: skip
STYLES = tuple(_STYLES)
_NAMES = {"gitlab": "gitlab", "gitea": "gitea", "forgejo": "gitea", "codeberg": "gitea", "bitbucket": "bitbucket"}


@dataclass(frozen=True, slots=True)
class Forge:
    """A repository on the web; every address is empty where there is none."""

    url: str = ""
    branch: str = "main"
    style: str = ""
    """One of `STYLES`; by default what the host's name says."""
    folder: str = ""
    """The way from the root of the repository to the atlas, with a slash behind."""

    @property
    def home(self) -> str:
        """The address of the repository; what is no web address is none."""
        return self.url.rstrip("/") if self.url.startswith(("https://", "http://")) else ""

    def edit(self, path: str) -> str:
        return self._file(0, path)

    def history(self, path: str) -> str:
        return self._file(1, path)

    def new(self, folder: str, name: str = "", text: str = "") -> str:
        """A form for a new file in a folder, filled in where the host takes that from an address."""
        address = self._file(2, folder)
        asked = (
            urlencode({"filename": name, "value": text}, quote_via=quote) if self._named == "github" and text else ""
        )
        return f"{address}?{asked}" if address and asked else address

    def report(self, title: str, body: str) -> str:
        """A form for a new issue, its fields filled in."""
        *_, form, name, text = _STYLES[self._named]
        return f"{self.home}{form}?{urlencode({name: title, text: body})}" if self.home else ""

    def _file(self, number: int, path: str) -> str:
        if not self.home or not path:
            return ""
        where = {"branch": quote(self.branch), "path": quote(self.folder + path)}
        return self.home + _STYLES[self._named][number].format_map(where)

    @property
    def _named(self) -> str:
        host = urlsplit(self.home).hostname or ""
        return self.style or next((style for word, style in _NAMES.items() if word in host), "github")
