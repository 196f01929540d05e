"""What a service guide repeats of its item agrees with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from conformance.items.copies import copy_faults
from conformance.items.item import item_from
from conformance.items.organ import load_organs
from conformance.items.skeleton import completed, read_skeleton
from conformance.sources.yaml_file import read_schema, read_yaml

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "standards" / "items"


def codes(item_id: str = "gs02", **changes: Any) -> list[str]:
    """The faults of a shipped item in which some fields were changed; ``faq`` is one question and its answer."""
    data = yaml.safe_load((FOLDER / f"{item_id}.yaml").read_text(encoding="utf-8"))
    if "faq" in changes:
        question, answer = changes.pop("faq")
        data["guide"]["faq"] = [{"question": question, "answer": answer}]
    text = yaml.safe_dump(data | changes, allow_unicode=True)
    file = read_yaml(text, f"standards/items/{item_id}.yaml", read_schema(FOLDER / "item.schema.json"), faults := [])
    assert file is not None, faults
    skeleton = read_skeleton(ROOT, faults)
    assert skeleton is not None, faults
    item = item_from(completed(file.data, skeleton, load_organs(ROOT)), file.digest)
    return [one.code for one in copy_faults(file, item)]


FEE = {"charged": True, "items": ["工本费"], "standard": "每证 10 元", "basis": "条例", "basis_level": "行政法规"}


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("多久能拿到执照？", "20 个工作日内。"),
        ("几天能办好？", "受理后 7 日决定。"),
        ("办要多久？", "材料齐全的 3 天。"),
    ],
)
def test_another_time(question: str, answer: str) -> None:
    assert codes(faq=(question, answer)) == ["item-copy-time"]


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("多久能拿到执照？", "当场登记；需要核实的 15 日内决定。"),
        ("多久复核？", "有效期 4 年，每 90 日复核一次。"),
        ("什么时候申请延续？", "届满 30 日前提出。"),
    ],
)
def test_the_same_time_or_another_question(question: str, answer: str) -> None:
    assert codes(faq=(question, answer)) == []


@pytest.mark.parametrize(
    ("question", "answer", "fee"),
    [
        ("要交登记费吗？", "要，每证 10 元。", None),
        ("收费多少？", "每证 10 元。", None),
        ("要交登记费吗？", "不要。", FEE),
        ("办证多少钱？", "免费办理。", FEE),
    ],
)
def test_another_fee(question: str, answer: str, fee: dict[str, Any] | None) -> None:
    assert codes(faq=(question, answer), **({"fee": fee} if fee else {})) == ["item-copy-fee"]


@pytest.mark.parametrize(
    ("question", "answer", "fee"),
    [
        ("要交登记费吗？", "不要，登记费已经取消。", None),
        ("办证多少钱？", "每证 10 元。", FEE),
        ("要交房产证吗？", "要，交复印件。", None),
    ],
)
def test_the_same_fee_or_no_fee(question: str, answer: str, fee: dict[str, Any] | None) -> None:
    assert codes(faq=(question, answer), **({"fee": fee} if fee else {})) == []


@pytest.mark.parametrize("answer", ["有效期 3 年。", "有效期最长不超过 5 年。", "证件有效期为 10 年。"])
def test_another_validity(answer: str) -> None:
    result = {"name": "执照", "kind": "证照", "valid_for": "4 年"}
    assert codes(faq=("能用多久？", answer), result=result) == ["item-copy-validity"]


@pytest.mark.parametrize("answer", ["有效期 4 年，每 2 年复核一次。", "长期有效。", "开工满 3 年的重新申请。"])
def test_the_same_validity(answer: str) -> None:
    result = {"name": "执照", "kind": "证照", "valid_for": "4 年"}
    assert codes(faq=("能用多久？", answer), result=result) == []
