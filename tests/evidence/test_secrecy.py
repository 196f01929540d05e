"""Whatever people write for yes in 是否涉密 keeps the file out, and nothing of the row is repeated."""

from __future__ import annotations

import pytest

from conformance.evidence.container import Refused
from conformance.evidence.headings import Headings
from conformance.evidence.reading import RawSheet, SheetFacts
from conformance.evidence.secrecy import refuse_secret_rows

HEADINGS = Headings(1, {"case_number": 1, "secret": 2}, (), ())


def sheet(mark: object) -> RawSheet:
    return RawSheet("办件台账", False, (("办件号", "是否涉密"), ("GH-1", "否"), ("某人某事", mark)), (), SheetFacts())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "mark", ["是", " 是 ", "Y", "yes", "true", True, 1.0, "１", "√", "✔", "涉密", "秘密", "机密", "绝密"]
)
def test_a_mark_keeps_the_file_out(mark: object) -> None:
    with pytest.raises(Refused) as refused:
        refuse_secret_rows([(sheet(mark), HEADINGS)])
    assert refused.value.code == "secret_content"
    assert refused.value.found.startswith("表“办件台账”B3注明涉密")
    assert "某人某事" not in refused.value.found + refused.value.mend


@pytest.mark.parametrize("mark", ["否", "", "无", "N", 0.0, False])
def test_no_mark_takes_it_in(mark: object) -> None:
    refuse_secret_rows([(sheet(mark), HEADINGS)])
