"""A finished file as MkDocs sees it.

Pages of entries keep a `.md` source path, so that pages written by hand can link to them as to any other and MkDocs
validates such links; they opt out of Markdown, the menu and MkDocs' own search by not being documentation pages.
"""

from __future__ import annotations

import os
from collections.abc import Callable

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, InclusionLevel

from kg.publish.outputs import Output

Progress = Callable[[int, int], None]
"""Told how many files are written, and of how many."""

_STEP = 20


class Count:
    """How many of the finished files are written, told to whoever watches."""

    def __init__(self, tell: Progress | None) -> None:
        self._tell = tell
        self.total = self._done = 0

    def one_more(self) -> None:
        self._done += 1
        if self._tell and (self._done % _STEP == 0 or self._done == self.total):
            self._tell(self._done, self.total)


class Finished(File):
    """A file whose content is made when MkDocs writes it out; while serving, where nothing is counted, the preview makes it when a reader
    asks."""

    generated_by = "kg"

    def __init__(self, output: Output, config: MkDocsConfig, count: Count | None) -> None:
        dest = {"dest_uri": output.address, "inclusion": InclusionLevel.INCLUDED}
        # MkDocs types its keywords one by one; a mapping of mixed values is beyond that.
        super().__init__(output.source, None, config.site_dir, True, **dest)  # type: ignore[arg-type]  # keywords by version
        self.output = output
        self.count = count

    def is_documentation_page(self) -> bool:
        return False

    def is_modified(self) -> bool:
        return True

    @property
    def content_bytes(self) -> bytes:
        return self.output.make().encode()

    @content_bytes.setter
    def content_bytes(self, value: bytes) -> None:
        raise TypeError("a finished page is not edited")

    def copy_file(self, dirty: bool = False) -> None:
        if self.count is None:
            return
        path = f"{self.dest_dir}/{self.dest_uri}"
        chunks = self.output.chunks()
        # Made before the file is there, so that a page that fails leaves none.
        first = next(chunks, b"")
        try:
            file = open(path, "wb")  # noqa: SIM115 - closed below; a folder is missing for the first file in it only
        except FileNotFoundError:
            _folder(path.rpartition("/")[0])
            file = open(path, "wb")  # noqa: SIM115 - closed below
        with file:
            file.write(first)
            file.writelines(chunks)
        self.count.one_more()


def _folder(path: str) -> None:
    try:
        # Mostly the folder above is there, and `makedirs` would look for it each time.
        os.mkdir(path)
    except FileNotFoundError:
        os.makedirs(path, exist_ok=True)
