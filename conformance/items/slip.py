"""The acceptance slip (受理单) of an item, blank: what the item knows is filled in, the rest is left to the window.

Its 15 fields and the make-up of its number are those of ``standards/provision/acceptance.md``, annex A.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.items.guide import guide_elements
from conformance.items.item_on_day import ItemOnDay
from conformance.items.words import limit_words

MATERIALS = "材料清单"
"""The field that is a table of its own."""
_DATE = "　　　　年　　月　　日"
_SPECIAL = ("听证", "招标", "拍卖", "检验", "检测", "检疫", "鉴定", "专家评审")


@dataclass(frozen=True)
class SlipField:
    """One field of the slip."""

    title: str
    parts: tuple[str, ...]
    """What is printed in it, a line each; empty where all is to be written by hand."""


def slip_fields(view: ItemOnDay) -> tuple[SlipField, ...]:
    """The 15 fields in their order; the table of materials has no parts."""
    return tuple(SlipField(title, parts(view)) for title, parts in _FIELDS.items())


def _title(view: ItemOnDay) -> tuple[str, ...]:
    item = view.item
    return (f"{item.code}　{item.title}" + (f"：{item.sub_title}" if item.sub_title else ""),)


def _limits(view: ItemOnDay) -> tuple[str, ...]:
    item = view.item
    return (
        f"法定时限：{limit_words(item.statutory_limit)}（{item.statutory_limit.basis}）",
        f"承诺时限：{limit_words(item.committed_limit)}",
    )


def _special(view: ItemOnDay) -> tuple[str, ...]:
    own = tuple(f"□{one.kind}{one.days}个工作日（{one.note}）" for one in view.item.special_procedures)
    known = {one.kind for one in view.item.special_procedures}
    others = "　".join(f"□{kind}" for kind in _SPECIAL if kind not in known)
    return ("□无", *own, f"{others}　所需时间：　　　个工作日", "以上时间不计入办理期限")


def _collection(view: ItemOnDay) -> tuple[str, ...]:
    return (
        f"□自取：{view.item.steps[-1].organ}，凭本单和身份证明领取",
        "□邮寄，地址：",
        *(("□网上",) if view.item.online else ()),
    )


def _phones(view: ItemOnDay) -> tuple[str, ...]:
    guide = view.item.guide
    progress = next(element for element in guide_elements(view) if element.column == "progress_query")
    return (f"咨询电话：{guide.consultation.phone}", f"投诉电话：{guide.complaint_phone}", progress.text)


def _signatures(view: ItemOnDay) -> tuple[str, ...]:
    return (
        "窗口受理岗（签名）：　　　　　　　　（行政许可专用章）",
        _DATE,
        f"申请人或者代理人签收：　　　　　　　　　{_DATE}",
    )


_FIELDS: Mapping[str, Callable[[ItemOnDay], tuple[str, ...]]] = {
    "受理单号": lambda view: (f"XK{view.item.code}　＿＿＿＿（受理年份）＿＿＿＿＿（流水号）",),
    "事项编码与名称": _title,
    "申请人": lambda view: ("姓名或者名称：", "法定代表人："),
    "证照类型与号码": lambda view: ("类型：", "号码（遮盖中间位数）："),
    "联系电话": lambda view: ("（遮盖中间位数）",),
    "代理人": lambda view: ("□无", "姓名和委托权限："),
    "收件日": lambda view: (_DATE,),
    MATERIALS: lambda view: (),
    "受理日": lambda view: (_DATE,),
    "法定时限与承诺时限": _limits,
    "应办结日": lambda view: (_DATE,),
    "特别程序及所需天数": _special,
    "取件方式": _collection,
    "咨询与投诉电话": _phones,
    "经办与签收": _signatures,
}
