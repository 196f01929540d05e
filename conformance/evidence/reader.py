"""From a workbook as handed in to an ``EvidenceBook`` (读表): the one door to evidence.

Guard, disposable reader, headings, rows, cover, declarations, in this order; what cannot be read is told and carried on
with, and a file that cannot be read at all becomes a book that says why.
"""

from __future__ import annotations

import hashlib
import re
import stat
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from conformance.checklist.calendar import Calendar
from conformance.checklist.edition import PastEdition
from conformance.checklist.table import EvidenceTable, tables_of
from conformance.errors import Severity
from conformance.evidence import layout
from conformance.evidence.asides import KnownHeadings
from conformance.evidence.book import EvidenceBook, Problem, TableRows
from conformance.evidence.claims import read_claims
from conformance.evidence.container import COPY, STRIP, Refused
from conformance.evidence.cover import Cover, read_cover, read_meta
from conformance.evidence.declarations import settle
from conformance.evidence.guard import FILE_LIMIT, Form, Package, open_package
from conformance.evidence.headings import Headings, TableNames, find_headings, holds_table
from conformance.evidence.past_edition import PastBook
from conformance.evidence.problems import at_cell, at_file, at_sheet, in_order, refusal
from conformance.evidence.reading import RawBook, RawSheet, read_sheets
from conformance.evidence.rows import absent_table, column_readers, read_rows
from conformance.evidence.secrecy import refuse_secret_rows
from conformance.evidence.validation import ColumnReader
from conformance.evidence.value import Fault, compact, display
from conformance.terms import BookKind

_CODE = re.compile("[A-Za-z0-9]+")
"""What a file must be named to speak of a department."""

_LACKED = ("cover_missing", "sheet_missing", "claims_missing", "template_differs")


@dataclass(frozen=True)
class ReadContext:
    """What a workbook is read against."""

    tables: Mapping[str, EvidenceTable]
    calendar: Calendar
    editions: Mapping[str, PastEdition] = field(default_factory=dict)
    """Past editions of the template that can still be read, by name."""

    @cached_property
    def names(self) -> dict[str, TableNames]:
        """What may stand over the columns of each table."""
        return {name: TableNames(table) for name, table in self.tables.items()}

    def known_headings(self, tables: tuple[str, ...]) -> KnownHeadings:
        """All that may stand over the columns of these tables."""
        if tables not in self._known:
            names = (name for table in tables for name in self.names[table].of_columns.values())
            self._known[tables] = KnownHeadings(frozenset[str]().union(*names))
        return self._known[tables]

    @cached_property
    def _known(self) -> dict[tuple[str, ...], KnownHeadings]:
        return {}

    def readers(self, table: str, *, epoch_1904: bool) -> dict[str, ColumnReader]:
        """What reads the columns of a table, from one workbook to the next."""
        known = self._readers.get((table, epoch_1904))
        if known is None:
            known = column_readers(self.tables[table], self.calendar, epoch_1904=epoch_1904)
            self._readers[table, epoch_1904] = known
        return known

    @cached_property
    def _readers(self) -> dict[tuple[str, bool], dict[str, ColumnReader]]:
        return {}

    @cached_property
    def digests(self) -> dict[BookKind, str]:
        """What the template of each kind of workbook bears, where the tables are those in use."""
        return {kind: layout.tables_digest(self.tables, kind) for kind in BookKind}


def read_book(path: Path, context: ReadContext) -> EvidenceBook:
    """The workbook at this path; never raises for what is in the file."""
    try:
        state = path.stat()
        if not stat.S_ISREG(state.st_mode):
            raise Refused("file_not_regular", "不是文件，而是目录或者设备", "请指明其中的填报表")
        if state.st_size > FILE_LIMIT:
            raise Refused("file_too_large", f"文件超过{FILE_LIMIT >> 20} MB", STRIP)
        content = path.read_bytes()
    except OSError:
        return _unreadable(path, b"", Refused("file_missing", "文件不存在或者不能打开", "请检查文件是否已经放好"))
    except Refused as refused:
        return _unreadable(path, b"", refused)
    try:
        return _read(path, content, context)
    except Refused as refused:
        return _unreadable(path, content, refused)


def stopped_book(path: Path) -> EvidenceBook:
    """The workbook at this path, where the process that read it was killed."""
    content = path.read_bytes() if path.is_file() and path.stat().st_size <= FILE_LIMIT else b""
    return _unreadable(path, content, Refused("reader_stopped", "读取它的程序被终止，没有读出内容", COPY))


def read_books(paths: Sequence[Path], context: ReadContext) -> tuple[EvidenceBook, ...]:
    """The workbooks in the order of the paths; each department once."""
    return each_department_once([read_book(path, context) for path in paths])


def _read(path: Path, content: bytes, context: ReadContext) -> EvidenceBook:
    package = open_package(content, path.name)
    raw = read_sheets(content, package)
    epoch_1904 = raw.epoch_1904
    meta = read_meta(next((sheet for sheet in raw.sheets if sheet.name == layout.META_SHEET), None))
    filled = tuple(sheet for sheet in raw.sheets if display(sheet.cell(1, 1)) != layout.ANNOTATION_MARK)
    past = PastBook(filled, _edition(meta, context), tuple(context.tables.values()))
    sheets = past.sheets
    by_name = {compact(sheet.name): sheet for sheet in reversed(sheets)}
    stem = path.stem.partition("-")[0] if package.form is Form.CSV else path.stem
    kind = _kind(by_name.get(layout.COVER_SHEET), meta, _kind_of_csv(package, context))
    tables = tables_of(context.tables, kind)
    names = [context.names[table.id] for table in tables]
    found = _find_sheets(names, sheets)
    headings = {one.table.id: find_headings(one, found[one.table.id]) for one in names if one.table.id in found}
    refuse_secret_rows([(found[table], headings[table]) for table in headings])
    cover = read_cover(by_name.get(layout.COVER_SHEET), tables, epoch_1904=epoch_1904)
    read, problems = _read_tables(names, found, headings, context, epoch_1904=epoch_1904)
    settled = settle(tables, read, cover.declarations, kind=kind, absent=set(read) - set(found), cover=cover.sheet)
    claims, claim_problems = read_claims(by_name.get(layout.CLAIMS_SHEET))
    problems = [
        problem
        for problem in problems
        if problem.code != "column_missing" or problem.column in settled.tables[problem.table].missing_columns
    ]  # of a table that nobody fills in no column is missed
    problems += (*cover.problems, *settled.problems, *claim_problems, *_sheet_notes(tables, sheets, found))
    problems += (*_identity_problems(stem, cover, meta, kind, context), *_past_notes(past, settled.tables))
    problems = [past.problem_as_filled(problem) for problem in problems]
    if "" in package.parts:  # a single CSV: said once of all that it lacks
        problems = [problem for problem in problems if problem.code not in _LACKED]
    problems += _file_notes(path, package, raw)
    return EvidenceBook(
        department=_department(stem, cover, meta), department_title=cover.department_title, kind=kind,
        round=cover.round or meta.get("round", ""),
        template_edition=meta.get("template_edition", "") or cover.template_edition,
        period_from=cover.period_from, period_to=cover.period_to, secret_items=cover.secret_items,
        tables={id_: past.table_as_filled(table) for id_, table in settled.tables.items()},
        declarations=settled.declarations, claims=claims,
        problems=in_order(problems, [sheet.name for sheet in sheets]),
        file_name=path.name, sha256=_digest(content), readable=True,
    )  # fmt: skip


def _edition(meta: Mapping[str, str], context: ReadContext) -> PastEdition | None:
    """The past edition that the template is of; None where it is the one in use, or where its mark is gone."""
    named = meta.get("template_edition", layout.TEMPLATE_EDITION)
    if named == layout.TEMPLATE_EDITION:
        return None
    if named not in context.editions:
        known = "、".join(f"“{edition}”" for edition in (layout.TEMPLATE_EDITION, *sorted(context.editions)))
        raise Refused("template_unknown", f"模板版次是“{named}”，能够读取的版次是{known}", COPY)
    return context.editions[named]


def _past_notes(past: PastBook, tables: Mapping[str, TableRows]) -> Iterator[Problem]:
    """What is told of a workbook on a past edition."""
    if past.edition is None:
        return
    found = f"模板是{past.edition.title}（“{past.edition.edition}”），已按它与现行模板的对照读取"
    yield at_file(Fault("template_past", found, severity=Severity.NOTE))
    for table, titles in past.added.items():
        if table in tables and tables[table].rows:
            named = "".join(f"“{title}”" for title in titles)
            said = f"{named}是现行模板增加的列，旧版没有，按空白读取"
            fault = Fault("column_added", said, "", "要补填的，请把数据复制到新领的模板中", Severity.NOTE)
            yield at_sheet(fault, tables[table].sheet, table=table)


def _kind(cover: RawSheet | None, meta: Mapping[str, str], by_table: BookKind | None) -> BookKind:
    """The kind that the template was made for; without its mark, the one that the cover states."""
    if meta.get("kind") in set(BookKind):
        return BookKind(meta["kind"])
    stated = read_cover(cover, (), epoch_1904=False).kind or by_table
    if stated is None:
        raise Refused(
            "kind_unknown", "不是由模板填写的：没有模板标识，封面也没有填报类别", "请把数据填入新领的模板后提交"
        )
    return stated


def _kind_of_csv(package: Package, context: ReadContext) -> BookKind | None:
    """A single CSV has no cover: the first kind of workbook that holds its table."""
    name = package.parts.get("", "") if package.form is Form.CSV else ""
    kinds = [kind for kind in BookKind if name in {table.title for table in tables_of(context.tables, kind)}]
    if name and not kinds:
        found = f"CSV 文件的名称中没有表名（“{name}”不是佐证表）"
        raise Refused("csv_name", found, "请改为“部门代码-表名.csv”，如“GH-办件台账.csv”，或者提交 .xlsx 工作簿")
    return kinds[0] if kinds else None


def _file_notes(path: Path, package: Package, raw: RawBook) -> Iterator[Problem]:
    """What is told of the file as a whole, where it is read all the same."""
    if package.has_other_suffix:
        said = f"文件内容是 .{package.form} 格式，扩展名却是“{path.suffix}”，已按内容读取"
        yield at_file(Fault("file_suffix", said, "", "请改正扩展名", Severity.NOTE))
    if raw.has_external_links:
        said = "工作簿引用了别的文件，单元格只按上次保存的结果读取"
        yield at_file(Fault("external_link", said, "", "请把引用的内容粘贴为数值", Severity.NOTE))
    if "" in package.parts:
        said = f"CSV 文件只有“{package.parts['']}”一张表，没有封面和其他表"
        yield at_file(Fault("csv_alone", said, "", "请把各表和封面放进一个 zip，或者提交 .xlsx 工作簿"))


def _find_sheets(tables: Sequence[TableNames], sheets: Sequence[RawSheet]) -> dict[str, RawSheet]:
    """The sheet of each table by its name, else by the template's hidden column ids."""
    names = {compact(one.table.title): one.table.id for one in tables}
    found: dict[str, RawSheet] = {}
    for sheet in sheets:
        if compact(sheet.name) in names:
            found.setdefault(names[compact(sheet.name)], sheet)
    for sheet in sheets:
        if compact(sheet.name) not in names and not sheet.name.startswith("_"):
            table = next((one for one in tables if one.table.id not in found and holds_table(one, sheet)), None)
            if table is not None:
                found[table.table.id] = sheet
    return found


def _read_tables(
    tables: Sequence[TableNames],
    found: Mapping[str, RawSheet],
    headings: Mapping[str, Headings],
    context: ReadContext,
    *,
    epoch_1904: bool,
) -> tuple[dict[str, TableRows], list[Problem]]:
    read: dict[str, TableRows] = {}
    problems: list[Problem] = []
    known = context.known_headings(tuple(one.table.id for one in tables))
    for one in tables:
        table = one.table
        if table.id not in found:
            read[table.id] = absent_table(table)
            continue
        readers = context.readers(table.id, epoch_1904=epoch_1904)
        rows = read_rows(one, found[table.id], headings[table.id], readers, known)
        read[table.id] = rows.table
        problems.extend(rows.problems)
    return read, problems


def _department(stem: str, cover: Cover, meta: Mapping[str, str]) -> str:
    """What the cover says where the template or the file name says so too, else what these say; the template first.

    A file name that is no code (终稿) says nothing against the cover.
    """
    template, named = meta.get("department", ""), compact(stem)
    others = [said for said in (template, named if _CODE.fullmatch(named) else "") if said]
    if cover.department and (cover.department in others or not others):
        return cover.department
    return others[0] if others else stem


def _department_problems(stem: str, cover: Cover, meta: Mapping[str, str]) -> Iterator[Problem]:
    """Told where the cover's code is held against the template's and the file name."""
    department = _department(stem, cover, meta)
    others = {"模板": meta.get("department", ""), "文件名": compact(stem)}
    if cover.department and cover.department != department:
        agreed = "和".join(name for name, said in others.items() if said == department)
        found = f"封面的部门代码是“{cover.department}”，{agreed}是“{department}”，按“{department}”读取"
        yield _at_label(Fault("department_differs", found, "", "请改正封面的部门代码"), cover, "department")
        return
    for name, said in others.items():
        if said and said != department:
            whose = "封面的部门代码" if cover.department else "模板的部门代码"
            found = f"{whose}是“{department}”，{name}是“{said}”，按“{department}”读取"
            yield _at_label(Fault("department_differs", found, "", "请核对部门代码和文件名"), cover, "department")


def _identity_problems(
    stem: str, cover: Cover, meta: Mapping[str, str], kind: BookKind, context: ReadContext
) -> Iterator[Problem]:
    """File name, cover and template must speak of the same department, kind and edition."""
    yield from _department_problems(stem, cover, meta)
    if cover.kind not in (kind, None):
        found = f"封面的填报类别是“{cover.kind.label}”，模板是“{kind.label}”，按模板读取"
        yield _at_label(Fault("kind_differs", found, "", "请改正封面，或者改用本类别的模板"), cover, "kind")
    if not meta:
        yield at_file(Fault("template_differs", "没有模板标识，已按列标题读取", severity=Severity.NOTE))
        return
    is_in_use = meta.get("template_edition") == layout.TEMPLATE_EDITION
    if is_in_use and meta.get("tables_digest") != context.digests[kind]:
        found = "领取模板之后表的定义有改动，已按现行定义读取"
        yield at_file(Fault("template_differs", found, severity=Severity.NOTE))


def _at_label(fault: Fault, cover: Cover, key: str) -> Problem:
    return at_cell(fault, cover.sheet, *cover.cells[key]) if key in cover.cells else at_sheet(fault, cover.sheet)


def _sheet_notes(
    tables: Sequence[EvidenceTable], sheets: Sequence[RawSheet], found: Mapping[str, RawSheet]
) -> Iterator[Problem]:
    """Sheets under another name, and sheets that are not asked for."""
    ours = {layout.COVER_SHEET, layout.GUIDE_SHEET, layout.CLAIMS_SHEET, layout.META_SHEET, layout.LISTS_SHEET}
    by_sheet = {sheet.name: table for table, sheet in found.items()}
    titles = {table.id: table.title for table in tables}
    for sheet in sheets:
        table = by_sheet.get(sheet.name, "")
        if table and compact(sheet.name) != compact(titles[table]):
            said = f"工作表已改名，按“{titles[table]}”读取"
            yield at_sheet(Fault("sheet_renamed", said, severity=Severity.NOTE), sheet.name, table=table)
        elif not table and compact(sheet.name) not in ours and any(sheet.rows):
            said = "不是本类填报表的工作表，没有读取"
            yield at_sheet(Fault("sheet_unknown", said, severity=Severity.NOTE), sheet.name)


def _unreadable(path: Path, content: bytes, refused: Refused) -> EvidenceBook:
    """A book that holds nothing but the reason."""
    return EvidenceBook(
        department=path.stem, department_title="", kind=BookKind.DEPARTMENT, round="", template_edition="",
        period_from=None, period_to=None, secret_items=0, tables={}, declarations=(), claims=(),
        problems=(refusal(refused),), file_name=path.name, sha256=_digest(content), readable=False,
    )  # fmt: skip


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def each_department_once(books: Sequence[EvidenceBook]) -> tuple[EvidenceBook, ...]:
    """Of two books of one department the readable one is kept, of two alike the one whose file bears its code."""
    kept: dict[str, int] = {}
    for number, book in enumerate(books):
        first = kept.setdefault(book.department, number)
        if _rank(book) > _rank(books[first]):
            kept[book.department] = number
    return tuple(
        book if kept[book.department] == number else _repeated(book, books[kept[book.department]], number)
        for number, book in enumerate(books)
    )


def _rank(book: EvidenceBook) -> tuple[bool, bool]:
    return book.readable, Path(book.file_name).stem == book.department


def _repeated(book: EvidenceBook, other: EvidenceBook, number: int) -> EvidenceBook:
    """The book left out; it stands under its file's name, or a number where that is the code itself."""
    stem = Path(book.file_name).stem
    found = f"部门代码“{book.department}”已有“{other.file_name}”，本文件没有采用"
    refused = Refused("department_repeated", found, "请核对封面的部门代码，只交一份")
    name = stem if stem != book.department else f"{stem}#{number + 1}"
    left_out = replace(_unreadable(Path(book.file_name), b"", refused), department=name, sha256=book.sha256)
    # why the file could not be read is told as well
    return left_out if book.readable else replace(left_out, problems=(*left_out.problems, *book.problems))
