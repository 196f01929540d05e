"""The report as data holds everything, by its schema."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files

import pytest
from jsonschema import Draft202012Validator

from conformance.report.json import SCHEMA, report_json, report_record
from tests.report.builders import make_county


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """The published schema."""
    schema = json.loads((files("conformance.report") / SCHEMA).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def test_it_works(validator: Draft202012Validator) -> None:
    record = json.loads(report_json(make_county()))
    assert [error.message for error in validator.iter_errors(record)] == []
    assert record["county"]["mean"] == {"n": 201, "d": 4, "shown": "50.25"}
    assert record["county"]["unrated"] == ["坏 表"]


def test_a_report_without_standards_is_valid_too(validator: Draft202012Validator) -> None:
    report = make_county()
    record = report_record(replace(report, basis=replace(report.basis, standards=None)))
    assert validator.is_valid(record)
    assert record["standards"] is None


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("departments", 1, "total"), 100),
        (("departments", 1, "grade"), "好"),
        (("departments", 1, "clauses", 0, "weight"), "四"),
        (("county", "mean", "d"), 0),
        (("unknown",), ""),
    ],
)
def test_the_schema_refuses_what_is_not_a_report(validator: Draft202012Validator, path, value) -> None:
    record = json.loads(report_json(make_county()))
    at = record
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    assert not validator.is_valid(record)


def test_lists_are_whole(validator: Draft202012Validator) -> None:
    record = report_record(make_county())
    (department,) = [one for one in record["departments"] if one["department"] == "YC"]
    findings = {check["id"]: len(check["findings"]) for one in department["clauses"] for check in one["checks"]}
    assert findings["late-committed"] == 26
    assert [len(one["rows"]) for one in department["prompts"]] == [1]


def test_the_same_report_gives_the_same_text() -> None:
    assert report_json(make_county()) == report_json(make_county())
