"""A report that was tampered with: whatever is changed is named, and the cause stands before what follows from it."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from conformance.report.comparison import differences
from conformance.report.json import report_record
from tests.report.builders import make_county

RECORD: dict[str, Any] = json.loads(json.dumps(report_record(make_county())))


def _leaves(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    if isinstance(value, dict):
        return [leaf for key in value for leaf in _leaves(value[key], (*path, key))]
    if isinstance(value, list):
        return [leaf for place, one in enumerate(value) for leaf in _leaves(one, (*path, place))]
    return [path]


@contextmanager
def _changed(record: dict[str, Any], path: tuple[Any, ...]) -> Iterator[None]:
    """One value is another for a while."""
    *way, last = path
    place: Any = record
    for key in way:
        place = place[key]
    value = place[last]
    place[last] = (not value) if isinstance(value, bool) else value + 1 if isinstance(value, int) else f"{value}改"
    yield
    place[last] = value


def test_a_report_made_again_does_not_differ() -> None:
    assert list(differences(copy.deepcopy(RECORD), RECORD)) == []


def test_every_single_value_that_is_changed_is_named() -> None:
    leaves = [path for path in _leaves(RECORD) if path != ("$schema",)]
    assert len(leaves) > 300
    stored = copy.deepcopy(RECORD)
    silent = []
    for path in leaves:
        with _changed(stored, path):
            if next(differences(stored, RECORD), None) is None:
                silent.append(path)
    assert silent == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda one: one["editions"].update(acceptance="f" * 64), "验收评分规则不是报告所依据的那一版"),
        (lambda one: one["departments"].pop(), "的填报表不在报告中"),
        (
            lambda one: one["departments"][0]["inputs"]["workbook"].update(sha256="f" * 64),
            "的填报表不是报告所依据的那一份",
        ),
        (lambda one: one["departments"][0]["inputs"].update(judgements="f" * 64), "的判定文件不是报告所依据的那一份"),
    ],
)
def test_what_the_report_rests_on_is_named_first(change: Callable[[dict[str, Any]], object], sentence: str) -> None:
    stored = copy.deepcopy(RECORD)
    stored["departments"][0]["total"]["n"] += 1
    change(stored)
    assert sentence in next(differences(stored, RECORD)).sentence


def test_a_figure_is_named_by_department_and_in_words() -> None:
    stored = copy.deepcopy(RECORD)
    department = next(one for one in stored["departments"] if one["department"] == "YC")
    department["total"] = {"n": 99, "d": 1, "shown": "99.00"}
    (one,) = differences(stored, RECORD)
    assert one.place == "YC 总分"
    assert one.stored == "“99.00”（99）"
