"""The schemas that ship, decided by jsonschema-rs and by jsonschema: the same keywords for the same value."""

from __future__ import annotations

import functools
from datetime import timedelta

import jsonschema
import jsonschema_rs
from hypothesis import given, settings
from hypothesis import strategies as st

from conformance.checklist.table import Column
from conformance.errors import Severity
from conformance.evidence.reading import Raw
from conformance.evidence.validation import ColumnReader, broken_keywords, instance
from conformance.evidence.value import read_cell, value_text
from tests.builders import shipped_tables

COLUMNS = [column for table in shipped_tables().values() for column in table.columns]
TYPED = st.sampled_from(
    [
        "是", "否", "审查；决定", "审查；审查", "受理 ", "１２", "12", "-3", "12\n", "XK/5", "许可（1）", "a\tb", "http://x",
        "9" * 70, "2017-3-5", "2017年3月5日 10:30", "2017-02-29", "3/4/2017", "9999-1-1",
    ]
)  # fmt: skip
CELLS = st.one_of(
    TYPED,
    st.text(max_size=80),
    st.integers(-5, 10**17).map(float),
    st.integers(18000, 80000).map(float),
    st.datetimes(),
    st.just(timedelta()),
    st.floats(),
    st.booleans(),
)


@functools.cache
def validators(number: int) -> tuple[Column, jsonschema_rs.Draft202012Validator, jsonschema.Draft202012Validator]:
    column = COLUMNS[number]
    schema = dict(column.schema)
    return column, jsonschema_rs.Draft202012Validator(schema), jsonschema.Draft202012Validator(schema)


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(number=st.integers(0, len(COLUMNS) - 1), raw=CELLS)
def test_jsonschema_finds_the_same(number: int, raw: Raw) -> None:
    column, ours, oracle = validators(number)
    value = read_cell(column, raw).value
    if value is None or column.type == "date":
        return
    candidate = instance(column, value)
    found = sorted({str(error.absolute_schema_path[-1]) for error in oracle.iter_errors(candidate)})
    assert broken_keywords(ours, candidate) == found


@settings(max_examples=400, deadline=None, derandomize=True, database=None)
@given(number=st.integers(0, len(COLUMNS) - 1), raw=CELLS)
def test_a_cell_has_a_value_or_a_fault_or_is_blank_and_reads_the_same_again(number: int, raw: Raw) -> None:
    column = COLUMNS[number]
    reading = ColumnReader(column, epoch_1904=False).read(raw)
    if reading.fault is not None:
        assert (reading.value is None) == (reading.fault.severity is Severity.FAULT)
        assert reading.text != ""
    elif reading.value is not None:
        again = ColumnReader(column, epoch_1904=False).read(value_text(reading.value))
        assert (again.value, again.text) == (reading.value, "")


def test_the_same_cell_is_not_read_twice() -> None:
    column = shipped_tables()["ledger"].by_id["acceptance_result"]
    reader = ColumnReader(column, epoch_1904=False)
    assert reader.read("受理") is reader.read("受理")
    assert reader.read(1.0) is not reader.read(True)


def test_a_keyword_without_words_of_its_own_is_told_all_the_same() -> None:
    schema = {"type": "integer", "maximum": 5}
    column = Column("stars", "星级", "integer", (), "", (), ours=True, optional=True, schema=schema)
    fault = ColumnReader(column, epoch_1904=False).read(6.0).fault
    assert fault is not None
    assert (fault.code, fault.found, fault.expected) == ("value_form", "“星级”写的是“6”", "符合该列填写说明的内容")
