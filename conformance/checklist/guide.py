"""The Guide (《指引》) and the law as clauses: what a county is assessed against.

Stands at the head of the checklist: checks, weights, standards and reports name these clauses by id. ``guide.yaml``
holds the Guide's requirements (G-), every other ``*.yaml`` beside it one law's (L-). Numbers of G- clauses below the
chapter are ours, never the Guide's own.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Any

from conformance.errors import Diagnostic
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file, refuse
from conformance.terms import Aspect, BookKind, Force, Method

FOLDER = "checklists/guide-2016"
"""Where a county project keeps the Guide, its schema and the laws."""


class GuideFault(StrEnum):
    """What can disagree between clauses that are each well formed."""

    DUPLICATE_ID = "guide-duplicate-id"
    COUNTED_AT_UNKNOWN = "guide-counted-at-unknown"
    COUNTED_AT_CHAIN = "guide-counted-at-chain"
    CHAPTER_DIFFERS = "guide-chapter-differs"
    PERIOD_GAP = "guide-period-gap"


@dataclass(frozen=True)
class LawText:
    """What an article of the law said from one day to another, both included; open where ``end`` is None."""

    start: date
    end: date | None
    text: str
    certainty: str


@dataclass(frozen=True)
class GuideClause:
    """One requirement of the Guide or the law (核查条目)."""

    id: str
    """G-3.5.2 or L-42.1."""
    aspect: Aspect
    title: str
    text: str
    """The requirement retold; of a law, as it stood in 2017."""
    force: Force
    applies_to: tuple[BookKind, ...]
    """Who is scored on it."""
    method: Method
    """Both: data screen, a person decides."""
    evidence: str
    criterion: str
    sources: tuple[str, ...]
    """Where it was seen, as S01; empty where only remembered."""
    certainty: str
    """A seen in the source, B retold elsewhere, C remembered, D derived from law or kindred standards."""
    official_number: str
    """The source's own number, such as 第四十二条第一款; empty where it is not known."""
    counted_at: str
    """The clause at which the same fact costs points; empty for most."""
    chapter: int
    """Chapter of the Guide; 0 for a law."""
    law: str
    """Id of the law; empty for the Guide."""
    article: int
    """Article of the law; 0 for the Guide."""
    texts: tuple[LawText, ...]
    """The law's texts by date; empty for the Guide."""
    official_text: str = ""
    """The Guide's own words, where they are known."""
    look_for: str = ""
    """What a person who judges looks for (核定要点); empty where data decide alone."""

    def text_on(self, day: date) -> str:
        """What it demanded on this day; empty where the law was not in force."""
        if not self.law:
            return self.text
        return next((one.text for one in self.texts if one.start <= day and (one.end is None or day <= one.end)), "")


@dataclass(frozen=True)
class LawEdition:
    """One text of a law as adopted or amended (版本)."""

    edition: str
    adopted_on: date
    effective_on: date
    withdrawn_on: date | None
    """The last day on which this text held."""


@dataclass(frozen=True)
class Law:
    """A law whose articles are clauses here."""

    id: str
    title: str
    editions: tuple[LawEdition, ...]


@dataclass(frozen=True)
class Guide:
    """The normative source that a county is assessed against."""

    id: str
    title: str
    document_number: str
    issued_by: tuple[str, ...]
    edition: str
    aspects: Mapping[Aspect, int]
    """The chapter that each aspect stands for, in the Guide's order."""
    chapters: Mapping[int, str]
    """Title of each chapter by its number."""
    laws: tuple[Law, ...]
    clauses: tuple[GuideClause, ...]
    """The Guide's in its order, then the laws'."""
    digests: Mapping[str, str] = field(repr=False)
    """SHA-256 of each file by its name in the project."""

    @cached_property
    def by_id(self) -> Mapping[str, GuideClause]:
        """Every clause by its id."""
        return {clause.id: clause for clause in self.clauses}

    @property
    def digest(self) -> str:
        """SHA-256 over names and digests of the files, in order of names."""
        lines = "".join(f"{name} {digest}\n" for name, digest in sorted(self.digests.items()))
        return hashlib.sha256(lines.encode()).hexdigest()

    def repeated_by(self, clause_id: str) -> tuple[GuideClause, ...]:
        """The clauses that are counted at this one."""
        return tuple(clause for clause in self.clauses if clause.counted_at == clause_id)


def load_guide(project: Path) -> Guide:
    """The Guide and the laws of a county project; CannotProceed with a line for each fault."""
    guide, faults = read_guide(project)
    refuse(faults)
    assert guide is not None, "a guide without faults was made"
    return guide


def read_guide(project: Path) -> tuple[Guide | None, tuple[Diagnostic, ...]]:
    """The Guide and the laws, or None and every fault with file, line, clause and field."""
    faults: list[Diagnostic] = []
    schema = read_schema(project / FOLDER / "guide.schema.json")
    laws = sorted(path.name for path in (project / FOLDER).glob("*.yaml") if path.name != "guide.yaml")
    read = [read_yaml_file(project, f"{FOLDER}/{name}", schema, faults) for name in ("guide.yaml", *laws)]
    files = [file for file in read if file is not None]
    if not faults:
        faults.extend(_disagreements(files))
    return (None, tuple(faults)) if faults else (_guide(files[0], files[1:]), ())


def _guide(guide: YamlFile, laws: list[YamlFile]) -> Guide:
    data = guide.data
    return Guide(
        id=data["id"],
        title=data["title"],
        document_number=data["document_number"],
        issued_by=tuple(data["issued_by"]),
        edition=data["edition"],
        aspects={Aspect(one["id"]): one["chapter"] for one in data["aspects"]},
        chapters={one["number"]: one["title"] for one in data["chapters"]},
        laws=tuple(_law(file.data) for file in laws),
        clauses=tuple(
            _clause(file.data.get("law", ""), one) for file in (guide, *laws) for one in file.data["clauses"]
        ),
        digests={file.place: file.digest for file in (guide, *laws)},
    )


def _law(data: Mapping[str, Any]) -> Law:
    return Law(
        data["law"],
        data["title"],
        tuple(
            LawEdition(
                one["edition"], _day(one["adopted_on"]), _day(one["effective_from"]), _day_or_open(one["effective_to"])
            )
            for one in data["editions"]
        ),
    )


def _clause(law: str, data: Mapping[str, Any]) -> GuideClause:
    return GuideClause(
        **{key: data[key] for key in ("id", "title", "text", "evidence", "criterion", "certainty", "official_number")},
        aspect=Aspect(data["aspect"]),
        force=Force(data["force"]),
        applies_to=tuple(BookKind(kind) for kind in data["applies_to"]),
        method=Method(data["method"]),
        sources=tuple(data["sources"]),
        counted_at=data.get("counted_at", ""),
        chapter=data.get("chapter", 0),
        law=law,
        article=data.get("article", 0),
        official_text=data.get("official_text", ""),
        look_for=data.get("look_for", ""),
        texts=tuple(
            LawText(_day(one["from"]), _day_or_open(one["to"]), one["text"], one["certainty"])
            for one in data.get("in_force", ())
        ),
    )


def _day(text: str) -> date:
    return date.fromisoformat(text)


def _day_or_open(text: str | None) -> date | None:
    return None if text is None else date.fromisoformat(text)


def _disagreements(files: list[YamlFile]) -> Iterator[Diagnostic]:
    counted_at: dict[str, str] = {}
    places: dict[str, str] = {}
    for file in files:
        for number, clause in enumerate(file.data["clauses"]):
            at = ("clauses", number, "id")
            if clause["id"] in places:
                yield file.fault(
                    GuideFault.DUPLICATE_ID,
                    *at,
                    found=f"条目{clause['id']}的 id 在{places[clause['id']]}已经用过",
                    mend="请改用没有用过的编号",
                )
            places.setdefault(clause["id"], f"{file.place}:{file.line(*at)}")
            counted_at.setdefault(clause["id"], clause.get("counted_at", ""))
    for file in files:
        chapters = {one["id"]: one["chapter"] for one in file.data.get("aspects", ())}
        for number, clause in enumerate(file.data["clauses"]):
            yield from _counted_at_faults(file, number, clause, counted_at)
            yield from _chapter_faults(file, number, clause, chapters)
            yield from _period_faults(file, number, clause)


def _counted_at_faults(
    file: YamlFile, number: int, clause: Mapping[str, Any], counted_at: Mapping[str, str]
) -> Iterator[Diagnostic]:
    target = clause.get("counted_at")
    if target is None:
        return
    at = ("clauses", number, "counted_at")
    if target not in counted_at:
        yield file.fault(
            GuideFault.COUNTED_AT_UNKNOWN,
            *at,
            found=f"条目{clause['id']}的 counted_at 写的是“{target}”",
            expected="已有条目的编号",
        )
    elif target == clause["id"] or counted_at[target]:
        yield file.fault(
            GuideFault.COUNTED_AT_CHAIN,
            *at,
            found=f"条目{clause['id']}的 counted_at 指向“{target}”，而该条自己不计分",
            expected="计分的条目的编号",
        )


def _chapter_faults(
    file: YamlFile, number: int, clause: Mapping[str, Any], chapters: Mapping[str, int]
) -> Iterator[Diagnostic]:
    if "chapter" not in clause:
        return
    wanted = chapters.get(clause["aspect"])
    in_id = int(clause["id"].removeprefix("G-").split(".")[0])
    if not clause["chapter"] == in_id == wanted:
        yield file.fault(
            GuideFault.CHAPTER_DIFFERS,
            "clauses",
            number,
            "chapter",
            found=f"条目{clause['id']}的 chapter 写的是{clause['chapter']}",
            expected=f"编号的章（{in_id}），也是方面“{clause['aspect']}”的章（{wanted}）",
        )


def _period_faults(file: YamlFile, number: int, clause: Mapping[str, Any]) -> Iterator[Diagnostic]:
    """The texts of a law follow one another without a gap, and only the last may be open."""
    ends: date | None = None
    for index, one in enumerate(clause.get("in_force", ())):
        start, end = _day(one["from"]), _day_or_open(one["to"])
        follows = index == 0 or (ends is not None and start.toordinal() == ends.toordinal() + 1)
        if not follows or (end is not None and end < start):
            yield file.fault(
                GuideFault.PERIOD_GAP,
                "clauses",
                number,
                "in_force",
                index,
                found=f"条目{clause['id']}的 in_force 第{index + 1}段从{one['from']}起，与前后不相接",
                expected="前一段终止日的次日，且不晚于本段终止日",
            )
        ends = end
