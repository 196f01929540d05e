"""The rows of a workbook that the items already know (预填).

A department corrects these rows rather than typing them. Tables and columns go by the ids of
``checklists/guide-2016/tables/``; a cell of which the item knows nothing, such as the file of a flowchart, is left out
for the department to fill.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date

from conformance.items.guide import SHORT_GUIDE, guide_elements, joined
from conformance.items.item import LicensingItem
from conformance.items.item_on_day import ItemOnDay
from conformance.items.organ import Organ

Cell = str | int | date
Row = Mapping[str, Cell]


def prefill(items: Iterable[LicensingItem], organs: Mapping[str, Organ], *, day: date) -> Mapping[str, tuple[Row, ...]]:
    """Rows of six tables by table id, for the items that were begun by this day, as they stand on it.

    A cancelled item keeps all its rows: it was offered in the round. Cells are texts, whole numbers or dates; a list
    is a text with ``；`` between its values. The organs must hold every department that the items name.
    """
    views = [view for view in (ItemOnDay(item, organs, day) for item in items) if view.has_begun]
    return {
        table: tuple(
            {column: cell for column, cell in row.items() if cell != ""} for view in views for row in rows_of(view)
        )
        for table, rows_of in _TABLES.items()
    }


def _item_register(view: ItemOnDay) -> Iterator[Row]:
    item, organ = view.item, view.organs[view.item.department]
    basis = view.basis
    yield {
        "item_code": item.code,
        "main_title": item.title,
        "sub_title": item.sub_title or "无",
        "sub_title_main_code": item.main_code if item.sub_title else "无",
        "item_type": "行政许可",
        "basis_title": joined(one.title for one in basis),
        "basis_number": joined(one.document_number for one in basis),
        "basis_article": joined(one.article for one in basis),
        "basis_level": joined(dict.fromkeys(one.level for one in basis)),
        "organ": organ.title,
        "organ_code": organ.credit_code,
        "acceptance_body": item.acceptance_body,
        "decision_body": item.decision_body,
        "delegated": _yes(bool(item.delegated)),
        "delegation_number": item.delegated,
        "joint_departments": joined(view.organs[code].title for code in item.departments_joint),
        "lead_department": view.organs[item.lead].title if item.is_joint else "",
        "target": joined(item.target),
        "exercise_level": item.exercise_level,
        "process_type": item.process_type,
        "case_type": item.case_type,
        "statutory_limit": item.statutory_limit.days,
        "statutory_limit_unit": item.statutory_limit.unit,
        "committed_limit": item.committed_limit.days,
        "limit_unit": item.committed_limit.unit,
        "charged": _yes(item.fee.charged),
        "fee_items": joined(item.fee.items),
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
        "status": view.status,
        "enabled_on": item.in_force.start,
        "stopped_on": view.stopped_on or "",
        "published_on": item.published_on,
        "published_url": item.published_url,
    }


def _item_change(view: ItemOnDay) -> Iterator[Row]:
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


def _material(view: ItemOnDay) -> Iterator[Row]:
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


def _step(view: ItemOnDay) -> Iterator[Row]:
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


def _examination_rule(view: ItemOnDay) -> Iterator[Row]:
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


def _service_guide(view: ItemOnDay) -> Iterator[Row]:
    full = _full_guide(view)
    yield full
    yield {"edition_type": "简", **{column: full[column] for column in SHORT_GUIDE}}


def _full_guide(view: ItemOnDay) -> Row:
    item, guide = view.item, view.item.guide
    return {
        "item_code": item.code,
        "edition_type": "完整",
        "title": item.full_title,
        "issued_by": view.issuer,
        **{element.column: element.text for element in guide_elements(view)},
        "flowchart_steps": "→".join(step.name for step in item.steps),
        "statutory_limit": item.statutory_limit.days,
        "committed_limit": item.committed_limit.days,
        "consultation_phone": guide.consultation.phone,
        "complaint_phone": guide.complaint_phone,
        "faq_count": len(guide.faq),
        "common_mistakes": joined(guide.common_mistakes),
        "booking": guide.booking,
        "blank_form": "" if any(material.blank_form for material in item.materials) else "无",
        "sample_form": "" if any(material.sample_form for material in item.materials) else "无",
        "edition": guide.edition,
        "issued_on": guide.issued_on,
        "url": item.published_url,
    }


def _yes(value: bool) -> str:
    return "是" if value else "否"


def _there(value: bool) -> str:
    return "有" if value else "无"


_TABLES: Mapping[str, Callable[[ItemOnDay], Iterator[Row]]] = {
    "item_register": _item_register,
    "item_change": _item_change,
    "material": _material,
    "step": _step,
    "examination_rule": _examination_rule,
    "service_guide": _service_guide,
}
