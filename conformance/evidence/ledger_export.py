"""The rows of the ledger (办件台账) out of what an approval platform exported, and all that could not be mapped.

Headings, order and columns are the platform's; its mapping translates. Nothing is guessed: a word without translation,
a heading without target and a column without source are told, and the cell stays blank.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from conformance.checklist.table import EvidenceTable
from conformance.errors import CannotProceed, Diagnostic, Severity
from conformance.evidence.address import column_letter
from conformance.evidence.asides import TOTALS, has_content
from conformance.evidence.container import Refused
from conformance.evidence.guard import open_package
from conformance.evidence.platform import Platform, Source, Target
from conformance.evidence.problems import spans
from conformance.evidence.reading import Raw, RawSheet, read_sheets
from conformance.evidence.validation import ColumnReader
from conformance.evidence.value import compact, display, plain, quoted
from conformance.evidence.writing import CellValue

HEADING_UNKNOWN = "ledger-heading-unknown"
HEADING_REPEATED = "ledger-heading-repeated"
SOURCE_MISSING = "ledger-source-missing"
UNSOURCED = "ledger-unsourced"
VALUE_UNKNOWN = "ledger-value-unknown"
VALUE_FORM = "ledger-value-form"
ITEM_UNKNOWN = "ledger-item-unknown"
DEPARTMENT_UNKNOWN = "ledger-department-unknown"
CASE_NUMBER_MISSING = "ledger-case-number-missing"
SHEET_LEFT = "ledger-sheet-left"
TOTALS_ROW = "ledger-totals-row"

_SEARCHED = 10
_ENOUGH = 3


@dataclass(frozen=True)
class Ledger:
    """What came out of an export."""

    rows: tuple[Mapping[str, CellValue], ...]
    """By column id, in the order of the export; what is blank or could not be mapped is left out."""
    faults: tuple[Diagnostic, ...]
    others: int
    """Rows of other departments, which were left alone."""


@dataclass(frozen=True)
class Owner:
    """Whose ledger is wanted."""

    code: str
    title: str
    items: Mapping[str, str]
    """Codes of the department's items by title."""


def read_export(path: Path, platform: Platform, table: EvidenceTable, owner: Owner) -> Ledger:
    """The owner's rows of an export; CannotProceed where the file cannot be read or has none of the headings."""
    try:
        content = path.read_bytes()
        book = read_sheets(content, open_package(content, path.name))
    except OSError as fault:
        raise CannotProceed(f"没有这个文件或者不能打开：“{path}”，请核对路径。") from fault
    except Refused as refused:
        raise CannotProceed(f"导出文件“{path.name}”：{refused.found}；{refused.mend}。") from refused
    best = max(book.sheets, key=lambda sheet: _heading_row(sheet, platform)[1], default=None)
    if best is None or _heading_row(best, platform)[1] < _ENOUGH:
        raise CannotProceed(f"导出文件“{path.name}”中找不到“{platform.title}”的列标题，请核对文件和对应关系。")
    export = _Export(path.name, best, platform, table, owner, epoch_1904=book.epoch_1904)
    left = [sheet for sheet in book.sheets if sheet is not best and any(sheet.rows)]
    return export.ledger([export.left(sheet) for sheet in left])


def _heading_row(sheet: RawSheet, platform: Platform) -> tuple[int, int]:
    """The row of the headings, and how many of them are known."""
    known = {compact(heading) for source in platform.sources for heading in source.headings}
    counts = [sum(compact(display(cell)) in known for cell in row) for row in sheet.rows[:_SEARCHED]]
    most = max(counts, default=0)
    return (counts.index(most) + 1 if most else 0), most


@dataclass
class _Told:
    """One fault that many cells may share."""

    found: str
    mend: str
    rows: list[int] = field(default_factory=list)


class _Export:
    """One sheet of an export under its mapping."""

    def __init__(
        self, name: str, sheet: RawSheet, platform: Platform, table: EvidenceTable, owner: Owner, *, epoch_1904: bool
    ) -> None:
        self._name, self._sheet, self._platform, self._table, self._owner = name, sheet, platform, table, owner
        self._heading_row = _heading_row(sheet, platform)[0]
        self._readers = {column.id: ColumnReader(column, epoch_1904=epoch_1904) for column in table.columns}
        self._told: dict[tuple[str, int, str], _Told] = {}
        self._faults: list[Diagnostic] = []
        self._numbers = self._find_columns()

    def ledger(self, before: Sequence[Diagnostic]) -> Ledger:
        """The rows, and everything that was met; what concerns whole columns comes first."""
        rows: list[Mapping[str, CellValue]] = []
        others = 0
        for row in range(self._heading_row + 1, len(self._sheet.rows) + 1):
            if not any(has_content(cell) for cell in self._sheet.rows[row - 1]):
                continue
            if self._is_totals(row):
                continue
            if self._is_of_another(row):
                others += 1
            elif (values := self._values(row)) is not None:
                rows.append(values)
        faults = (*before, *self._faults, *self._missing(), *self._cell_faults())
        return Ledger(tuple(rows), faults, others)

    def left(self, sheet: RawSheet) -> Diagnostic:
        """A sheet beside the one that is read."""
        found = "不是台账所在的工作表，没有读取"
        return Diagnostic(f"导出文件“{self._name}”表“{sheet.name}”", SHEET_LEFT, found, "", "", Severity.NOTE)

    def _find_columns(self) -> dict[str, int]:
        """Compact heading to its column; a heading without an entry in the mapping is told."""
        named = [name for source in self._platform.sources for name in source.headings]
        known = {compact(name) for name in (*named, *self._platform.department)}
        numbers: dict[str, int] = {}
        for number, cell in enumerate(self._sheet.rows[self._heading_row - 1], 1):
            heading = compact(display(cell))
            if heading in numbers:
                self._tell_heading(HEADING_REPEATED, number, f"有两列都是“{heading}”，只读左边的一列", "请删去一列")
            elif heading in known:
                numbers[heading] = number
            elif heading:
                found = f"列标题{quoted(heading)}没有对应的列，没有取用"
                self._tell_heading(HEADING_UNKNOWN, number, found, "请在对应关系中补上，或者写明不取用的理由")
        return numbers

    def _tell_heading(self, code: str, number: int, found: str, mend: str) -> None:
        self._faults.append(Diagnostic(self._place(self._heading_row, number), code, found, "", mend))

    def _number(self, headings: Sequence[str]) -> int:
        """The column under one of these headings; 0 where there is none."""
        return next((self._numbers[compact(name)] for name in headings if compact(name) in self._numbers), 0)

    def _is_of_another(self, row: int) -> bool:
        number = self._number(self._platform.department)
        shown = compact(display(self._sheet.cell(row, number))) if number else ""
        if not shown or shown in (compact(self._owner.title), self._owner.code):
            return False
        code = self._platform.codes.get(shown, "")
        if not code:
            found = f"部门“{shown}”没有对应的部门代码，这些行没有取用"
            self._tell(DEPARTMENT_UNKNOWN, number, row, found, "请在对应关系的 department.codes 中补上")
        return code != self._owner.code

    def _values(self, row: int) -> Mapping[str, CellValue] | None:
        values: dict[str, CellValue] = {}
        settled: set[str] = set()
        for source in self._platform.sources:
            number = self._number(source.headings)
            raw = self._sheet.cell(row, number) if number else ""
            if source.unused or not self._has_anything(row, number, raw):
                continue
            for target, part in self._parts(source, row, number, raw):
                is_blank = not has_content(part) or target.values.get(compact(display(part)), "") is None
                if target.column not in settled and not is_blank:
                    settled.add(target.column)  # the first source that says something, right or wrong
                    value = self._value(target, row, number, part)
                    if value is not None:
                        values[target.column] = value
        (key,) = self._table.key
        if key in values:
            return values
        found = f"没有读出“{self._table.by_id[key].title}”，这些行没有取用"
        self._tell(CASE_NUMBER_MISSING, 1, row, found, "请在导出文件中补填")
        return None

    def _has_anything(self, row: int, number: int, raw: Raw) -> bool:
        facts = self._sheet.facts
        if (row, number) in facts.errors or facts.formulas.get((row, number)) is False:
            found = f"写的是{quoted(facts.errors.get((row, number), '没有结果的公式'))}"
            self._tell(VALUE_FORM, number, row, found, "请在平台重新导出，或者填写内容")
            return False
        return has_content(raw)

    def _is_totals(self, row: int) -> bool:
        texts = (compact(cell) for cell in self._sheet.rows[row - 1] if isinstance(cell, str))
        if next(filter(None, texts), "").rstrip(":") not in TOTALS:
            return False
        place = self._place(row, 1)
        self._faults.append(Diagnostic(place, TOTALS_ROW, "这一行是合计，没有取用", "", "", Severity.NOTE))
        return True

    def _parts(self, source: Source, row: int, number: int, raw: Raw) -> Iterator[tuple[Target, Raw]]:
        """What the cell says to each target."""
        if source.pattern is None:
            for target in source.targets:
                yield target, raw
            return
        match = source.pattern.fullmatch(plain(display(raw)))
        if match is None:
            found = f"写的是{quoted(display(raw))}，不是对应关系所写的样式"
            self._tell(VALUE_FORM, number, row, found, "请核对，并在填报表中补填")
            return
        for target in source.targets:
            yield target, match[target.column] or ""

    def _value(self, target: Target, row: int, number: int, raw: Raw) -> CellValue:
        shown = plain(display(raw))
        words = compact(shown)
        column = self._table.by_id[target.column]
        if ours := target.values.get(words):
            return ours
        if target.by_item_title and words in self._owner.items:
            return self._owner.items[words]
        if target.values and words not in {compact(choice) for choice in column.choices} and not target.by_item_title:
            found = f"“{column.title}”没有{quoted(shown)}的译法"
            self._tell(VALUE_UNKNOWN, number, row, found, "请在对应关系的 values 中补上，或者在填报表中补填")
            return None
        unit = next((unit for unit in target.units if words.endswith(unit)), "")
        reading = self._readers[target.column].read(words.removesuffix(unit) if unit else raw)
        if reading.value is not None:
            return reading.value
        if target.by_item_title:
            found = f"本部门没有名称为{quoted(shown)}的事项"
            self._tell(ITEM_UNKNOWN, number, row, found, "请核对事项名称，并在填报表中补填事项编码")
        elif reading.fault is not None:
            self._tell(VALUE_FORM, number, row, reading.fault.found, reading.fault.mend)
        return None

    def _tell(self, code: str, number: int, row: int, found: str, mend: str) -> None:
        self._told.setdefault((code, number, found), _Told(found, mend)).rows.append(row)

    def _cell_faults(self) -> Iterator[Diagnostic]:
        for (code, number, _), told in self._told.items():
            many = f"（{len(told.rows)}格：{spans(column_letter(number), told.rows)}）" if len(told.rows) > 1 else ""
            heading = display(self._sheet.cell(self._heading_row, number))
            found = f"“{heading}”列：{told.found}{many}"
            yield Diagnostic(self._place(told.rows[0], number), code, found, "", told.mend)

    def _missing(self) -> Iterator[Diagnostic]:
        """Columns of ours that nothing fills: those the mapping knows of by reason, the others one by one."""
        filled = {
            target.column
            for source in self._platform.sources
            if self._number(source.headings)
            for target in source.targets
        }
        reasons: dict[str, list[str]] = {}
        for column in self._table.columns:
            if column.optional or column.id in filled:
                continue
            if why := self._platform.unsourced.get(column.id):
                reasons.setdefault(why, []).append(column.title)
            else:
                yield self._without_source(column.id, column.title)
        for why, titles in reasons.items():
            found = f"{''.join(f'“{title}”' for title in titles)}没有来源（{why}）"
            yield Diagnostic(self._of_table, UNSOURCED, found, "", "请在填报表中补填", Severity.NOTE)

    def _without_source(self, column: str, title: str) -> Diagnostic:
        sources = [source for source in self._platform.sources if column in {one.column for one in source.targets}]
        wanted = "、".join(f"“{name}”" for source in sources for name in source.headings)
        found = f"“{title}”没有来源，导出文件中没有{wanted}列" if wanted else f"“{title}”没有来源"
        mend = "请重新导出，或者在填报表中补填" if wanted else "请在对应关系中写明，并在填报表中补填"
        return Diagnostic(self._of_table, SOURCE_MISSING, found, "", mend)

    @property
    def _of_table(self) -> str:
        return f"表“{self._table.title}”"

    def _place(self, row: int, number: int) -> str:
        return f"导出文件“{self._name}”表“{self._sheet.name}”{column_letter(number)}{row}"
