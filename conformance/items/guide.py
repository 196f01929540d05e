"""The elements of a service guide (服务指南的要素), from which its two editions and the workbook's row are made.

The set of 21 elements follows annex 2 of the Guide as it is known from guides in print; their order and titles are
those of the county's own standard, ``standards/provision/service-guide.md``, annex A.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from conformance.items.item_on_day import ItemOnDay
from conformance.items.words import copies_words, limit_words

SHORT_GUIDE = (
    "item_code", "title", "issued_by", "acceptance_body", "conditions", "materials", "procedure", "statutory_limit",
    "committed_limit", "time_limit", "fee", "result", "consultation", "consultation_phone", "complaint",
    "complaint_phone", "address_and_hours", "edition", "issued_on", "url",
)  # fmt: skip
"""Columns of the workbook that the brief edition (简版) repeats of the complete one, word for word."""


@dataclass(frozen=True)
class GuideElement:
    """One element of a guide."""

    column: str
    """Id of the column of the workbook's table of guides."""
    title: str
    points: tuple[str, ...]
    numbered: bool

    @property
    def text(self) -> str:
        """All points in one cell of the workbook."""
        if not self.numbered:
            return joined(self.points)
        return joined(f"{number}. {point}" for number, point in enumerate(self.points, start=1))


def guide_elements(view: ItemOnDay) -> tuple[GuideElement, ...]:
    """The 21 elements of the complete guide in their order; 无 stands where there is nothing to say."""
    return tuple(
        GuideElement(column, title, tuple(point for point in points(view) if point), column in _NUMBERED)
        for column, (title, points) in _ELEMENTS.items()
    )


def brief_elements(view: ItemOnDay) -> tuple[GuideElement, ...]:
    """The elements of the brief edition: the same, fewer."""
    return tuple(element for element in guide_elements(view) if element.column in SHORT_GUIDE)


def joined(texts: Iterable[str]) -> str:
    """A list in one cell of the workbook; empty texts are left out."""
    return "；".join(text for text in texts if text)


def _scope(view: ItemOnDay) -> Iterable[str]:
    item = view.item
    yield f"适用于{item.full_title}的申请和办理；申请对象为{'、'.join(item.target)}"


def _reception(view: ItemOnDay) -> Iterable[str]:
    item = view.item
    yield f"窗口接收：{item.guide.consultation.window}"
    if item.online:
        yield f"网上接收：{item.online_url}"


def _handling(view: ItemOnDay) -> Iterable[str]:
    item = view.item
    yield f"{item.process_type}审批，{item.case_type}件，窗口办理" + ("或者网上办理" if item.online else "")
    if item.is_joint:
        names = "、".join(view.organs[code].title for code in item.departments_joint)
        yield f"共同审批部门：{names}，由{view.organs[item.lead].title}牵头"


def _time_limit(view: ItemOnDay) -> Iterable[str]:
    item = view.item
    yield f"法定{limit_words(item.statutory_limit)}，承诺{limit_words(item.committed_limit)}"
    for special in item.special_procedures:
        yield f"{special.kind}{special.days}个工作日，不计入办结时限"


def _fee(view: ItemOnDay) -> Iterable[str]:
    fee = view.item.fee
    yield f"{joined(fee.items)}：{fee.standard}（{fee.basis}）" if fee.charged else "不收费"


def _result(view: ItemOnDay) -> Iterable[str]:
    result = view.item.result
    yield f"{result.name}，有效期：{result.valid_for}"
    yield f"有效地域：{view.item.area}"


def _delivery(view: ItemOnDay) -> Iterable[str]:
    last = view.item.steps[-1]
    yield f"自作出决定之日起{last.days}个工作日内由{last.organ}送达，可以窗口领取或者邮寄"


def _consultation(view: ItemOnDay) -> Iterable[str]:
    guide = view.item.guide
    ask = guide.consultation
    places = (("现场", ask.window), ("电话", ask.phone), ("网上", ask.web), ("邮件", ask.mail), ("预约", guide.booking))
    return (f"{name}：{place}" for name, place in places)


def _complaint(view: ItemOnDay) -> Iterable[str]:
    guide = view.item.guide
    return (f"电话：{guide.complaint_phone}", f"网上：{guide.complaint_web}")


def _progress(view: ItemOnDay) -> Iterable[str]:
    ask = view.item.guide.consultation
    yield f"凭受理单号查询：现场{ask.window}；电话{ask.phone}；网上{view.item.published_url}"


_NUMBERED = ("conditions", "materials")
_ELEMENTS: Mapping[str, tuple[str, Callable[[ItemOnDay], Iterable[str]]]] = {
    "scope": ("适用范围", _scope),
    "examination_type": ("事项审查类型", lambda view: ("即审即办" if view.item.is_instant else "前审后批",)),
    "legal_basis": ("设定依据", lambda view: (one.citation for one in view.basis)),
    "acceptance_body": ("受理机构", lambda view: (view.item.acceptance_body,)),
    "decision_body": ("决定机构", lambda view: (view.item.decision_body,)),
    "quantity_limit": ("数量限制", lambda view: (view.item.quantity_limit.note,)),
    "conditions": ("申请条件", lambda view: view.item.conditions),
    "prohibitions": ("禁止性要求", lambda view: view.item.prohibitions),
    "materials": ("申请材料目录", lambda view: (f"{one.name}（{copies_words(one)}）" for one in view.item.materials)),
    "reception": ("申请接收", _reception),
    "procedure": ("办理基本流程", lambda view: ("→".join(step.name for step in view.item.steps),)),
    "handling": ("办理方式", _handling),
    "time_limit": ("办结时限", _time_limit),
    "fee": ("收费依据及标准", _fee),
    "result": ("审批结果", _result),
    "delivery": ("结果送达", _delivery),
    "rights": ("行政相对人权利和义务", lambda view: view.item.rights.split("；")),
    "consultation": ("咨询途径", _consultation),
    "complaint": ("监督投诉渠道", _complaint),
    "address_and_hours": ("办公地址和时间", lambda view: (view.item.guide.address, view.item.guide.hours)),
    "progress_query": ("办理进程和结果查询", _progress),
}
