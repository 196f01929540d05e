"""Judgements (判定): what people decide on clauses, read from judgements/<code>.yaml; findings stay as they are.

A judgement has an author by post, an organisation, a day and a reason. It gives an outcome or points, lifts named
findings, or says that a clause does not apply; with ``overrides`` it stands in place of the machine's result. An
objection (异议) is a department's, to a finding or a judgement; another inspector answers it by a judgement.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from pathlib import Path
from typing import Any

from conformance.errors import Diagnostic
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file
from conformance.terms import Outcome

SCHEMA_FILE = "checklists/judgements.schema.json"


class JudgementState(StrEnum):
    """What became of a judgement."""

    COUNTED = "counted"
    MARKED = "marked"
    """Counted, and marked 回避: the judge belongs to the organisation being judged, and the round allows it."""
    REFUSED_OWN = "refused_own"
    """The judge belongs to the organisation being judged."""
    EXPIRED = "expired"
    UNKNOWN_CLAUSE = "unknown_clause"
    NOT_ALLOWED = "not_allowed"
    """不适用 where the checklist does not allow it."""
    SUPERSEDED = "superseded"
    """A later judgement on the same clause stands."""
    NOTHING_LIFTED = "nothing_lifted"
    """It names only findings that are not there."""
    DISPUTED = "disputed"
    """Another inspector judges otherwise, and no third one has decided."""
    REFUSED_PARTY = "refused_party"
    """It decides between judgements, or answers an objection to one, that the same person made."""


@dataclass(frozen=True)
class Judgement:
    """A person's verdict on one clause for one department."""

    clause: str
    outcome: Outcome | None
    points: Fraction | None
    """Of the clause's weight; instead of an outcome."""
    lifts: tuple[str, ...]
    """Finding keys whose rows leave V."""
    overrides: bool
    reason: str
    author: str
    """The judge's post."""
    organisation: str
    """Code of the judge's organisation."""
    on: date
    valid_until: date | None
    workbook_sha256: str
    """What was seen; empty where not told."""
    photographs: tuple[str, ...] = ()
    """Numbers of the photographs taken."""
    decides: bool = False
    """Whether it decides between inspectors who differ (裁定)."""
    answers: str = ""
    """Number of the objection that it answers; without outcome, points and lifts the objection is dismissed."""

    @property
    def judge(self) -> tuple[str, str]:
        """Who made it: organisation and post."""
        return self.organisation, self.author

    @property
    def gives(self) -> bool:
        """Whether it says what the clause earns."""
        return self.outcome is not None or self.points is not None

    @property
    def is_final(self) -> bool:
        """Whether it stands in place of all that others judged before."""
        return self.decides or bool(self.answers)


@dataclass(frozen=True)
class Objection:
    """What a department holds against a finding or a judgement (异议)."""

    number: str
    clause: str
    finding: str
    """Key of the finding; empty where it is about what a person judged."""
    grounds: str
    author: str
    """A post of the department."""
    on: date


@dataclass(frozen=True)
class Bonus:
    """Points beyond the hundred (加分), shown apart; they mend neither a veto nor the pass mark."""

    points: Fraction
    reason: str
    author: str
    organisation: str
    on: date


@dataclass(frozen=True)
class JudgementFile:
    """All judgements on one department."""

    department: str
    judgements: tuple[Judgement, ...]
    bonuses: tuple[Bonus, ...]
    digest: str
    objections: tuple[Objection, ...] = ()


def read_judgements(folder: Path | None, department: str, project: Path) -> tuple[JudgementFile, list[Diagnostic]]:
    """The judgements on a department; no file means none, a faulty file is told and counts as none."""
    name = f"{department}.yaml"
    none = JudgementFile(department, (), (), "")
    if folder is None or not (folder / name).is_file():
        return none, []
    faults: list[Diagnostic] = []
    file = read_yaml_file(folder, name, read_schema(project / SCHEMA_FILE), faults)
    if file is None:
        return none, faults
    if file.data["department"] != department:
        fault = file.fault(
            "judgements-department",
            "department",
            found=f"部门代码写的是“{file.data['department']}”",
            expected=f"文件名所示的“{department}”",
        )
        return none, [fault]
    if faults := list(_answer_faults(file)):
        return none, faults
    return (
        JudgementFile(
            department=department,
            judgements=tuple(_judgement(one) for one in file.data["judgements"]),
            bonuses=tuple(_bonus(one) for one in file.data.get("bonuses", ())),
            digest=file.digest,
            objections=tuple(_objection(one) for one in file.data.get("objections", ())),
        ),
        [],
    )


def _answer_faults(file: YamlFile) -> Iterator[Diagnostic]:
    """Objections of one number, and answers to what nobody objected to, on another clause, or twice."""
    clauses: dict[str, str] = {}
    for place, objection in enumerate(file.data.get("objections", ())):
        if objection["number"] in clauses:
            found = f"异议编号“{objection['number']}”写了两次"
            yield file.fault("judgements-objection", "objections", place, "number", found=found)
        clauses[objection["number"]] = objection["clause"]
    answered: set[str] = set()
    for place, judgement in enumerate(file.data["judgements"]):
        number = judgement.get("answers", "")
        if not number:
            continue
        found = ""
        if clauses.get(number) != judgement["clause"]:
            found = f"答复的“{number}”不是对 {judgement['clause']} 的异议"
        elif number in answered:
            found = f"异议“{number}”答复了两次"
        if found:
            yield file.fault("judgements-answer", "judgements", place, "answers", found=found, mend="请核对编号和条目")
        answered.add(number)


def _judgement(data: Mapping[str, Any]) -> Judgement:
    outcome, points, until = data.get("outcome"), data.get("points"), data.get("valid_until")
    return Judgement(
        clause=data["clause"],
        outcome=Outcome(outcome) if outcome else None,
        points=Fraction(points) if points is not None else None,
        lifts=tuple(data.get("lifts", ())),
        overrides=data.get("overrides", False),
        reason=data["reason"],
        author=data["author"],
        organisation=data["organisation"],
        on=date.fromisoformat(data["on"]),
        valid_until=date.fromisoformat(until) if until else None,
        workbook_sha256=data.get("workbook_sha256", ""),
        photographs=tuple(data.get("photographs", ())),
        decides=data.get("decides", False),
        answers=data.get("answers", ""),
    )


def _objection(data: Mapping[str, Any]) -> Objection:
    return Objection(**{"finding": "", **data, "on": date.fromisoformat(data["on"])})


def _bonus(data: Mapping[str, Any]) -> Bonus:
    return Bonus(
        points=Fraction(data["points"]),
        reason=data["reason"],
        author=data["author"],
        organisation=data["organisation"],
        on=date.fromisoformat(data["on"]),
    )
