"""A clause (条款): one provision of a standard, with what it implements and what checks it.

A clause is first drafted as its directive stands in the page, by the reader without Sphinx or by the Sphinx directive,
and only then made, when the numbers of all clauses are known. Both ways meet in :class:`ClauseDraft`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from conformance.clauses.keyword import ClauseType

DIRECTIVE = "clause"
"""The name of the directive."""
OPTIONS = ("implements", "checked_by")
"""The options of the directive; each holds ids parted by blanks or commas."""
CLAUSE_ID = re.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*")
GUIDE_CLAUSE_ID = re.compile("G-[0-9]+(\\.[0-9]+){2}|L-[0-9]+(\\.[0-9]+)*")
CHECK_ID = CLAUSE_ID
_REFERENCE = re.compile("\\{clause\\}`([^`]*)`")


@dataclass(frozen=True)
class ClauseDraft:
    """A clause as written, before anything is known of the rest."""

    id: str
    options: tuple[tuple[str, str], ...]
    """Names and values as written, in the order of the page."""
    texts: tuple[str, ...]
    """Plain text of each paragraph, list item and table cell; references as ``sources.myst.reference`` writes them."""
    line: int
    nested: bool = False
    """Whether it stands inside a list, a quotation or another directive, where no clause may stand."""

    def ids(self, option: str) -> tuple[str, ...]:
        """The ids that this option names, sorted, each once."""
        values = " ".join(value for name, value in self.options if name == option)
        return tuple(sorted(set(re.split(r"[\s,，、]+", values)) - {""}))

    @property
    def references(self) -> tuple[str, ...]:
        """The ids of the clauses that the text refers to, in the order of the text."""
        return tuple(match[1] for text in self.texts for match in _REFERENCE.finditer(text))

    def text_with(self, labels: dict[str, str]) -> str:
        """The text, one line a paragraph, each reference replaced by its label; an unknown one by its id."""
        return _REFERENCE.sub(lambda match: labels.get(match[1], match[1]), "\n".join(self.texts))


@dataclass(frozen=True)
class Clause:
    """One provision of one standard."""

    id: str
    """A stable slug, unique among all standards."""
    document: str
    """The slug of the document."""
    number: str
    """Computed: ``5.2.1``, or ``A.1`` in an annex."""
    type: ClauseType
    keyword: str
    """应, 不应, 宜, 可 and so on; empty where the clause only states."""
    text: str
    """Plain text, a line for each paragraph, list item or table cell."""
    implements: tuple[str, ...]
    """Clauses of the Guide or the law, such as G-3.2.2 and L-32.6, sorted."""
    checked_by: tuple[str, ...]
    """Ids of checks, sorted."""
    file: str
    """The page, from the project's root."""
    line: int
