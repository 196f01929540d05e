"""The result of one department (记分卡): clause by clause, with everything that a pocket calculator needs.

The pivot between scoring and showing. Figures are exact; ``grading.shown`` rounds them once, for people.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from conformance.checklist.checklist import ChecklistItem
from conformance.evidence.book import EvidenceBook
from conformance.findings.result import CheckResult
from conformance.scores.grading import Counts
from conformance.scores.judgement import Bonus, Judgement, JudgementState, Objection
from conformance.terms import Aspect, Grade, ObjectionState, Outcome


@dataclass(frozen=True)
class Reckoning:
    """A pair of figures (两种口径): as things stand, and if every cell that was set aside were mended and conformed."""

    as_it_stands: Fraction
    if_mended: Fraction


@dataclass(frozen=True)
class CheckScore:
    """What one check contributes to a clause."""

    result: CheckResult
    counts: Counts | None
    """None where the check was not counted."""
    factor: Reckoning | None
    """None where the check is left out."""
    charged_elsewhere: Mapping[str, str]
    """Finding key to the implying check at which the same row costs points."""
    lifted: tuple[str, ...]
    """Finding keys that a judgement lifted."""
    unverified: tuple[str, ...] = ()
    """Finding keys that cost points here and set off no veto, since they are about an item still to be verified."""


@dataclass(frozen=True)
class JudgementUse:
    """A judgement and what became of it."""

    judgement: Judgement
    state: JudgementState
    note: str


@dataclass(frozen=True)
class ObjectionUse:
    """An objection and what became of it."""

    objection: Objection
    state: ObjectionState
    answer: JudgementUse | None
    """The judgement that answers it, whether it counts or not."""


@dataclass(frozen=True)
class ClauseResult:
    """The outcome of one checklist item."""

    item: ChecklistItem
    outcome: Outcome
    checks: tuple[CheckScore, ...]
    judgement: Judgement | None
    """The one that stands, where a person judged the clause."""
    overridden: bool
    """Whether the judgement replaced the machine's result."""
    factor: Reckoning | None
    """None where the clause leaves the sum: not applicable, or counted elsewhere."""
    points: Reckoning
    """After scaling within the aspect."""
    max_points: Fraction
    """What the clause is worth here, after scaling."""
    vetoed: bool
    """Whether it fails the whole."""
    not_applicable_reason: str
    claimed_outcome: str
    claimed_points: Fraction | None
    """Of the weight, as the self-assessment claims."""
    claim_refused: str
    """Why a claimed 不适用 does not count; empty where none was claimed or it counts."""
    disputed: Judgement | None = None
    """The more favourable of judgements that differ, until a third person decides; ``judgement`` is the stricter."""

    @property
    def spared(self) -> tuple[str, ...]:
        """Finding keys that would have failed the whole, had their items been verified."""
        if self.vetoed or self.item.rule is None or not self.item.rule.veto or self.factor is None:
            return ()
        return tuple(key for score in self.checks for key in score.unverified) if self.factor.if_mended < 1 else ()

    @property
    def weight(self) -> Fraction:
        """Its weight in this round; 0 outside of it."""
        return self.item.rule.weight if self.item.rule else Fraction(0)


@dataclass(frozen=True)
class AspectScore:
    """Points of one aspect."""

    aspect: Aspect
    max_points: Fraction
    """After sharing out the points of empty aspects."""
    weights: Fraction
    """Sum of the weights that apply."""
    points: Reckoning
    floor: Fraction | None
    below_floor: bool


@dataclass(frozen=True)
class Scorecard:
    """Results of one department."""

    book: EvidenceBook
    clauses: tuple[ClauseResult, ...]
    aspects: tuple[AspectScore, ...]
    total: Reckoning
    grades: tuple[Grade, Grade]
    """As it stands and if mended."""
    grade: Grade
    """PENDING where the two differ and the round is open."""
    vetoes: tuple[str, ...]
    """Clauses that fail the whole."""
    judgements: tuple[JudgementUse, ...]
    objections: tuple[ObjectionUse, ...]
    bonuses: tuple[Bonus, ...]
    judgements_digest: str
    applicable_share: Fraction
    """How much of the round's weight for this kind of workbook the total rests on."""
    county_checks_left_out: tuple[str, ...]
    """County checks that did not run since only one book was given."""
    license_items: int
    """Licensing items in the register, by which the county's weighted mean weighs."""
