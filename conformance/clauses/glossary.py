"""The glossary of a county (术语和标识符表): one term, one identifier, and each identifier exists.

standards/glossary.md ties the Chinese terms to the names in the program. A county may keep its own; lint holds it
against the program, so that the two cannot drift apart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from conformance import terms
from conformance.errors import Diagnostic
from conformance.sources.yaml_file import read_text

FILE = "standards/glossary.md"


class GlossaryFault(StrEnum):
    """What can be wrong with a row."""

    TERM_TWICE = "glossary-term-twice"
    IDENTIFIER_TWICE = "glossary-identifier-twice"
    IDENTIFIER_UNKNOWN = "glossary-identifier-unknown"
    TERM_MISSING = "glossary-term-missing"


@dataclass(frozen=True)
class GlossaryRow:
    """A term and its identifier."""

    term: str
    identifier: str
    line: int


def glossary_rows(text: str) -> Iterator[GlossaryRow]:
    """The rows whose second cell is an identifier in back quotes."""
    for line, row in enumerate(text.splitlines(), 1):
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        if row.startswith("|") and len(cells) > 1 and cells[1].startswith("`"):
            yield GlossaryRow(cells[0], cells[1].strip("`"), line)


def glossary_faults(project: Path) -> Iterator[Diagnostic]:
    """Every fault of the glossary; none where the county keeps none."""
    if not (project / FILE).is_file():
        return
    faults: list[Diagnostic] = []
    text = read_text(project, FILE, faults)
    yield from faults
    if text is None:
        return
    rows = tuple(glossary_rows(text))
    yield from _twice(rows)
    known = _class_names()
    for row in rows:
        if row.identifier not in known:
            found = f"“{row.term}”的标识符 {row.identifier} 在程序中没有"
            yield _fault(row, GlossaryFault.IDENTIFIER_UNKNOWN, found, "请改成程序中的名称，或者删去这一行")
    listed = {row.identifier for row in rows}
    for name in sorted(_enumerations() - listed):
        mend = "请补上一行：中文术语、标识符、说明"
        yield Diagnostic(f"{FILE}:1", GlossaryFault.TERM_MISSING, f"程序中的枚举 {name} 没有列入", "", mend)


def _twice(rows: tuple[GlossaryRow, ...]) -> Iterator[Diagnostic]:
    terms_seen: dict[str, int] = {}
    identifiers_seen: dict[str, int] = {}
    for row in rows:
        if first := terms_seen.get(row.term):
            found = f"术语“{row.term}”在第 {first} 行已经列出"
            yield _fault(row, GlossaryFault.TERM_TWICE, found, "请合并两行，或者改用另一个术语")
        if first := identifiers_seen.get(row.identifier):
            found = f"标识符 {row.identifier} 在第 {first} 行已用于另一个术语"
            yield _fault(row, GlossaryFault.IDENTIFIER_TWICE, found, "一个标识符只对应一个术语，请改正其中一行")
        terms_seen.setdefault(row.term, row.line)
        identifiers_seen.setdefault(row.identifier, row.line)


def _fault(row: GlossaryRow, code: GlossaryFault, found: str, mend: str) -> Diagnostic:
    return Diagnostic(f"{FILE}:{row.line}", code, found, "", mend)


def _class_names() -> frozenset[str]:
    """The classes of the program, read and not imported: importing all would take seconds."""
    package = Path(terms.__file__).parent
    sources = (path.read_text(encoding="utf-8") for path in package.rglob("*.py"))
    return frozenset(name for source in sources for name in _CLASS.findall(source))


def _enumerations() -> frozenset[str]:
    """The enumerations of terms.py that users see."""
    members = (value for value in vars(terms).values() if isinstance(value, type))
    return frozenset(one.__name__ for one in members if issubclass(one, terms.Term) and len(list(one)))


_CLASS = re.compile(r"^class (\w+)", re.MULTILINE)
