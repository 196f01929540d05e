"""What contradicts: clauses of standards one another, and items the standards (相互矛盾).

Only what :mod:`conformance.clauses.statement` can read for certain is compared. Two clauses contradict where they give
different numbers for the same act after the same event, for keeping the same thing, or as a bound of the same thing, or
where one demands of somebody what the other forbids. A sentence that begins with a condition of its own is not compared
with one that has none, within a standard: the one is the rule and the other its exception.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path

from conformance.clauses.clause import Clause
from conformance.clauses.keyword import ClauseType
from conformance.clauses.statement import Shape, Statement, statements, verdicts
from conformance.clauses.table import ClauseTable
from conformance.errors import Diagnostic
from conformance.items.folder import FOLDER
from conformance.items.item import LicensingItem, TimeLimit
from conformance.sources.myst import Blocks, read_blocks, texts_of


class ContradictionFault(StrEnum):
    """What contradicts what."""

    NUMBERS = "clause-number-contradicts"
    VERBS = "clause-verb-contradicts"
    ITEM_LIMIT = "item-limit-contradicts"
    ITEM_FEE = "item-fee-contradicts"


def clause_contradictions(table: ClauseTable) -> Iterator[Diagnostic]:
    """Requirements that contradict an earlier one; told at the later, with the place of the earlier."""
    required = [clause for clause in table.clauses if clause.type is ClauseType.REQUIREMENT]
    yield from _numbers(table, required)
    yield from _verbs(table, required)


def item_contradictions(
    project: Path, items: Iterable[LicensingItem], table: ClauseTable, parsed: Mapping[str, Blocks] | None = None
) -> Iterator[Diagnostic]:
    """Items that allow more time than a standard does for the same act, or differ from what a standard says of them.

    Standards that somebody has ``parsed`` before, by file, are not parsed again.
    """
    limits = [(one, clause) for clause in table.clauses for one in statements(clause.text) if one.unit == "工作日"]
    blocks = parsed or {}
    pages = [
        _Page(document.file, (project / document.file).read_text("utf-8"), blocks.get(document.file))
        for document in table.documents
    ]
    for item in items:
        yield from _beyond_limits(project, item, table, limits)
        for page in pages:
            yield from _named(project, item, page)


def _numbers(table: ClauseTable, clauses: Iterable[Clause]) -> Iterator[Diagnostic]:
    earlier: dict[tuple[Shape, str, str], list[tuple[Statement, Clause]]] = defaultdict(list)
    for clause in clauses:
        for one in statements(clause.text):
            for other, there in earlier[one.key]:
                if one.value != other.value and _comparable(one, clause, other, there):
                    found = f"条款 {clause.id} 写“{one.words}”，与 {_place(table, there)}写的“{other.words}”矛盾"
                    yield _fault(clause, ContradictionFault.NUMBERS, found)
            earlier[one.key].append((one, clause))


def _comparable(one: Statement, clause: Clause, other: Statement, there: Clause) -> bool:
    if clause.document == there.document:
        return one.condition == other.condition
    named = len(one.trigger) + len(one.act) >= (_LEAST_ACT_ABROAD if one.shape is Shape.WITHIN else _LEAST_NAME_ABROAD)
    return named and (one.condition == other.condition or not (one.condition and other.condition))


def _verbs(table: ClauseTable, clauses: Iterable[Clause]) -> Iterator[Diagnostic]:
    earlier: dict[tuple[str, str], tuple[bool, Clause]] = {}
    for clause in clauses:
        for one in verdicts(clause.text):
            forbidden, there = earlier.setdefault((one.subject, one.act), (one.forbidden, clause))
            if forbidden is not one.forbidden:
                word = "不应" if one.forbidden else "应"
                other = "应" if one.forbidden else "不应"
                found = f"条款 {clause.id} 写“{one.subject}{word}{one.act}”，{_place(table, there)}写的是“{other}”"
                yield _fault(clause, ContradictionFault.VERBS, found)


def _fault(clause: Clause, code: ContradictionFault, found: str) -> Diagnostic:
    mend = "请改正其中一处，或者写明各自适用的情形"
    return Diagnostic(f"{clause.file}:{clause.line}", code, found, "", mend)


def _place(table: ClauseTable, clause: Clause) -> str:
    document = table.document(clause.document)
    assert document is not None  # a clause is made with its document
    return f"{document.code} 的 {clause.number}（{clause.file}:{clause.line}）"


_LEAST_NAME_ABROAD, _LEAST_ACT_ABROAD = 5, 8
"""Characters of what is kept or bounded, and of an event and an act, for two standards to mean the same by them."""


@dataclass(frozen=True)
class _Act:
    """An act for which both standards and items give a limit."""

    label: str
    trigger: re.Pattern[str]
    act: re.Pattern[str]


_CORRECTION = _Act(
    "告知补正", re.compile("收件|收到申请(材料)?"), re.compile("(出具|送达|发出)?补正(通知书)?$|.*告知.*补正")
)
_ACCEPTANCE = _Act("受理", re.compile("收件"), re.compile("受理$"))
_DELIVERY = _Act("送达", re.compile("(作出)?(准予)?(许可)?决定"), re.compile("(颁发、)?送达行政许可(证件|决定书?)"))
_CORRECTION_DAYS = re.compile("补正：[^；]*?([0-9]+) ?个工作日")


def _item_acts(item: LicensingItem) -> Iterator[tuple[_Act, int, str]]:
    """The act, the working days that the item allows for it, and the words by which its line is found."""
    for step in item.steps:
        if match := _CORRECTION_DAYS.search(step.branch):
            yield _CORRECTION, int(match[1]), f"name: {step.name}"
        if step.name == "受理" and step.timed:
            yield _ACCEPTANCE, step.days, "name: 受理"
        if step.name == "送达":
            yield _DELIVERY, step.days, "name: 送达"


def _beyond_limits(
    project: Path, item: LicensingItem, table: ClauseTable, limits: Iterable[tuple[Statement, Clause]]
) -> Iterator[Diagnostic]:
    for act, days, words in _item_acts(item):
        for limit, clause in limits:
            fits = act.trigger.fullmatch(limit.trigger) and act.act.match(limit.act) and limit.shape is Shape.WITHIN
            if fits and days > float(limit.number):
                found = f"{act.label}写的是 {days} 个工作日，{_place(table, clause)}写的是 {limit.value}内"
                mend = "请改事项或者标准，使两处一致"
                yield Diagnostic(
                    _item_line(project, item, words),
                    ContradictionFault.ITEM_LIMIT,
                    found,
                    f"不超过 {limit.value}",
                    mend,
                )


@dataclass(frozen=True)
class _Page:
    """The page of a standard."""

    file: str
    source: str
    blocks: Blocks | None

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """Its plain texts, read when an item is named for the first time."""
        return texts_of(self.blocks or read_blocks(self.source))

    def line_of(self, words: str) -> int:
        return self.source[: self.source.index(words)].count("\n") + 1


def _named(project: Path, item: LicensingItem, page: _Page) -> Iterator[Diagnostic]:
    """What a standard says of the item by its name, in a sentence or in the row of a table."""
    if len(item.full_title) < _LEAST_TITLE or item.full_title not in page.source:
        return
    place = f"{page.file}:{page.line_of(item.full_title)}"
    own = f"{FOLDER}/{item.id.lower()}.yaml"
    for words in _said_of(item.full_title, page.texts):
        for number, unit in _DECIDED_WITHIN.findall(words):
            if not any(_is(limit, number, unit) for limit in (item.committed_limit, item.statutory_limit)):
                found = f"写“{item.full_title}”{number} {unit}办结，{own} 写的承诺时限是 {_told(item.committed_limit)}"
                yield Diagnostic(place, ContradictionFault.ITEM_LIMIT, found, "", "请改事项或者标准，使两处一致")
        free, amounts = _FREE.search(words), _AMOUNT.findall(words)
        if (free and item.fee.charged) or (not free and _unknown_amounts(item, amounts)):
            said = "不收费" if free else f"收费 {'、'.join(amounts)} 元"
            told = item.fee.standard if item.fee.charged else "不收费"
            found = f"写“{item.full_title}”{said}，{own} 写的是“{told}”"
            yield Diagnostic(place, ContradictionFault.ITEM_FEE, found, "", "请改事项或者标准，使两处一致")


def _said_of(title: str, texts: tuple[str, ...]) -> Iterator[str]:
    """The sentences that name it; where it is a cell of its own, the cells after it."""
    for place, text in enumerate(texts):
        if text == title:
            yield "；".join(texts[place + 1 : place + 1 + _CELLS])
        elif title in text:
            yield from (sentence for sentence in re.split("[。；\n]", text) if title in sentence)


def _is(limit: TimeLimit, number: str, unit: str) -> bool:
    return (str(limit.days), limit.unit) == (number, "自然日" if unit == "日" else unit)


def _told(limit: TimeLimit) -> str:
    return limit.unit if limit.unit == "当场" else f"{limit.days} 个{limit.unit}"


def _unknown_amounts(item: LicensingItem, amounts: list[str]) -> bool:
    known = re.findall(r"[0-9]+(?:\.[0-9]+)?", item.fee.standard)
    return any(amount not in known for amount in amounts)


def _item_line(project: Path, item: LicensingItem, words: str) -> str:
    file = f"{FOLDER}/{item.id.lower()}.yaml"
    path = project / file
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return f"{file}:{next((number for number, line in enumerate(lines, 1) if words in line), 1)}"


_LEAST_TITLE = 5
"""Characters of an item's title, to be sure that a standard speaks of the item."""
_CELLS = 4
"""Of a row, the cells after the title that are read."""
_DECIDED_WITHIN = re.compile("([0-9]+) ?个?(工作日|自然日|日|月)内(?:作出决定|决定|办结)")
_FREE = re.compile("不收费|免费|不收取费用|免收")
_AMOUNT = re.compile(r"收费[^，。；]*?([0-9]+(?:\.[0-9]+)?) ?元")
