from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Kg = Callable[..., Any]


def ids(kg: Kg, *words: str) -> list[str]:
    outcome = kg("list", *words)
    assert outcome.exit_code == 0
    return [line.partition("  ")[0] for line in outcome.stdout.splitlines()]


def test_the_entries_of_a_kind_are_listed_in_the_order_of_ids(kg: Kg) -> None:
    assert kg("list", "system").stdout == (
        "system/botanic-park  Botanic park\n"
        "system/two-layer-toy  Two-layer toy garden\n"
        "system/walled-garden  Walled garden\n"
    )


def test_layers_are_listed_from_the_most_abstract_down(kg: Kg) -> None:
    assert ids(kg, "layer") == ["layer/meadow", "layer/bed", "layer/stem", "layer/ear"]


def test_a_layer_narrows_the_list_to_entries_on_it_among_others(kg: Kg) -> None:
    assert ids(kg, "theory", "--layer", "bed") == ["theory/hum-field", "theory/slow-root"]
    assert ids(kg, "theory", "--layer", "ear") == []


def test_a_tag_a_standing_and_a_curation_state_narrow_the_list(kg: Kg) -> None:
    assert ids(kg, "phenomenon", "--tag", "flowers") == ["phenomenon/late-bloom"]
    assert ids(kg, "phenomenon", "--tag", "flower") == []
    assert ids(kg, "result", "--standing", "refuted") == ["result/gnome-hypothesis"]
    assert ids(kg, "theory", "--curation", "reviewed") == ["theory/phase-change"]
    assert ids(kg, "theory", "--curation", "reviewed", "--layer", "bed") == []


def test_papers_can_be_narrowed_to_a_year_or_to_a_stretch_of_years(kg: Kg) -> None:
    assert ids(kg, "paper", "--year", "2019") == ["paper/late-bloom"]
    assert ids(kg, "paper", "--year", "2021-2022") == ["paper/sorrel-2021-phase", "paper/vetch-2022-echo"]
    assert ids(kg, "paper", "--year", "1900-1911") == ["paper/burdock-1911-treatise"]


def test_a_year_that_is_none_is_wrong_usage(kg: Kg) -> None:
    for year in ("soon", "-2019", "2019-soon"):
        outcome = kg("list", "paper", f"--year={year}")
        assert outcome.exit_code == 2
        assert f"{year!r} is not a year; write 2023 or 2020-2023" in outcome.stderr


def test_json_and_csv_hold_the_same_rows_as_the_text(kg: Kg) -> None:
    rows = json.loads(kg("list", "theory", "--format", "json").stdout)
    assert rows[1] == {
        "id": "theory/hum-field",
        "title": "Hum field",
        "layers": ["meadow", "bed"],
        "curation": "draft",
    }
    table = list(csv.DictReader(io.StringIO(kg("list", "theory", "--format", "csv").stdout)))
    assert table[1] == {"id": "theory/hum-field", "title": "Hum field", "layers": "meadow bed", "curation": "draft"}
    assert [row["id"] for row in rows] == [row["id"] for row in table] == ids(kg, "theory")


def test_a_title_that_a_spreadsheet_would_run_is_made_harmless_in_csv(kg: Kg, sound: Path) -> None:
    for title in ("=1+1", "@sum", "+1", "-1"):
        (sound / "entries/phenomena/dusk-hum.yaml").write_text(f"title: '{title}'\nlayers: [bed]\nsummary: It hums.\n")
        stdout = kg("list", "phenomenon", "--format", "csv", atlas=sound).stdout
        assert stdout.splitlines()[1] == f"phenomenon/dusk-hum,'{title},bed,draft"


def test_an_empty_list_is_no_error(kg: Kg, sound: Path) -> None:
    for format, expected in (("text", ""), ("json", "[]\n"), ("csv", "id,title,layers,curation\n")):
        outcome = kg("list", "paper", "--format", format, atlas=sound)
        assert (outcome.exit_code, outcome.stdout) == (0, expected)
