"""A standard (标准化文件) of the county: what its front matter says, and the outline of its page.

``DocumentDraft`` is the page as written; both readers make it, and :mod:`conformance.clauses.table` makes everything
else of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path, PurePosixPath

from conformance.clauses.clause import ClauseDraft
from conformance.errors import Diagnostic
from conformance.sources.yaml_file import FileFault, YamlFile, read_schema, read_yaml

SUBSYSTEMS = ("basis", "provision", "support", "posts")
"""The folders under standards/: 服务通用基础, 服务提供, 服务保障, 岗位."""


class Status(StrEnum):
    """What becomes of a standard in the course of its life (状态), in the words of its front matter."""

    DRAFT = "草案"
    PUBLISHED = "即将实施"
    """Issued, and not yet in force."""
    EFFECTIVE = "现行"
    WITHDRAWN = "废止"


@dataclass(frozen=True)
class HeadingDraft:
    """A heading as written."""

    level: int
    title: str
    line: int


@dataclass(frozen=True)
class DocumentDraft:
    """A page as written: its front matter, and its headings and clauses in their order."""

    file: str
    """The page from the project's root, such as ``standards/provision/accept.md``."""
    front_matter: str
    marks: tuple[HeadingDraft | ClauseDraft, ...]

    @property
    def slug(self) -> str:
        """The page's name without its ending: the id of the document."""
        return PurePosixPath(self.file).stem

    @property
    def subsystem(self) -> str:
        """The folder that the page stands in."""
        return PurePosixPath(self.file).parent.name


@dataclass(frozen=True)
class Document:
    """One standard of the county."""

    slug: str
    code: str
    """The county's own code, such as ``FJXK 201—2017``."""
    title: str
    title_en: str
    subsystem: str
    """basis, provision, support or posts."""
    slot: str
    """Its place in the standard system, an id of system.yaml."""
    rules: str
    """The edition of GB/T 1.1 that it was drafted by: 2009 or 2020."""
    status: Status
    """As it was written down on the day on which the system was compiled."""
    issued_on: date | None
    """None in a draft."""
    effective_on: date | None
    """The first day on which it holds; None in a draft."""
    withdrawn_on: date | None
    """The first day on which it no longer holds; None where nobody has withdrawn it."""
    proposed_by: str
    managed_by: str
    drafted_by: tuple[str, ...]
    replaces: str
    """Code of the standard that it replaces; empty where there is none."""
    replaced_by: str
    """Code of the standard that has replaced it; empty where there is none."""
    file: str

    def status_on(self, day: date) -> Status:
        """What it was on this day, by its dates alone."""
        if self.withdrawn_on is not None and self.withdrawn_on <= day:
            return Status.WITHDRAWN
        if self.effective_on is not None and self.effective_on <= day:
            return Status.EFFECTIVE
        if self.issued_on is not None and self.issued_on <= day:
            return Status.PUBLISHED
        return Status.DRAFT


def make_document(draft: DocumentDraft, faults: list[Diagnostic]) -> tuple[Document, YamlFile] | None:
    """The document that a page's front matter describes; faults are added where that is at fault."""
    if not draft.front_matter.strip():
        mend = "请在文件开头两行“---”之间写出编号、名称等"
        faults.append(Diagnostic(f"{draft.file}:1", FileFault.SCHEMA, "没有写明标准的元数据", mend=mend, expected=""))
        return None
    data = read_yaml(draft.front_matter, draft.file, _SCHEMA, faults, first_line=2)
    if data is None:
        return None
    values = dict(data.data)
    for name in ("issued_on", "effective_on", "withdrawn_on"):
        values[name] = date.fromisoformat(values[name]) if values.get(name) else None
    for name in ("replaces", "replaced_by"):
        values[name] = values.get(name) or ""
    values["drafted_by"] = tuple(values["drafted_by"])
    values["status"] = Status(values["status"])
    return Document(slug=draft.slug, subsystem=draft.subsystem, file=draft.file, **values), data


_SCHEMA = read_schema(Path(__file__).with_name("document.schema.json"))
