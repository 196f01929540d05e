"""The check pages (核查程序): one Markdown page a check, which is its documentation, its rule and its test.

Front matter says what the check concerns and which columns it touches, two SQL blocks select the population and the
rows that break it, a YAML block holds the cases. Read here without Sphinx; the site renders the same files.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from conformance.checklist.query import DEPARTMENT, POPULATION, QueryReader, Usage, view_columns
from conformance.checklist.reference import Reference, read_references, reference_columns
from conformance.checklist.table import EvidenceTable, load_tables
from conformance.errors import CannotProceed, Diagnostic
from conformance.terms import FindingSeverity, Scope

CHECKS_FOLDER = "checklists/guide-2016/checks"

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""The C loader where PyYAML has it, ten times faster."""
_HEADING = re.compile("#{1,6} +(.*?)(?: +#+)? *")
_FENCE = re.compile("(```+|~~~+)([^`]*)")
_ID = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
_FRONT_MATTER = re.compile(r"\A---\n(.*?\n)---\n(.*)\Z", re.DOTALL)
_KEYS = {
    "id", "title", "clauses", "tables", "scope", "at", "selects", "reads", "looks_up", "implies", "severity", "message",
    "cell_formula",
}  # fmt: skip
FORMULA_FIELD = re.compile(r"\{(?:([a-z_]+)\.)?([a-z_]+)(:all)?\}")
"""In a formula for cells: ``{column}`` of the same row, ``{column:all}`` of all rows, ``{table.column}`` of another."""
_SECTIONS = ("为什么", "总体", "问题行", "例")


class _PageFault(ValueError):
    """A page that is not made as a check page is; the message is a Chinese half sentence."""


@dataclass(frozen=True)
class LookUp:
    """Another table that a check consults."""

    table: str
    key: str
    """The column searched there."""
    column: str
    """The primary table's column whose value is looked up; empty where the check asks whether anything is there."""
    reads: tuple[str, ...]
    """Columns there that are judged."""
    selects: tuple[str, ...]
    """Columns there that decide membership."""


@dataclass(frozen=True)
class Case:
    """Rows in, violating rows out (例)."""

    title: str
    tables: Mapping[str, tuple[Mapping[str, Any], ...]]
    violating: tuple[str, ...]
    """Row keys; ``本单位`` where the department itself is the row."""
    set_aside: tuple[str, ...]
    unclassified: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """A rule that a machine can decide (核查程序)."""

    id: str
    title: str
    clauses: tuple[str, ...]
    """The first scores; the others are counted at it."""
    tables: tuple[str, ...]
    """The first is the primary table, whose rows are N; ``department`` where the department is the only row."""
    scope: Scope
    at: str
    """``table.column`` to mark, or a table."""
    selects: tuple[str, ...]
    """Columns of the primary table that decide whether a row belongs to the population."""
    reads: tuple[str, ...]
    """Columns of the primary table that are judged."""
    looks_up: tuple[LookUp, ...]
    implies: tuple[str, ...]
    severity: FindingSeverity
    message: str
    """Chinese; {column} of the primary table, {observed} and {expected} are filled in."""
    cell_formula: str
    """A spreadsheet formula that is true where the row breaks the check; empty where no formula can say it."""
    why: str = field(repr=False)
    population_sql: str = field(repr=False)
    violations_sql: str = field(repr=False)
    cases_yaml: str = field(repr=False)
    path: str
    digest: str
    """SHA-256 of the page."""
    references: tuple[Reference, ...] = field(default=(), repr=False)
    """The reference tables (参照表) that its SQL joins, by id."""

    @cached_property
    def cases(self) -> tuple[Case, ...]:
        """Rows in, violating rows out: the test of the page, which running it does not ask for."""
        return tuple(_case(one) for one in _yaml(self.cases_yaml))

    @property
    def primary(self) -> str:
        """The table whose rows are counted."""
        return self.tables[0]


def load_checks(project: Path) -> dict[str, Check]:
    """The checks of a county project by id, sorted, for running them; CannotProceed with a line for each fault.

    Their cases are not looked at, and whether DuckDB can bind them shows when they run; ``read_checks`` tells all.
    """
    checks, faults = _read_checks(project, is_whole=False)
    if faults:
        raise CannotProceed("\n".join(fault.sentence for fault in faults))
    return checks


def read_checks(project: Path) -> tuple[dict[str, Check], tuple[Diagnostic, ...]]:
    """The checks that could be read, and every fault of the pages."""
    return _read_checks(project, is_whole=True)


def _read_checks(project: Path, *, is_whole: bool) -> tuple[dict[str, Check], tuple[Diagnostic, ...]]:
    tables = load_tables(project)
    references, reference_faults = read_references(project)
    paths = sorted((project / CHECKS_FOLDER).glob("*.md"))
    pages = [_read_page(path, f"{CHECKS_FOLDER}/{path.name}", is_whole=is_whole) for path in paths]
    read = [page for page in pages if isinstance(page, Check)]
    statements = [sql for check in read for sql in (check.population_sql, check.violations_sql)]
    reader = QueryReader(view_columns(tables), reference_columns(references.values()), statements=statements)
    faults: list[Diagnostic] = list(reference_faults)
    checks: dict[str, Check] = {}
    for check in pages:
        if isinstance(check, Diagnostic):
            faults.append(check)
        else:
            used = {table for usage in _usages(check, reader) for table in usage.tables}
            checks[check.id] = replace(check, references=tuple(one for one in references.values() if one.id in used))
            words = _check_faults(check, tables, reader, is_whole=is_whole)
            faults.extend(_fault(check.path, "check-page", word) for word in words)
    for check in checks.values():
        for other in check.implies:
            if other not in checks or other == check.id:
                faults.append(_fault(check.path, "check-implies-unknown", f"implies 写的“{other}”不是另一项核查程序"))
    if not checks and not faults:
        faults.append(_fault(CHECKS_FOLDER, "check-none", "没有核查程序，文件夹中应有 *.md 文件"))
    return dict(sorted(checks.items())), tuple(faults)


def _fault(place: str, code: str, found: str) -> Diagnostic:
    return Diagnostic(place, code, found, "", "请改正后再运行")


def _read_page(path: Path, place: str, *, is_whole: bool) -> Check | Diagnostic:
    content = path.read_bytes()
    try:
        check = _make_check(path.stem, content, place)
        _ = check.cases if is_whole else ()  # where they cannot be read, the page cannot
        return check
    except (yaml.YAMLError, KeyError, TypeError, AttributeError, _PageFault) as error:
        return _fault(place, "check-page", f"页面不能解析（{_reason(error)}）")


def _reason(error: Exception) -> str:
    if isinstance(error, _PageFault):
        return str(error)
    if isinstance(error, KeyError):
        return f"缺少“{error.args[0]}”"
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return f"其中 YAML 的第{error.problem_mark.line + 1}行不合法"
    return "有一项的结构不对，请对照其他页面"


def _make_check(stem: str, content: bytes, place: str) -> Check:
    split = _FRONT_MATTER.match(content.decode("utf-8"))
    if split is None:
        raise _PageFault("开头应是 --- 之间的页首信息")
    front = _yaml(split.group(1))
    if unknown := sorted(set(front) - _KEYS):
        raise _PageFault(f"页首信息中有不认识的 {'、'.join(unknown)}")
    if front["id"] != stem or not _ID.fullmatch(stem):
        raise _PageFault("id 应与文件名一致，用小写英文和连字符")
    headings, sections, blocks = _sections(split.group(2))
    if headings != (front["title"], *_SECTIONS):
        raise _PageFault(f"标题应依次是“{front['title']}”和{'、'.join(_SECTIONS)}")
    return Check(
        id=front["id"],
        title=front["title"],
        clauses=tuple(front["clauses"]),
        tables=tuple(front["tables"]),
        scope=Scope(_one_of(Scope, front, "scope")),
        at=front["at"],
        selects=tuple(front.get("selects", ())),
        reads=tuple(front.get("reads", ())),
        looks_up=tuple(_look_up(one) for one in front.get("looks_up", ())),
        implies=tuple(front.get("implies", ())),
        severity=FindingSeverity(_one_of(FindingSeverity, front, "severity")),
        message=front["message"],
        cell_formula=front.get("cell_formula", ""),
        why=sections["为什么"],
        population_sql=blocks["sql population"],
        violations_sql=blocks["sql violations"],
        cases_yaml=blocks["yaml cases"],
        path=place,
        digest=hashlib.sha256(content).hexdigest(),
    )


def _one_of(terms: type[Scope] | type[FindingSeverity], front: Mapping[str, Any], key: str) -> str:
    value = str(front[key])
    known = [term.value for term in terms]
    if value not in known:
        raise _PageFault(f"{key} 写的“{value}”，应是 {'、'.join(known)} 之一")
    return value


def _yaml(text: str) -> Any:
    return yaml.load(text, Loader=_LOADER)


def _look_up(data: Mapping[str, Any]) -> LookUp:
    if unknown := sorted(set(data) - {"table", "key", "column", "reads", "selects"}):
        raise _PageFault(f"looks_up 中有不认识的 {'、'.join(unknown)}")
    return LookUp(
        data["table"], data["key"], data.get("column", ""), tuple(data.get("reads", ())), tuple(data.get("selects", ()))
    )


def _case(data: Mapping[str, Any]) -> Case:
    if unknown := sorted(set(data) - {"title", "tables", "violating", "set_aside", "unclassified"}):
        raise _PageFault(f"例中有不认识的 {'、'.join(unknown)}")
    return Case(
        data["title"],
        {table: tuple(rows) for table, rows in data["tables"].items()},
        tuple(data["violating"]),
        tuple(data.get("set_aside", ())),
        tuple(data.get("unclassified", ())),
    )


def _sections(text: str) -> tuple[tuple[str, ...], dict[str, str], dict[str, str]]:
    """The headings in order, the text under each, and the fenced blocks by their info string.

    Pages are plain enough to be read line by line, which takes a tenth of the time of a parser for Markdown.
    """
    headings: list[str] = []
    texts: dict[str, list[str]] = {}
    blocks: dict[str, list[str]] = {}
    fence, block = "", blocks.setdefault("", [])
    for line in text.splitlines():
        heading = _HEADING.fullmatch(line)
        if not fence and heading is not None:
            headings.append(heading[1])
            texts[heading[1]] = []
            continue
        if headings:
            texts[headings[-1]].append(line)
        if fence:
            if line.strip() == fence:
                fence = ""
            else:
                block.append(line)
        elif opened := _FENCE.fullmatch(line):
            fence, block = opened[1], blocks.setdefault(opened[2].strip(), [])
    return (
        tuple(headings),
        {heading: "\n".join(lines).strip() for heading, lines in texts.items()},
        {info: "\n".join(lines).strip() for info, lines in blocks.items()},
    )


def _check_faults(
    check: Check, tables: Mapping[str, EvidenceTable], reader: QueryReader, *, is_whole: bool
) -> Iterator[str]:
    unknown = [table for table in check.tables if table not in tables and table != DEPARTMENT]
    if unknown or not check.tables:
        yield f"tables 中没有这样的表：{'、'.join(unknown)}"
        return
    if not check.clauses:
        yield "clauses 不能为空"
    if {one.table for one in check.looks_up} | {check.primary} != set(check.tables):
        yield "tables 应是主表和 looks_up 中的各表"
    yield from _column_faults(check, tables)
    yield from _message_faults(check, tables)
    yield from _formula_faults(check, tables)
    yield from _query_faults(check, reader, is_whole=is_whole)
    if is_whole:
        yield from _case_faults(check, tables)


def _column_faults(check: Check, tables: Mapping[str, EvidenceTable]) -> Iterator[str]:
    table, _, column = check.at.partition(".")
    if table not in check.tables or (table == DEPARTMENT) or (column and column not in tables[table].by_id):
        yield f"at 写的“{check.at}”不是所用表中的列"
    named = {(check.primary, column) for column in (*check.selects, *check.reads)}
    for one in check.looks_up:
        named |= {(one.table, column) for column in (one.key, *one.reads, *one.selects)}
        if one.column:
            named.add((check.primary, one.column))
            if one.column not in (*check.selects, *check.reads):
                yield f"looks_up 的 column“{one.column}”应同时写入 selects 或者 reads"
    for table, column in sorted(named):
        if table == DEPARTMENT or table not in tables or column not in tables[table].by_id:
            yield f"表 {table} 没有列 {column}"


def _message_faults(check: Check, tables: Mapping[str, EvidenceTable]) -> Iterator[str]:
    known = {"observed", "expected", "department"}
    if check.primary in tables:
        known |= set(tables[check.primary].by_id)
    for _, name, _, _ in Formatter().parse(check.message):
        if name is not None and name not in known:
            yield f"message 中的“{{{name}}}”不是主表的列"
    if check.message.isascii() or check.message.endswith(("。", "！", "？", ".")):
        yield "message 应是中文，句末不加标点"


def _formula_faults(check: Check, tables: Mapping[str, EvidenceTable]) -> Iterator[str]:
    """Its fields are columns that the check declares; it marks a cell, and is no array formula."""
    if not check.cell_formula:
        return
    declared = {("", column) for column in (*check.selects, *check.reads)}
    declared |= {(one.table, column) for one in check.looks_up for column in (one.key, *one.reads, *one.selects)}
    used = {(field[1] or "", field[2]) for field in FORMULA_FIELD.finditer(check.cell_formula)}
    for table, column in sorted(used - declared):
        yield f"cell_formula 用到 {table or check.primary}.{column}，没有写入 selects、reads 或者 looks_up"
    rest = FORMULA_FIELD.sub("", check.cell_formula)
    if "{" in rest or "}" in rest or check.cell_formula.startswith("="):
        yield "cell_formula 不以等号开头，花括号中只能是列名"
    if "." not in check.at or check.at.partition(".")[0] != check.primary:
        yield "有 cell_formula 的，at 应是主表的一列"


def _usages(check: Check, reader: QueryReader) -> tuple[Usage, Usage]:
    """What the two statements touch."""
    return (
        reader.read(check.population_sql, primary=check.primary, derived=frozenset()),
        reader.read(check.violations_sql, primary=check.primary, derived=frozenset({POPULATION})),
    )


def _query_faults(check: Check, reader: QueryReader, *, is_whole: bool) -> Iterator[str]:
    usages = _usages(check, reader)
    found = [fault for usage in usages for fault in usage.faults]
    if is_whole and not found and (fault := reader.bind_fault(check.population_sql, check.violations_sql)):
        found.append(f"SQL 不能执行：{fault}")
    yield from dict.fromkeys(found)
    if not found:
        yield from _declared_faults(check, usages)


def _declared_faults(check: Check, usages: Iterable[Usage]) -> Iterator[str]:
    used = {column for usage in usages for column in usage.columns}
    declared = {(check.primary, column) for column in (*check.selects, *check.reads)}
    for one in check.looks_up:
        declared |= {(one.table, column) for column in (one.key, *one.reads, *one.selects)}
    for table, column in sorted(used - declared):
        yield f"SQL 用到 {table}.{column}，没有写入 selects、reads 或者 looks_up"
    for table, column in sorted(declared - used):
        yield f"写明了 {table}.{column}，SQL 却没有用到"


def _case_faults(check: Check, tables: Mapping[str, EvidenceTable]) -> Iterator[str]:
    violating = sum(bool(case.violating) for case in check.cases)
    if not 0 < violating <= len(check.cases) - violating:
        yield "例中至少有一个有问题，没有问题的不少于有问题的"
    for case in check.cases:
        for table, rows in case.tables.items():
            if table not in check.tables or table == DEPARTMENT:
                yield f"例“{case.title}”用到的表 {table} 不在 tables 中"
                continue
            extra = {column for row in rows for column in row} - set(tables[table].by_id) - {"department"}
            if extra:
                yield f"例“{case.title}”中表 {table} 没有列 {'、'.join(sorted(extra))}"
