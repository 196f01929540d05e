"""What must agree between the fields of a licensing item (事项数据核对), a short function a rule.

The schema has said that each field is well formed. A rule here follows the Guide, chapters 2 to 4, or the
Administrative Licensing Law; it yields a Diagnostic at the line to mend and knows nothing of workbooks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from pathlib import PurePosixPath

from conformance.errors import Diagnostic
from conformance.items.item import LicensingItem, TimeLimit
from conformance.items.organ import Organ
from conformance.sources.yaml_file import YamlFile

LEVELS_THAT_MAY_SET_A_LICENSE = ("法律", "行政法规", "国务院决定", "地方性法规", "省级规章")
"""Administrative Licensing Law art. 14, 15, 17."""
LEVELS_THAT_MAY_SET_A_FEE = ("法律", "行政法规")
"""Administrative Licensing Law art. 58."""
STAGES = ("受理", "审查", "决定")
"""The Guide, chapter 3."""
BRANCHES = ("补正", "不予受理", "特别程序", "不予许可")
"""The Guide, annex 1."""
_DAYS_OF_A_MONTH = 31
_DAYS_TO_DELIVER = 10
_ONE_DAY = timedelta(days=1)


class ItemFault(StrEnum):
    """What can disagree within an item or between items."""

    FILE_NAME = "item-file-name"
    DUPLICATE = "item-duplicate"
    CODE_OF_SUB_ITEM = "item-code-of-sub-item"
    ORGAN_UNKNOWN = "item-organ-unknown"
    JOINT = "item-joint"
    INSTANT = "item-instant"
    STEP_TIMES = "item-step-times"
    COMMITTED_LIMIT = "item-committed-limit"
    NAME_TWICE = "item-name-twice"
    STAGES = "item-stages"
    DELIVERY = "item-delivery"
    BRANCHES = "item-branches"
    EXAMINATION = "item-examination"
    FEE = "item-fee"
    PERIODS = "item-periods"
    BASIS_LEVEL = "item-basis-level"
    CHANGES = "item-changes"


def item_faults(file: YamlFile, item: LicensingItem, organs: Mapping[str, Organ]) -> Iterator[Diagnostic]:
    """Every fault within one item, rule by rule; the file is the item's own, which need not have every field."""
    yield from _organs(file, item, organs)
    for rule in _RULES:
        yield from rule(file, item)


def set_faults(items: Iterable[tuple[YamlFile, LicensingItem]]) -> Iterator[Diagnostic]:
    """Ids and codes that two items share."""
    seen: dict[str, str] = {}
    for file, item in items:
        for key, value in (("id", item.id), ("code", item.code)):
            if value in seen:
                yield file.fault(
                    ItemFault.DUPLICATE, key, found=f"{key}“{value}”在{seen[value]}已经用过", mend="请改用没有用过的"
                )
            seen.setdefault(value, file.place)


def _organs(file: YamlFile, item: LicensingItem, organs: Mapping[str, Organ]) -> Iterator[Diagnostic]:
    mend = "请改正，或者在 standards/organs.yaml 补上该机构"
    for key, codes in (
        ("department", (item.department,)),
        ("lead", (item.lead,)),
        ("departments_joint", item.departments_joint),
    ):
        for code in codes:
            if code not in organs:
                yield file.fault(ItemFault.ORGAN_UNKNOWN, key, found=f"机构代码“{code}”不在机构名册中", mend=mend)
    titles = {organ.title for organ in organs.values()}
    for key, title in (("acceptance_body", item.acceptance_body), ("decision_body", item.decision_body)):
        if key in file.data and title not in titles:
            yield file.fault(ItemFault.ORGAN_UNKNOWN, key, found=f"机构“{title}”不在机构名册中", mend=mend)


def _file_name(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    if PurePosixPath(file.place).stem != item.id.lower() or not item.id.startswith(item.department):
        yield file.fault(
            ItemFault.FILE_NAME,
            "id",
            found=f"id“{item.id}”与文件名或者部门“{item.department}”不符",
            expected="部门代码加两位数字，文件名同而小写",
        )


def _code_of_sub_item(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    tail = item.code[9:]
    if tail == "00Y" or (tail == "000") == bool(item.sub_title):
        yield file.fault(
            ItemFault.CODE_OF_SUB_ITEM,
            "code",
            found=f"编码末三位为{tail}，子项名称为“{item.sub_title}”",
            expected="无子项的000，子项的001起的数字",
        )


def _joint(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """The Guide, chapter 3: who leads a joint item is one of those that examine it."""
    if item.is_joint:
        if len(item.departments_joint) < 2 or not {item.lead, item.department} <= set(item.departments_joint):
            yield file.fault(
                ItemFault.JOINT,
                "departments_joint",
                found="共同审批部门是“" + "、".join(item.departments_joint) + "”",
                expected=f"两个以上，含牵头部门{item.lead}和本部门{item.department}",
            )
    elif item.departments_joint or item.lead != item.department:
        yield file.fault(
            ItemFault.JOINT,
            "process_type",
            found="流程类型为单一，而写了共同审批部门或者由别的部门牵头",
            mend="请改为共同，或者删去共同审批部门",
        )


def _instant(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """即办 if and only if the commitment is 当场; 当场 is no days."""
    for key, limit in (("statutory_limit", item.statutory_limit), ("committed_limit", item.committed_limit)):
        if (limit.unit == "当场") != (limit.days == 0):
            yield file.fault(
                ItemFault.INSTANT,
                key,
                found=f"时限为{limit.days}，单位为{limit.unit}",
                expected="当场的 0，其余的 1 以上",
            )
    if item.is_instant != (item.committed_limit.unit == "当场"):
        yield file.fault(
            ItemFault.INSTANT,
            "case_type",
            found=f"办件类型为{item.case_type}，承诺时限单位为{item.committed_limit.unit}",
            expected="即办与当场同时写",
        )


def _step_times(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """The Guide, chapter 3: the timed steps fit into the commitment."""
    total = sum(step.days for step in item.steps if step.timed)
    if total > item.committed_limit.days:
        yield file.fault(
            ItemFault.STEP_TIMES,
            "steps",
            found=f"计时环节的时限合计{total}个工作日",
            expected=f"不超过承诺时限{item.committed_limit.days}个工作日",
        )


def _committed_limit(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """The Guide, chapter 3: committed ≤ statutory; five working days are a week where the law counts calendar days."""
    committed, statutory = item.committed_limit.days, item.statutory_limit
    if statutory.unit in ("自然日", "月"):
        committed = committed * 7 // 5
    if statutory.unit != "当场" and committed > _days_at_most(statutory):
        yield file.fault(
            ItemFault.COMMITTED_LIMIT,
            "committed_limit",
            found=f"承诺时限为{item.committed_limit.days}个工作日",
            expected=f"不超过法定时限{item.statutory_limit.days}{item.statutory_limit.unit}",
        )


def _days_at_most(limit: TimeLimit) -> int:
    return limit.days * _DAYS_OF_A_MONTH if limit.unit == "月" else limit.days


def _names(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """Materials and steps are numbered in the order of the file, so that no two may have one name."""
    for key, names in (
        ("materials", [material.name for material in item.materials]),
        ("steps", [step.name for step in item.steps]),
    ):
        for index, name in enumerate(names):
            if name in names[:index]:
                yield file.fault(
                    ItemFault.NAME_TWICE, key, index, "name", found=f"“{name}”写了两次", mend="请删去，或者改名"
                )


def _stages(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    missing = [stage for stage in STAGES if stage not in {step.name for step in item.steps}]
    if missing:
        yield file.fault(ItemFault.STAGES, "steps", found="环节缺少“" + "、".join(missing) + "”", mend="请补上")


def _delivery(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """Administrative Licensing Law art. 44: delivery comes last and within ten working days, apart from the limit."""
    last = item.steps[-1]
    if last.name != "送达" or last.timed or last.days > _DAYS_TO_DELIVER:
        yield file.fault(
            ItemFault.DELIVERY,
            "steps",
            len(item.steps) - 1,
            found=f"最后一环是“{last.name}”{last.days}个工作日",
            expected=f"不计时的“送达”，不超过{_DAYS_TO_DELIVER}个工作日",
        )


def _branches(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    branches = "".join(step.branch for step in item.steps)
    missing = [branch for branch in BRANCHES if branch not in branches]
    if missing:
        yield file.fault(ItemFault.BRANCHES, "steps", found="分支缺少“" + "、".join(missing) + "”", mend="请补上")


def _examination(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """The Guide, chapter 3: the examination rules cover every timed step, each point once; materials have their own."""
    points = [(rule.step, rule.content) for rule in item.examination_rules]
    for index, rule in enumerate(file.data["examination_rules"]):
        if points.count((rule["step"], rule["content"])) > 1:
            yield file.fault(
                ItemFault.EXAMINATION,
                "examination_rules",
                index,
                "content",
                found=f"细则“{rule['step']}：{rule['content']}”重复",
                mend="请删去，或者改写审查内容",
            )
    uncovered = [step.name for step in item.steps if step.timed and step.name not in {at for at, _ in points}]
    if uncovered:
        yield file.fault(
            ItemFault.EXAMINATION,
            "examination_rules",
            found="没有细则的计时环节：" + "、".join(uncovered),
            mend="请逐一补上审查内容",
        )


def _fee(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """Administrative Licensing Law art. 58, 59: a fee has items, a standard and a law or administrative regulation."""
    fee = item.fee
    said = (bool(fee.items), bool(fee.standard), bool(fee.basis), bool(fee.basis_level))
    if set(said) != {fee.charged}:
        yield file.fault(
            ItemFault.FEE,
            "fee",
            found="是否收费与收费项目、标准、依据不一致",
            expected="收费的四项都写，不收费的都空",
        )
    elif fee.charged and fee.basis_level not in LEVELS_THAT_MAY_SET_A_FEE:
        yield file.fault(
            ItemFault.FEE, "fee", "basis_level", found=f"收费依据的层级为{fee.basis_level}", expected="法律或者行政法规"
        )


def _periods(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """An item in use has no end, any other has one; some provision carries it on each of its days."""
    if (item.status == "在用") != (item.in_force.end is None):
        yield file.fault(
            ItemFault.PERIODS,
            "in_force",
            found=f"状态为{item.status}，而起止日期与之不符",
            expected="在用的无终止日，其余的有",
        )
    for key, periods in (("in_force", [item.in_force]), ("basis", [basis.in_force for basis in item.basis])):
        if any(one.end is not None and one.end < one.start for one in periods):
            yield file.fault(ItemFault.PERIODS, key, found="终止日早于起始日", mend="请改正日期")
    bare = next((day for day in _turning_days(item) if not item.basis_on(day)), None)
    if bare is not None:
        yield file.fault(ItemFault.PERIODS, "basis", found=f"{bare.isoformat()}起没有有效的设定依据", mend="请补上依据")


def _basis_level(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """Administrative Licensing Law art. 14, 15, 17: no other document may set a license."""
    for day in _turning_days(item):
        levels = [basis.level for basis in item.basis_on(day)]
        if levels and not set(levels) & set(LEVELS_THAT_MAY_SET_A_LICENSE):
            yield file.fault(
                ItemFault.BASIS_LEVEL,
                "basis",
                found=f"{day.isoformat()}起的设定依据只有{'、'.join(levels)}",
                expected="至少一部" + "、".join(LEVELS_THAT_MAY_SET_A_LICENSE),
            )
            return


def _turning_days(item: LicensingItem) -> list[date]:
    """The first day of the item and each later day in its life on which the set of provisions changes."""
    days = {item.in_force.start}
    for basis in item.basis:
        days.add(basis.in_force.start)
        if basis.in_force.end is not None:
            days.add(basis.in_force.end + _ONE_DAY)
    return sorted(day for day in days if item.in_force.covers(day))


def _changes(file: YamlFile, item: LicensingItem) -> Iterator[Diagnostic]:
    """The Guide, chapter 2: changes are traceable, in order, published after they were made."""
    for index, change in enumerate(item.changes):
        if change.number != f"BG-{item.id}-{index + 1:02}":
            yield file.fault(
                ItemFault.CHANGES,
                "changes",
                index,
                "number",
                found=f"变更号为{change.number}",
                expected=f"BG-{item.id}-{index + 1:02}",
            )
        if not change.effective_on <= change.adjusted_on <= change.published_on:
            yield file.fault(
                ItemFault.CHANGES,
                "changes",
                index,
                "adjusted_on",
                found=f"变更{change.number}的日期颠倒",
                expected="依据施行日、调整日、公开日依次不早于前者",
            )
    for before, after in pairwise(item.changes):
        if after.adjusted_on < before.adjusted_on:
            yield file.fault(ItemFault.CHANGES, "changes", found=f"变更{after.number}早于前一条", mend="请按调整日排列")
    if not item.in_force.end and any(change.kind in ("取消", "下放") for change in item.changes):
        yield file.fault(ItemFault.CHANGES, "changes", found="变更记有取消或者下放，而事项仍在用", mend="请核对状态")


_RULES: tuple[Callable[[YamlFile, LicensingItem], Iterator[Diagnostic]], ...] = (
    _file_name, _code_of_sub_item, _joint, _instant, _step_times, _committed_limit, _names, _stages, _delivery,
    _branches, _examination, _fee, _periods, _basis_level, _changes,
)  # fmt: skip
