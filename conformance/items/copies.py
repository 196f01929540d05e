"""What an item's service guide repeats of the item itself: the two must say the same (同一事实只有一种说法).

The public reads the guide; whoever changes the item must change what the guide says of it. Only what can be read for
certain is compared: the code of the window, days named in answer to how long it takes, fees in answer to what it costs,
years of validity.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from conformance.errors import Diagnostic
from conformance.items.item import LicensingItem
from conformance.sources.yaml_file import YamlFile


class CopyFault(StrEnum):
    """What the guide says otherwise than the item."""

    TIME = "item-copy-time"
    FEE = "item-copy-fee"
    VALIDITY = "item-copy-validity"


def copy_faults(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """Every place where the guide of the item disagrees with the item."""
    for place in range(len(item.guide.faq)):
        yield from _time(file, item, place)
        yield from _fee(file, item, place)
        yield from _validity(file, item, place)


def _time(file: YamlFile, item: LicensingItem, place: int) -> Iterator[Diagnostic]:
    one = item.guide.faq[place]
    if not _HOW_LONG.search(one.question):
        return
    limits = (item.statutory_limit, item.committed_limit)
    known = {number for limit in limits for number in (str(limit.days), *_NUMBERS.findall(limit.basis))}
    known |= {number for basis in item.special_procedures for number in (str(basis.days),)}
    for number, unit in _DAYS.findall(one.answer):
        if number not in known:
            yield file.fault(
                CopyFault.TIME,
                *("guide", "faq", place, "answer"),
                found=f"答“{one.question}”写的是 {number} {unit}，而承诺时限是 {item.committed_limit.days} "
                f"{item.committed_limit.unit}，法定时限是 {item.statutory_limit.days} {item.statutory_limit.unit}",
                mend="请改正其中一处；有法定的例外，请写入 statutory_limit 的 basis",
            )


def _fee(file: YamlFile, item: LicensingItem, place: int) -> Iterator[Diagnostic]:
    one = item.guide.faq[place]
    if not _WHAT_COST.search(one.question):
        return
    said = _FREE.search(one.answer) is None and _COSTS.search(one.answer) is not None
    free = _FREE.search(one.answer) is not None
    if (free and item.fee.charged) or (said and not item.fee.charged):
        yield file.fault(
            CopyFault.FEE,
            *("guide", "faq", place, "answer"),
            found=f"答“{one.question}”说{_WORD[not free]}，而事项写明{_WORD[item.fee.charged]}",
            mend="请改正其中一处",
        )


def _validity(file: YamlFile, item: LicensingItem, place: int) -> Iterator[Diagnostic]:
    answer = item.guide.faq[place].answer
    known = _YEARS.findall(item.result.valid_for)
    for number in _VALID_FOR.findall(answer):
        if known and number not in known:
            yield file.fault(
                CopyFault.VALIDITY,
                *("guide", "faq", place, "answer"),
                found=f"答复写的有效期是 {number} 年，事项写的是“{item.result.valid_for}”",
                mend="请改正其中一处",
            )


_WORD = {True: "收费", False: "不收费"}
_HOW_LONG = re.compile("多久能|多长时间能|几天能|什么时候能(拿|办)|办理?要多久|多久(可以)?(办|拿|领)")
_DAYS = re.compile("([0-9]+) ?个?(工作日|自然日|日|天)")
_NUMBERS = re.compile("[0-9]+")
_WHAT_COST = re.compile("(要|用|需)?(交|收|缴).*(费|钱)|多少钱|收费")
_FREE = re.compile("^(不要|不用|不需要|不收|否|免费)|不收费|免费|免收|不收取")
_COSTS = re.compile("^(要|需要|收)|[0-9] ?元")
_VALID_FOR = re.compile("有效期(?:最长)?(?:不超过|为|是)? ?([0-9]+) ?年")
_YEARS = re.compile("([0-9]+) ?年")
