"""`kg find`, `gaps`, `matrix`, `stats`, `scoreboard` and `why`: how answers are printed."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from kg.review.gaps import names

Kg = Callable[..., Any]


# find


def test_find_prints_ids_and_titles_and_what_matched_where_it_is_neither(kg: Kg) -> None:
    assert kg("find", "stethoscope").stdout == "method/stethoscope-sweep  Stethoscope sweep\n"
    assert kg("find", "delayed", "flowering").stdout == "phenomenon/late-bloom  Late bloom  (delayed flowering)\n"


def test_find_takes_several_words_as_one_question(kg: Kg) -> None:
    assert kg("find", "dusk", "hum").stdout == kg("find", "dusk hum").stdout


def test_find_narrows_by_kind_and_by_number(kg: Kg) -> None:
    assert all(line.startswith("paper/") for line in kg("find", "bloom", "--kind", "paper").stdout.splitlines())
    assert len(kg("find", "bloom", "--most", "1").stdout.splitlines()) == 1


def test_finding_nothing_is_a_remark_on_stderr_and_leaves_with_1(kg: Kg) -> None:
    outcome = kg("find", "xylophone")
    assert (outcome.exit_code, outcome.stdout) == (1, "")
    assert outcome.stderr == "kg: nothing here is like 'xylophone'\n"
    as_json = kg("find", "xylophone", "--format", "json")
    assert (as_json.exit_code, as_json.stdout) == (1, "[]\n")


def test_find_as_json_names_what_matched(kg: Kg) -> None:
    assert json.loads(kg("find", "0000.00032", "--format", "json").stdout) == [
        {"id": "paper/yarrow-2023-no-phase", "title": "No phase change in large parks", "matched": "0000.00032"}
    ]


# gaps


def test_gaps_are_printed_with_score_kind_and_a_sentence_with_titles(kg: Kg) -> None:
    outcome = kg("gaps", "--kind", "unchecked-prediction")
    assert outcome.exit_code == 0
    assert outcome.stdout == (
        "   1  unchecked-prediction\n"
        "      'Bloom in winter' (prediction/bloom-in-winter) has never been checked.\n"
        "1 gap\n"
    )


def test_gaps_can_be_narrowed_to_an_entry_or_a_layer(kg: Kg) -> None:
    about = json.loads(kg("gaps", "--about", "slow-root", "--format", "json").stdout)
    assert about
    assert all("theory/slow-root" in (gap["about"], *gap["also"]) for gap in about)
    # Gaps that only touch the entry are about it too.
    assert any(gap["about"] != "theory/slow-root" for gap in about)
    assert "'Stethoscope sweep'" not in kg("gaps", "--layer", "stem").stdout
    stems = json.loads(kg("gaps", "--layer", "stem", "--format", "json").stdout)
    assert {gap["about"] for gap in stems} <= {
        "mechanism/root-gate",
        "mechanism/petal-resonator",
        "phenomenon/hedge-echo",
        "problem/who-hums-first",
    }


def test_waived_gaps_come_last_with_the_reason(kg: Kg) -> None:
    lines = [line for line in kg("gaps", "--most", "100").stdout.splitlines() if "waived" in line]
    assert lines == [
        "   1  unanchored-theory (waived: A programme states nothing that could be traced.)",
        "   1  ungrounded-phenomenon (waived: Silence needs no mechanism.)",
    ]
    found = json.loads(kg("gaps", "--most", "100", "--format", "json").stdout)
    assert [gap["waived"] is not None for gap in found][-3:] == [False, True, True]


def test_stubs_are_printed_under_their_gap_when_asked_for(kg: Kg) -> None:
    words = ("gaps", "--kind", "unmeasured-problem")
    assert " | " not in kg(*words).stdout
    stubs = kg(*words, "--stubs").stdout
    assert "      | # in entries/problems/taming-the-echo.yaml\n      | progress: WHAT" in stubs


def test_more_gaps_than_asked_for_are_counted(kg: Kg) -> None:
    count = len(json.loads(kg("gaps", "--most", "100", "--format", "json").stdout))
    assert kg("gaps", "--most", "2").stdout.endswith(f"2 gaps of {count}; ask for more with --most\n")


def test_the_kinds_of_gap_are_listed_with_their_meaning(kg: Kg) -> None:
    lines = kg("gaps", "--kinds", atlas=None).stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(names())
    assert all(line.endswith(".") for line in lines)


def test_an_unknown_kind_of_gap_is_wrong_usage_that_names_them_all(kg: Kg) -> None:
    outcome = kg("gaps", "--kind", "spliced")
    assert outcome.exit_code == 2
    assert all(name in outcome.stderr for name in names())


def test_no_gaps_are_said_so(kg: Kg) -> None:
    outcome = kg("gaps", "--about", "layer/bed")
    assert (outcome.exit_code, outcome.stdout) == (0, "no gaps\n")


def test_a_long_sentence_is_wrapped_and_its_ids_stay_whole(kg: Kg) -> None:
    stdout = kg("gaps", "--kind", "spliced-trace").stdout
    assert "(system/two-layer-toy)" in stdout
    assert max(map(len, stdout.splitlines())) <= 96


# matrix


def test_the_matrix_is_printed_one_pair_a_line(kg: Kg) -> None:
    assert kg("matrix").stdout == (
        "result/bloom-threshold  explains (proved)  phenomenon/late-bloom\n"
        "result/gnome-hypothesis  explains (refuted)  phenomenon/dusk-hum\n"
        "result/hum-law  explains (supported)  phenomenon/dusk-hum\n"
        "theory/phase-change  explains (supported)  phenomenon/late-bloom\n"
        "theory/slow-root  explains (contested)  phenomenon/late-bloom\n"
    )


def test_the_matrix_as_csv_is_a_grid(kg: Kg) -> None:
    rows = list(csv.reader(io.StringIO(kg("matrix", "--rows", "theory", "--format", "csv").stdout)))
    assert rows == [
        ["", "phenomenon/late-bloom"],
        ["theory/phase-change", "supported"],
        ["theory/slow-root", "contested"],
    ]


def test_the_matrix_as_json_has_its_rows_columns_and_cells(kg: Kg) -> None:
    words = ("matrix", "--rows", "method", "--columns", "quantity", "--columns", "mechanism", "--format", "json")
    assert json.loads(kg(*words).stdout) == {
        "rows": ["method/stethoscope-sweep"],
        "columns": ["quantity/hum-level"],
        "cells": [
            {
                "row": "method/stethoscope-sweep",
                "column": "quantity/hum-level",
                "relation": "estimates",
                "standing": "unstated",
            }
        ],
    }


# stats


def test_stats_as_text_and_as_json_agree(kg: Kg) -> None:
    text, found = kg("stats").stdout, json.loads(kg("stats", "--format", "json").stdout)
    assert text.startswith(f"{found['entries']} entries\n")
    assert f"{found['links']} links, {found['links_with_evidence']} with evidence\n" in text
    for counts in ("kinds", "layers", "standings", "read", "curation"):
        for name, number in found[counts].items():
            assert f"  {number:>7,}  {name}\n" in text
    assert f"  {found['doubts']:>7,}  doubts named\n" in text


# scoreboard


def test_the_scoreboard_counts_each_theory_best_first(kg: Kg) -> None:
    rows = list(csv.DictReader(io.StringIO(kg("scoreboard", "--format", "csv").stdout)))
    assert [(row["theory"], row["explained"], row["contested"], row["untouched"]) for row in rows] == [
        ("theory/hum-field", "1", "0", "3"),
        ("theory/phase-change", "1", "0", "3"),
        ("theory/slow-root", "0", "1", "3"),
        ("theory/garden-programme", "0", "0", "4"),
    ]
    assert rows[0]["retrodictions confirmed"] == "1"
    assert rows[1]["novel untested"] == "1"


def test_one_theory_is_shown_in_full(kg: Kg) -> None:
    assert kg("scoreboard", "theory/phase-change").stdout == (
        "explains: 1\n"
        "  phenomenon/late-bloom\n"
        "contested: 0\n"
        "predictions: 1\n"
        "  prediction/bloom-in-winter\n"
        "ascribed without a paper: 1\n"
        "  prediction/bloom-in-winter\n"
        "untouched: 3\n"
        "novel: 1 untested\n"
        "retrodictions: none\n"
    )


def test_the_scoreboard_of_what_is_no_theory_is_wrong_usage(kg: Kg) -> None:
    outcome = kg("scoreboard", "phenomenon/dusk-hum")
    assert outcome.exit_code == 2
    assert "'phenomenon/dusk-hum' is not a theory" in outcome.stderr


# why


def test_why_shows_a_written_link_with_its_papers_and_place(kg: Kg) -> None:
    outcome = kg("why", "slow-root", "explains", "phenomenon/late-bloom")
    assert outcome.exit_code == 0
    assert outcome.stdout.startswith(
        "theory/slow-root explains phenomenon/late-bloom: contested, in system/walled-garden, where heavy soil\n"
        "  supports by paper/vetch-2022-echo, section 2 (read: part)\n"
        "  disputes by paper/sorrel-2021-phase, section 6 (read: part)\n"
        "  written in entries/phenomena/late-bloom.yaml:"
    )


def test_why_reads_an_inverse_the_other_way_round(kg: Kg) -> None:
    forwards = kg("why", "slow-root", "explains", "phenomenon/late-bloom").stdout
    assert kg("why", "phenomenon/late-bloom", "explained_by", "slow-root").stdout == forwards


def test_why_leaves_with_1_where_nothing_says_so_and_says_what_is_known(kg: Kg) -> None:
    outcome = kg("why", "slow-root", "explains", "dusk-hum")
    assert outcome.exit_code == 1
    assert outcome.stdout == "nothing says that theory/slow-root explains phenomenon/dusk-hum\n"
    known = kg("why", "theory/phase-change", "explains", "result/bloom-threshold")
    assert known.exit_code == 1
    assert "  known: theory/phase-change states result/bloom-threshold\n" in known.stdout


def test_an_unknown_relation_is_wrong_usage_with_the_near_one(kg: Kg) -> None:
    outcome = kg("why", "slow-root", "explainz", "dusk-hum")
    assert outcome.exit_code == 2
    assert outcome.stderr == "kg: no relation 'explainz' (did you mean 'explains'?)\n"


def test_why_as_json_names_the_place_and_the_evidence(kg: Kg) -> None:
    found = json.loads(kg("why", "slow-root", "explains", "phenomenon/late-bloom", "--format", "json").stdout)
    assert (found["source"], found["relation"], found["target"]) == (
        "theory/slow-root",
        "explains",
        "phenomenon/late-bloom",
    )
    (written,) = found["written"]
    assert written["place"].startswith("entries/phenomena/late-bloom.yaml:")
    assert [item["paper"] for item in written["evidence"]] == ["paper/vetch-2022-echo", "paper/sorrel-2021-phase"]


# Titles with letters of any alphabet.


def test_letters_of_any_alphabet_come_through_in_every_answer(kg: Kg, sound: Path) -> None:
    text = "title: Шум сада 庭の音 é\nlayers: [bed]\nsummary: It hums.\n"
    (sound / "entries/phenomena/dusk-hum.yaml").write_text(text, encoding="utf-8")
    for words in (("list", "phenomenon"), ("show", "dusk-hum"), ("find", "шум"), ("gaps",)):
        assert "Шум сада 庭の音 é" in kg(*words, atlas=sound).stdout, words
    assert (
        json.loads(kg("list", "phenomenon", "--format", "json", atlas=sound).stdout)[0]["title"] == "Шум сада 庭の音 é"
    )
