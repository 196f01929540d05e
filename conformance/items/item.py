"""A licensing item (行政许可事项) and everything that is made from it.

One file ``standards/items/<id>.yaml`` is the single source of the item's service guide, flowchart, examination rules
and workbook prefill. It says what is the item's own; ``skeleton.py`` adds what all items share. The fields follow the
Guide, chapters 2 to 4; ``item.schema.json`` states the form of the file, ``faults.py`` what must agree between the
fields, ``folder.py`` reads them all, ``rows.py`` makes rows of the workbook.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Period:
    """Days from one to another, both included; open where ``end`` is None."""

    start: date
    end: date | None

    def covers(self, day: date) -> bool:
        """Whether the day lies in the period."""
        return self.start <= day and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class LegalBasis:
    """A provision that the license rests on (设定依据)."""

    title: str
    document_number: str
    article: str
    """The article as printed; empty where it has not been verified."""
    level: str
    """法律, 行政法规, 国务院决定, 地方性法规, 省级规章, 部门规章 or 规范性文件."""
    certainty: str
    in_force: Period
    """When the item rested on this text, within the year of the sample."""

    @property
    def citation(self) -> str:
        """Title, number and article in one phrase, as a guide prints them."""
        number = f"（{self.document_number}）" if self.document_number else ""
        return f"《{self.title}》{number}{self.article}"


@dataclass(frozen=True)
class TimeLimit:
    """A time limit (办理时限) in its own unit."""

    days: int
    """A count of ``unit``; 0 for 当场."""
    unit: str
    """工作日, 自然日, 月 or 当场."""
    basis: str
    """What sets a statutory limit; empty for a committed one."""


@dataclass(frozen=True)
class Fee:
    """What is charged (收费)."""

    charged: bool
    items: tuple[str, ...]
    standard: str
    basis: str
    basis_level: str


@dataclass(frozen=True)
class QuantityLimit:
    """Whether the number of licenses is limited (数量限制), and by what."""

    limited: bool
    note: str


@dataclass(frozen=True)
class LicenseResult:
    """What a grant yields (审批结果)."""

    name: str
    kind: str
    """证照, 批文 or 标牌."""
    valid_for: str


@dataclass(frozen=True)
class Material:
    """One document that an applicant hands in (申请材料)."""

    number: int
    name: str
    originals: int
    copies: int
    form: str
    source: str
    """申请人自备, 机关发表, 政府部门核发 or 中介机构."""
    basis: str
    necessity: str
    blank_form: bool
    sample_form: bool
    note: str


@dataclass(frozen=True)
class Step:
    """One step of the procedure (流程环节)."""

    number: int
    name: str
    organ: str
    post: str
    days: int
    """Working days; those of timed steps make up the committed limit."""
    timed: bool
    input: str
    output: str
    next: str
    """The name of the step that follows; empty after the last."""
    branch: str


@dataclass(frozen=True)
class SpecialProcedure:
    """A procedure that does not count (特别程序, Administrative Licensing Law art. 45)."""

    kind: str
    days: int
    """Working days announced to the applicant."""
    note: str


@dataclass(frozen=True)
class ExaminationRule:
    """One line of the examination rules (审查工作细则)."""

    step: str
    content: str
    requirement: str
    method: str
    criterion: str
    caution: str
    liability: str
    post: str
    edition: str
    effective_on: date


@dataclass(frozen=True)
class Consultation:
    """Where an applicant can ask (咨询途径)."""

    window: str
    phone: str
    web: str
    mail: str


@dataclass(frozen=True)
class Question:
    """A frequent question and its answer (常见问题)."""

    question: str
    answer: str


@dataclass(frozen=True)
class ServiceGuide:
    """What the service guide (服务指南) says beyond the item itself."""

    edition: str
    issued_on: date
    consultation: Consultation
    complaint_phone: str
    complaint_web: str
    address: str
    hours: str
    booking: str
    faq: tuple[Question, ...]
    common_mistakes: tuple[str, ...]


@dataclass(frozen=True)
class ItemChange:
    """One change of the item (事项变更)."""

    number: str
    effective_on: date
    """When the act that demands the change took effect."""
    adjusted_on: date
    kind: str
    """新设, 承接, 取消, 下放, 合并, 拆分 or 变更要素."""
    element: str
    """The heading of the column of the register (事项清单) that changed."""
    before: str
    after: str
    basis: str
    published_on: date


@dataclass(frozen=True)
class LicensingItem:
    """A licensing item as the county offers it."""

    id: str
    code: str
    """Basic code of 12 digits, a text."""
    title: str
    sub_title: str
    """Name of the sub-item (子项); empty where there is none."""
    department: str
    """Code of the department, such as SY."""
    departments_joint: tuple[str, ...]
    """All departments that examine a joint item, the lead among them; empty for a single one."""
    lead: str
    basis: tuple[LegalBasis, ...]
    target: tuple[str, ...]
    acceptance_body: str
    decision_body: str
    delegated: str
    exercise_level: str
    process_type: str
    """单一 or 共同."""
    case_type: str
    """即办 or 承诺."""
    statutory_limit: TimeLimit
    committed_limit: TimeLimit
    fee: Fee
    quantity_limit: QuantityLimit
    result: LicenseResult
    area: str
    secret: bool
    at_centre: bool
    window: str
    online: bool
    online_url: str
    status: str
    """在用, 取消, 暂停 or 下放."""
    in_force: Period
    published_on: date
    published_url: str
    conditions: tuple[str, ...]
    prohibitions: tuple[str, ...]
    materials: tuple[Material, ...]
    steps: tuple[Step, ...]
    special_procedures: tuple[SpecialProcedure, ...]
    examination_rules: tuple[ExaminationRule, ...]
    guide: ServiceGuide
    rights: str
    certainty: str
    volume_per_year: int
    """Cases a year, an estimate for the sample."""
    changes: tuple[ItemChange, ...]
    open_questions: tuple[str, ...]
    digest: str
    """SHA-256 of what its file and the common one say about it, in hexadecimal."""

    @property
    def full_title(self) -> str:
        """The sub-item's name where there is one, else the item's."""
        return self.sub_title or self.title

    @property
    def main_code(self) -> str:
        """The code of the item that a sub-item belongs to, by the coding rule (00Y in place of the sub-item)."""
        return self.code[:9] + "00Y" if self.sub_title else self.code

    @property
    def is_instant(self) -> bool:
        """Whether it is decided on the spot (即办)."""
        return self.case_type == "即办"

    @property
    def is_joint(self) -> bool:
        """Whether several departments examine it (共同审批)."""
        return self.process_type == "共同"

    @property
    def is_verified(self) -> bool:
        """Whether it may fail a whole department (否决): it is certain itself, and no provision that it rests on is C.

        The number of a provision is often known from memory alone (B); its article and the limits are the item's.
        """
        return self.certainty == "A" and all(basis.certainty in ("A", "B") for basis in self.basis)

    def in_force_on(self, day: date) -> bool:
        """Whether the county offered the item on this day."""
        return self.in_force.covers(day)

    def basis_on(self, day: date) -> tuple[LegalBasis, ...]:
        """The provisions that it rested on, on this day."""
        return tuple(basis for basis in self.basis if basis.in_force.covers(day))


def item_from(data: Mapping[str, Any], digest: str) -> LicensingItem:
    """Make an item of data that are complete and of which each part has been found valid by its schema."""
    return LicensingItem(
        **_as_it_is(data),
        basis=tuple(_basis(one) for one in data["basis"]),
        statutory_limit=_time_limit(data["statutory_limit"]),
        committed_limit=_time_limit(data["committed_limit"]),
        fee=Fee(**{**data["fee"], "items": tuple(data["fee"]["items"])}),
        quantity_limit=QuantityLimit(**data["quantity_limit"]),
        result=LicenseResult(**data["result"]),
        in_force=_period(data["in_force"]),
        published_on=date.fromisoformat(data["published_on"]),
        materials=tuple(Material(**one) for one in data["materials"]),
        steps=tuple(Step(**one) for one in data["steps"]),
        special_procedures=tuple(SpecialProcedure(**one) for one in data["special_procedures"]),
        examination_rules=tuple(ExaminationRule(**_dated(one, "effective_on")) for one in data["examination_rules"]),
        guide=_guide(data["guide"]),
        changes=tuple(
            ItemChange(**_dated(one, "effective_on", "adjusted_on", "published_on")) for one in data["changes"]
        ),
        digest=digest,
    )


_AS_IT_IS = (
    "id", "code", "title", "sub_title", "department", "lead", "acceptance_body", "decision_body", "delegated",
    "exercise_level", "process_type", "case_type", "area", "secret", "at_centre", "window", "online", "online_url",
    "status", "published_url", "rights", "certainty", "volume_per_year",
)  # fmt: skip
_TEXTS = ("departments_joint", "target", "conditions", "prohibitions", "open_questions")


def _as_it_is(data: Mapping[str, Any]) -> dict[str, Any]:
    return {**{key: data[key] for key in _AS_IT_IS}, **{key: tuple(data[key]) for key in _TEXTS}}


def _dated(data: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {**data, **{key: date.fromisoformat(data[key]) for key in keys}}


def _period(data: Mapping[str, Any]) -> Period:
    end = data["to"]
    return Period(date.fromisoformat(data["from"]), None if end is None else date.fromisoformat(end))


def _basis(data: Mapping[str, Any]) -> LegalBasis:
    rest = {key: value for key, value in data.items() if key not in ("from", "to")}
    return LegalBasis(**rest, in_force=_period(data))


def _time_limit(data: Mapping[str, Any]) -> TimeLimit:
    return TimeLimit(data["days"], data["unit"], data.get("basis", ""))


def _guide(data: Mapping[str, Any]) -> ServiceGuide:
    return ServiceGuide(
        **{
            **_dated(data, "issued_on"),
            "consultation": Consultation(**data["consultation"]),
            "faq": tuple(Question(**one) for one in data["faq"]),
            "common_mistakes": tuple(data["common_mistakes"]),
        }
    )
