from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from kg.catalogue import Catalogue

Kg = Callable[..., Any]


def test_an_entry_is_shown_with_its_words_evidence_doubts_and_file(kg: Kg) -> None:
    outcome = kg("show", "hum-law")
    assert outcome.exit_code == 0
    assert outcome.stdout == (
        "Square-root law of the hum\n"
        "result/hum-law  (bed)\n"
        "\n"
        "The hum grows with the square root of the number of plants, $H = H_0 + A\\sqrt{P}$.\n"
        "rigour: empirical-law\n"
        "standing: contested\n"
        "regime: between 4 and 400 plants\n"
        "equation: H = H0 + A*P**gamma\n"
        "\n"
        "evidence\n"
        "  introduces by paper/loam-2020-hum, equation 1 (read: full)\n"
        "  disputes by paper/yarrow-2023-no-phase, abstract (read: abstract): another constant fits\n"
        "\n"
        "explains\n"
        "  phenomenon/dusk-hum  Dusk hum  [supported; in botanic-park]\n"
        "    supports by paper/loam-2020-hum, section 5 (read: full)\n"
        "\n"
        "needed for\n"
        "  result/bloom-delay  Delay of the bloom from the hum\n"
        "\n"
        "predicts\n"
        "  prediction/hum-of-a-hundred  Hum of a hundred plants\n"
        "\n"
        "stated in\n"
        "  theory/hum-field  Hum field\n"
        "\n"
        "doubts\n"
        "  - Figure 2 was read with a ruler.\n"
        "\n"
        "entries/results/hum-law.yaml (draft)\n"
    )


def test_links_written_in_other_files_are_shown_too(kg: Kg) -> None:
    # The theory says nothing of it: the phenomenon names the theory.
    assert "\nexplains\n  phenomenon/late-bloom  Late bloom  [supported; in two-layer-toy]\n" in (
        kg("show", "theory/phase-change").stdout
    )
    assert "\nexhibits\n" in kg("show", "system/two-layer-toy").stdout


def test_a_link_to_what_is_not_in_the_atlas_is_shown_as_such(kg: Kg, sound: Any) -> None:
    (sound / "entries/phenomena/dusk-hum.yaml").write_text(
        "title: Dusk hum\nlayers: [bed]\nsummary: It hums.\nlinks: {explained_by: [theory/unwritten]}\n"
    )
    assert "  theory/unwritten  (not in the atlas)\n" in kg("show", "dusk-hum", atlas=sound).stdout


def test_the_fields_of_every_kind_can_be_shown(kg: Kg, toy_catalogue: Catalogue) -> None:
    for id, record in toy_catalogue.records.items():
        outcome = kg("show", id)
        assert outcome.exit_code == 0
        assert outcome.stdout.startswith(f"{record.entry.title}\n{id}")
        assert outcome.stdout.endswith(f"{record.path} ({record.entry.curation.state})\n")


@pytest.mark.parametrize(
    ("id", "line"),
    [
        ("paper/loam-2020-hum", "identifiers: arxiv 0000.00021, doi 10.5555/garden.2020.17"),
        ("paper/late-bloom", "authors: Marrow, Tansy; Loam, Fern"),
        ("path/first-evening", "  2. phenomenon/late-bloom: It is the strangest thing that one sees."),
        ("quantity/plant-count", "domain: integer [1, inf)"),
        ("phenomenon/late-bloom", "also: delayed flowering"),
        ("problem/who-hums-first", "status: open"),
        ("layer/bed", "order: 2"),
        ("theory/phase-change", "blind spot: It says nothing about hedges."),
        ("prediction/hum-of-a-hundred", "expected: 32"),
        ("prediction/hum-of-a-hundred", "observed: 31.5"),
        ("prediction/bloom-in-winter", "test: Heat one bed of the walled garden from below."),
    ],
)
def test_what_is_particular_to_a_kind_is_shown(kg: Kg, id: str, line: str) -> None:
    assert line in kg("show", id).stdout.splitlines()


def test_long_words_are_wrapped_and_ids_in_them_stay_whole(kg: Kg, sound: Any) -> None:
    summary = "word " * 30 + "[[phenomenon/a-name-with-many-hyphens-in-it-that-would-break]] " + "word " * 30
    (sound / "entries/phenomena/dusk-hum.yaml").write_text(f"title: Dusk hum\nlayers: [bed]\nsummary: '{summary}'\n")
    stdout = kg("show", "dusk-hum", atlas=sound).stdout
    assert "[[phenomenon/a-name-with-many-hyphens-in-it-that-would-break]]" in stdout
    assert max(map(len, stdout.splitlines())) <= 96


def test_a_paper_says_what_it_speaks_to_and_what_it_does_there(kg: Kg, toy_catalogue: Catalogue) -> None:
    outcome = kg("show", "yarrow-2023-no-phase")
    spoken = outcome.stdout.partition("speaks to\n")[2].splitlines()
    # Counted in the files of the toy atlas, by lines: a published example also names the paper, and takes no side.
    written = sum(
        "paper/yarrow-2023-no-phase" in line and "stance:" in line
        for record in toy_catalogue.records.values()
        for line in record.tree.source.text.splitlines()
        if record.kind != "paper"
    )
    assert "  result/hum-law: disputes, abstract (read: abstract)" in spoken
    assert sum(line.startswith("  ") for line in spoken[: spoken.index("")]) == written > 1


def test_an_entry_that_ten_thousand_others_name_is_shown_in_a_hundred_lines(
    kg: Kg, atlas_of: Callable[..., Any]
) -> None:
    spoke = "title: Sign {0} of moss\nlayers: [bed]\nsummary: It hums.\nlinks: {{explained_by: [theory/hub]}}\n"
    root = atlas_of(
        {
            "layers/bed.yaml": "title: Bed\norder: 1\nbasis: ours\nsummary: What grows in it.\n",
            "theories/hub.yaml": "title: Hub\nlayers: [bed]\nsummary: It explains.\n",
            **{f"phenomena/sign-{n:03}.yaml": spoke.format(n) for n in range(130)},
        }
    )
    shown = kg("show", "hub", atlas=root).stdout
    assert shown.count("  phenomenon/sign-") == 100
    assert "  and 30 more: --most 130 shows them all\n" in shown
    assert "sign-099" in shown
    whole = kg("show", "hub", "--most", "130", atlas=root).stdout
    assert whole.count("  phenomenon/sign-") == 130
    assert "more:" not in whole
