"""What the page on adding papers shows is what the commands print."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

from tests.conftest import AtlasOf, Kg
from tests.online.conftest import Services, entry, reply

PAGE = Path(__file__).parents[2] / "site/pages/docs/adding-papers.md"
GROKKING = ["Neel Nanda", "Lawrence Chan", "Tom Lieberum", "Jess Smith", "Jacob Steinhardt"]


def test_the_examples_are_what_the_commands_print(kg: Kg, atlas_of: AtlasOf, services: Services) -> None:
    root = atlas_of({"layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n"})
    blocks = re.findall(r"```console\n\$ kg (.*)\n([\s\S]*?)```", PAGE.read_text("utf-8"))
    assert len(blocks) == 3
    services.arxiv(entry())
    services.datacite("10.48550/arxiv.2209.10652")
    services.openalex("10.48550/arxiv.2209.10652")
    for number, (words, shown) in enumerate(blocks):
        if number == 1:
            services.arxiv(
                entry("2301.05217", "Progress measures for grokking via mechanistic interpretability", GROKKING)
            )
            services.on("api.datacite.org", "/dois/10.48550/arxiv.2301", reply("", "", 404))
            services.openalex("10.48550/arxiv.2301.05217", title="The growth of moss")
        if number == 2:
            services.arxiv(entry(doi="10.1000/moss.1"))
            services.crossref("10.1000/moss.1")
        assert kg(*shlex.split(words), atlas=root).output == shown
