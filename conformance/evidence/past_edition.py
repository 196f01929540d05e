"""A workbook on a past edition of the template, put into the form of the one in use before anything else is read.

Columns are renamed where they stand, a split column becomes several of which the further ones stand at the right end,
and so do columns that did not exist then; messages name the cell that the person filled.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from conformance.checklist.edition import PastEdition, PastTable, SplitColumn
from conformance.checklist.table import EvidenceTable
from conformance.evidence import layout
from conformance.evidence.address import column_letter
from conformance.evidence.book import Problem, TableRows
from conformance.evidence.reading import Raw, RawSheet
from conformance.evidence.value import compact, display, plain

_SEARCHED = 10
_ENOUGH = 2


class PastBook:
    """The sheets of a past edition as those of the edition in use, and the way back to the cells as filled."""

    def __init__(
        self, sheets: Sequence[RawSheet], edition: PastEdition | None, tables: Sequence[EvidenceTable]
    ) -> None:
        self.edition = edition
        """None where the workbook is on the edition in use, and nothing is changed."""
        self._moved: dict[str, dict[str, str]] = {}
        past = edition.tables if edition is not None else {}
        self._changed = [(table, past[table.id]) for table in tables if table.id in past]
        self.sheets = tuple(self._present(sheet) for sheet in sheets)
        self.added = {
            table.id: tuple(table.by_id[column].title for column in then.added)
            for table, then in self._changed
            if then.added
        }
        """Titles of the columns that were not asked for then, by table."""

    def table_as_filled(self, table: TableRows) -> TableRows:
        """The table with the letters of the columns as filled; a column that was not there has none."""
        moved = self._moved.get(table.sheet)
        if not moved:
            return table
        letters = {column: moved.get(letter, letter) for column, letter in table.letters.items()}
        return replace(table, letters={column: letter for column, letter in letters.items() if letter})

    def problem_as_filled(self, problem: Problem) -> Problem:
        """The problem at the cell as filled."""
        letter = problem.cell.rstrip("0123456789")
        moved = self._moved.get(problem.sheet, {})
        return replace(problem, cell=moved[letter] + problem.cell[len(letter) :]) if letter in moved else problem

    def _present(self, sheet: RawSheet) -> RawSheet:
        if sheet.name == layout.COVER_SHEET:
            return replace(sheet, rows=self._cover_rows(sheet))
        for table, past in self._changed:
            if compact(sheet.name) in (compact(past.title), compact(table.title)):
                rewriting = _Rewriting(sheet, table, past)
                self._moved[sheet.name] = rewriting.moved
                return replace(sheet, rows=rewriting.rows)
        return sheet

    def _cover_rows(self, sheet: RawSheet) -> tuple[tuple[Raw, ...], ...]:
        """The cover declares by the titles of tables."""
        titles = {compact(past.title): table.title for table, past in self._changed if past.title}
        return tuple(tuple(titles.get(compact(display(cell)), cell) for cell in row) for row in sheet.rows)


class _Rewriting:
    """One sheet rewritten row by row."""

    def __init__(self, sheet: RawSheet, table: EvidenceTable, past: PastTable) -> None:
        self.moved: dict[str, str] = {}
        """Letter of each further column to the letter of the cell as filled; empty where there was none."""
        self._sheet, self._table = sheet, table
        self._titles = {column.id: column.title for column in table.columns}
        self._names = dict(_renamings(table, past))
        self._width = max((len(row) for row in sheet.rows), default=0)
        self._heading_rows = [row for row in range(1, _SEARCHED + 1) if self._known(row) >= _ENOUGH]
        self._splits = [(number, one) for one in past.split if (number := self._number(one))]
        further = [(column, number) for number, one in self._splits for column in one.into[1:]]
        self._further = [*further, *((column, 0) for column in past.added)]
        for place, (_, number) in enumerate(self._further, self._width + 1):
            self.moved[column_letter(place)] = column_letter(number) if number else ""
        self.rows = tuple(self._row(row) for row in range(1, len(sheet.rows) + 1))

    def _known(self, row: int) -> int:
        names = {*self._names, *map(compact, self._titles.values()), *self._titles}
        return sum(compact(display(self._sheet.cell(row, n))) in names for n in range(1, self._width + 1))

    def _number(self, split: SplitColumn) -> int:
        """The column that is split; 0 where the sheet lacks it."""
        names = {split.past.id, compact(split.past.title)}
        for row in self._heading_rows:
            for number in range(1, self._width + 1):
                if compact(display(self._sheet.cell(row, number))) in names:
                    return number
        return 0

    def _row(self, row: int) -> tuple[Raw, ...]:
        cells = [self._sheet.cell(row, number) for number in range(1, self._width + 1)]
        if row in self._heading_rows:
            is_ids = any(cell in self._titles for cell in cells)
            further: list[Raw] = [column if is_ids else self._titles[column] for column, _ in self._further]
            return (*(self._names.get(compact(display(cell)), cell) for cell in cells), *further)
        if not self._heading_rows or row < self._heading_rows[-1]:
            return self._sheet.rows[row - 1]
        parts: dict[str, str] = {}
        for number, split in self._splits:
            match = split.pattern.fullmatch(plain(display(cells[number - 1])))
            if match:  # else the cell stays whole in the first column and is told there
                parts.update({column: match[column] or "" for column in split.into})
                cells[number - 1] = parts[split.into[0]]
        return (*cells, *(parts.get(column, "") for column, _ in self._further))


def _renamings(table: EvidenceTable, past: PastTable) -> Iterator[tuple[str, str]]:
    """What stood in the rows of ids and headings, to what stands there now."""
    for column, then in past.renamed.items():
        yield then.id, column
        yield compact(then.title), table.by_id[column].title
    for split in past.split:
        yield split.past.id, split.into[0]
        yield compact(split.past.title), table.by_id[split.into[0]].title
