"""The documents made from an item (由事项生成的文书), as HTML: guide, brief guide, examination rules, acceptance slip.

Each is one ``<article>`` that the site shows, the volume prints and ``conformance guide`` writes to files; ids in it
begin with the item's, so that several stand on one page. Looks are given by the style sheet of each place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined

from conformance.items.flowchart import flowchart_svg
from conformance.items.guide import brief_elements, guide_elements
from conformance.items.item import ExaminationRule, LicensingItem, Material
from conformance.items.item_on_day import ItemOnDay
from conformance.items.slip import MATERIALS, slip_fields
from conformance.items.words import copies_words, day_words, limit_words

STYLE_SHEET = Path(__file__).with_name("documents.css")
_DIGITS = "零一二三四五六七八九十"


@dataclass(frozen=True)
class RuleGroup:
    """Lines of the examination rules that share step, post and liability, and so print them once."""

    step: str
    post: str
    liability: str
    rules: tuple[ExaminationRule, ...]


@dataclass(frozen=True)
class Document:
    """One kind of document that every item has."""

    id: str
    """Part of the file name: guide, brief, rules, slip."""
    title: str
    html: Callable[[ItemOnDay], str]


def guide_html(view: ItemOnDay) -> str:
    """The complete guide (服务指南完整版) with its flowchart and annexes."""
    return _render("guide.html.j2", view, elements=guide_elements(view), flowchart=flowchart_svg(view.item))


def brief_html(view: ItemOnDay) -> str:
    """The brief guide (简版), one page: fewer elements, the same words."""
    return _render("brief.html.j2", view, elements=brief_elements(view))


def rules_html(view: ItemOnDay) -> str:
    """The examination rules (审查工作细则) with their seven elements."""
    return _render("rules.html.j2", view, groups=rule_groups(view.item))


def slip_html(view: ItemOnDay) -> str:
    """The acceptance slip (受理单), to be filled in by hand."""
    return _render("slip.html.j2", view, fields=slip_fields(view), materials=MATERIALS)


DOCUMENTS = (
    Document("guide", "服务指南（完整版）", guide_html),
    Document("brief", "服务指南（简版）", brief_html),
    Document("rules", "审查工作细则", rules_html),
    Document("slip", "受理单", slip_html),
)


def documents_css() -> str:
    """The style sheet of the documents, for screens and for paper."""
    return STYLE_SHEET.read_text(encoding="utf-8")


def may_be_published(item: LicensingItem) -> bool:
    """Whether the item may stand on the site and in the volume (涉密事项不公开)."""
    return not item.secret


def rule_groups(item: LicensingItem) -> tuple[RuleGroup, ...]:
    """The examination rules in their order, neighbours that share step, post and liability together."""

    def shared(rule: ExaminationRule) -> tuple[str, str, str]:
        return rule.step, rule.post, rule.liability

    return tuple(RuleGroup(*key, tuple(rules)) for key, rules in groupby(item.examination_rules, key=shared))


def chinese_number(number: int) -> str:
    """A whole number from 1 to 99 in Chinese: 二十一."""
    tens, ones = divmod(number, 10)
    return f"{_DIGITS[tens] if tens > 1 else ''}{'十' if tens else ''}{_DIGITS[ones] if ones else ''}"


def _render(template: str, view: ItemOnDay, **facts: object) -> str:
    html = _ENVIRONMENT.get_template(template).render(view=view, item=view.item, name=view.item.id.lower(), **facts)
    return html.strip() + "\n"


def _forms(materials: Iterable[Material]) -> list[Material]:
    """The materials for which there is a blank or a sample."""
    return [one for one in materials if one.blank_form or one.sample_form]


def _spread(rules: Iterable[ExaminationRule]) -> Mapping[str, str]:
    """Edition and first day of the rules; several are told apart by commas."""
    editions = dict.fromkeys(rule.edition for rule in rules)
    days = dict.fromkeys(day_words(rule.effective_on) for rule in rules)
    return {"版本": "、".join(editions), "施行日期": "、".join(days)}


_ENVIRONMENT = Environment(
    loader=PackageLoader("conformance.items"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_ENVIRONMENT.filters |= {
    "chinese_number": chinese_number,
    "copies": copies_words,
    "day": day_words,
    "forms": _forms,
    "limit": limit_words,
    "spread": _spread,
}
