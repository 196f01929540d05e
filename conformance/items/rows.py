"""The rows of a workbook that the items already know (预填).

A department corrects these rows rather than typing them. Tables and columns go by the ids of
``checklists/guide-2016/tables/``; a cell of which the item knows nothing, such as the file of a flowchart, is left out
for the department to fill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from conformance.items.item import LicensingItem, Material, TimeLimit
from conformance.items.organ import Organ

Cell = str | int | date
Row = Mapping[str, Cell]

SHORT_GUIDE = (
    "item_code", "title", "issued_by", "acceptance_body", "conditions", "materials", "procedure", "statutory_limit",
    "committed_limit", "time_limit", "fee", "result", "consultation", "consultation_phone", "complaint",
    "complaint_phone", "address_and_hours", "edition", "issued_on", "url",
)  # fmt: skip
"""What the short edition (简版) repeats of the full one, word for word."""


@dataclass(frozen=True)
class _View:
    """An item as it stands on a day."""

    item: LicensingItem
    organs: Mapping[str, Organ]
    day: date

    @property
    def stopped_on(self) -> date | str:
        """The first day on which it is no longer offered; empty while it is."""
        end = self.item.in_force.end
        return "" if end is None or self.day <= end else end + timedelta(days=1)

    @property
    def basis_day(self) -> date:
        """The day whose provisions the register shows: the last one in force where the item has stopped."""
        end = self.item.in_force.end
        return self.day if end is None else min(self.day, end)


def prefill(items: Iterable[LicensingItem], organs: Mapping[str, Organ], *, day: date) -> Mapping[str, tuple[Row, ...]]:
    """Rows of six tables by table id, for the items that were begun by this day, as they stand on it.

    A cancelled item keeps all its rows: it was offered in the round. Cells are texts, whole numbers or dates; a list
    is a text with ``；`` between its values. The organs must hold every department that the items name.
    """
    views = [_View(item, organs, day) for item in items if item.in_force.start <= day]
    return {
        table: tuple(
            {column: cell for column, cell in row.items() if cell != ""} for view in views for row in rows_of(view)
        )
        for table, rows_of in _TABLES.items()
    }


def _item_register(view: _View) -> Iterator[Row]:
    item, organ = view.item, view.organs[view.item.department]
    basis = item.basis_on(view.basis_day)
    yield {
        "item_code": item.code,
        "main_title": item.title,
        "sub_title": item.sub_title or "无",
        "sub_title_main_code": item.main_code if item.sub_title else "无",
        "item_type": "行政许可",
        "basis_title": _joined(one.title for one in basis),
        "basis_number": _joined(one.document_number for one in basis),
        "basis_article": _joined(one.article for one in basis),
        "basis_level": _joined(dict.fromkeys(one.level for one in basis)),
        "organ": organ.title,
        "organ_code": organ.credit_code,
        "acceptance_body": item.acceptance_body,
        "decision_body": item.decision_body,
        "delegated": _yes(bool(item.delegated)),
        "delegation_number": item.delegated,
        "joint_departments": _joined(view.organs[code].title for code in item.departments_joint),
        "lead_department": view.organs[item.lead].title if item.is_joint else "",
        "target": _joined(item.target),
        "exercise_level": item.exercise_level,
        "process_type": item.process_type,
        "case_type": item.case_type,
        "statutory_limit": item.statutory_limit.days,
        "statutory_limit_unit": item.statutory_limit.unit,
        "committed_limit": item.committed_limit.days,
        "limit_unit": item.committed_limit.unit,
        "charged": _yes(item.fee.charged),
        "fee_items": _joined(item.fee.items),
        "fee_standard": item.fee.standard,
        "fee_basis": item.fee.basis,
        "fee_basis_level": item.fee.basis_level,
        "online_payment": "" if item.fee.charged else "否",
        "quantity_limited": _there(item.quantity_limit.limited),
        "quantity_note": item.quantity_limit.note,
        "result_title": item.result.name,
        "result_valid_for": item.result.valid_for,
        "valid_area": item.area,
        "secret": _yes(item.secret),
        "at_centre": _yes(item.at_centre),
        "window_code": item.window if item.at_centre else "",
        "online": _yes(item.online),
        "online_url": item.online_url if item.online else "",
        "status": item.status if view.stopped_on else "在用",
        "enabled_on": item.in_force.start,
        "stopped_on": view.stopped_on,
        "published_on": item.published_on,
        "published_url": item.published_url,
    }


def _item_change(view: _View) -> Iterator[Row]:
    for change in view.item.changes:
        if change.adjusted_on <= view.day:
            yield {
                "change_number": change.number,
                "item_code": view.item.code,
                "change_type": change.kind,
                "element": change.element,
                "before": change.before,
                "after": change.after,
                "basis_number": change.basis,
                "basis_effective_on": change.effective_on,
                "adjusted_on": change.adjusted_on,
                "published_on": change.published_on,
            }


def _material(view: _View) -> Iterator[Row]:
    for material in view.item.materials:
        yield {
            "item_code": view.item.code,
            "material_number": material.number,
            "material_title": material.name,
            "originals": material.originals,
            "copies": material.copies,
            "form": material.form,
            "source": material.source,
            "legal_basis": material.basis,
            "necessity": material.necessity,
            "blank_form": _there(material.blank_form),
            "sample_form": _there(material.sample_form),
            "filling_note": material.note,
        }


def _step(view: _View) -> Iterator[Row]:
    for step in view.item.steps:
        yield {
            "item_code": view.item.code,
            "step_number": step.number,
            "step_title": step.name,
            "organ": step.organ,
            "post": step.post,
            "days": step.days if step.timed else 0,
            "timed": _yes(step.timed),
            "input": step.input,
            "output": step.output,
            "next_step": step.next,
            "branch": step.branch,
        }


def _examination_rule(view: _View) -> Iterator[Row]:
    for rule in view.item.examination_rules:
        yield {
            "item_code": view.item.code,
            "step_title": rule.step,
            "content": rule.content,
            "requirement": rule.requirement,
            "method": rule.method,
            "criterion": rule.criterion,
            "caution": rule.caution,
            "liability": rule.liability,
            "post": rule.post,
            "edition": rule.edition,
            "effective_on": rule.effective_on,
        }


def _service_guide(view: _View) -> Iterator[Row]:
    full = _full_guide(view)
    yield full
    yield {"edition_type": "简", **{column: full[column] for column in SHORT_GUIDE}}


def _full_guide(view: _View) -> Row:
    item, guide = view.item, view.item.guide
    consultation = guide.consultation
    return {
        "item_code": item.code,
        "edition_type": "完整",
        "title": item.full_title,
        "issued_by": view.organs[item.department].title,
        "scope": f"适用于{item.full_title}的申请和办理；申请对象为{'、'.join(item.target)}",
        "examination_type": "即审即办" if item.is_instant else "前审后批",
        "legal_basis": _joined(one.citation for one in item.basis_on(view.basis_day)),
        "acceptance_body": item.acceptance_body,
        "decision_body": item.decision_body,
        "quantity_limit": item.quantity_limit.note,
        "conditions": _numbered(item.conditions),
        "prohibitions": _joined(item.prohibitions),
        "materials": _numbered(_material_words(material) for material in item.materials),
        "reception": f"窗口接收：{consultation.window}" + (f"；网上接收：{item.online_url}" if item.online else ""),
        "procedure": "→".join(step.name for step in item.steps),
        "flowchart_steps": "→".join(step.name for step in item.steps),
        "handling": f"{item.process_type}审批，{item.case_type}件，窗口办理" + ("或者网上办理" if item.online else ""),
        "statutory_limit": item.statutory_limit.days,
        "committed_limit": item.committed_limit.days,
        "time_limit": f"法定{_limit(item.statutory_limit)}，承诺{_limit(item.committed_limit)}",
        "fee": f"{_joined(item.fee.items)}：{item.fee.standard}（{item.fee.basis}）" if item.fee.charged else "不收费",
        "result": f"{item.result.name}，有效期：{item.result.valid_for}",
        "delivery": _delivery(item),
        "rights": item.rights,
        "consultation": (
            f"现场：{consultation.window}；电话：{consultation.phone}；网上：{consultation.web}；邮件：{consultation.mail}"
        ),
        "consultation_phone": consultation.phone,
        "complaint": f"电话：{guide.complaint_phone}；网上：{guide.complaint_web}",
        "complaint_phone": guide.complaint_phone,
        "address_and_hours": f"{guide.address}；{guide.hours}",
        "progress_query": (
            f"凭受理单号查询：现场{consultation.window}；电话{consultation.phone}；网上{item.published_url}"
        ),
        "faq_count": len(guide.faq),
        "common_mistakes": _joined(guide.common_mistakes),
        "booking": guide.booking,
        "blank_form": "" if any(material.blank_form for material in item.materials) else "无",
        "sample_form": "" if any(material.sample_form for material in item.materials) else "无",
        "edition": guide.edition,
        "issued_on": guide.issued_on,
        "url": item.published_url,
    }


def _delivery(item: LicensingItem) -> str:
    last = item.steps[-1]
    return f"自作出决定之日起{last.days}个工作日内由{last.organ}送达，可以窗口领取或者邮寄"


def _material_words(material: Material) -> str:
    counts = [
        f"{word}{count}份" for word, count in (("原件", material.originals), ("复印件", material.copies)) if count
    ]
    return f"{material.name}（{'、'.join(counts) or '查验'}）"


def _limit(limit: TimeLimit) -> str:
    return {
        "工作日": f"{limit.days}个工作日",
        "自然日": f"{limit.days}日",
        "月": f"{limit.days}个月",
        "当场": "当场办结",
    }[limit.unit]


def _joined(texts: Iterable[str]) -> str:
    return "；".join(text for text in texts if text)


def _numbered(texts: Iterable[str]) -> str:
    return "；".join(f"{number}. {text}" for number, text in enumerate(texts, start=1))


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _there(value: bool) -> str:
    return "有" if value else "无"


_TABLES: Mapping[str, Callable[[_View], Iterator[Row]]] = {
    "item_register": _item_register,
    "item_change": _item_change,
    "material": _material,
    "step": _step,
    "examination_rule": _examination_rule,
    "service_guide": _service_guide,
}
