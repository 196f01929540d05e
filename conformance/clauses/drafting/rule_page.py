"""The page of a drafting rule (规则说明): what it demands, on what basis, what breaks it and what does not.

Made of the rule and its cases, so that the handbook, ``--explain`` and SARIF say what the tests hold the rule to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import yaml

from conformance.clauses.drafting.page import EDITIONS
from conformance.clauses.drafting.rule import Fix, Rule

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
CASES = Path(__file__).with_name("cases")
GROUPS: Mapping[str, str] = {
    "A": "附录",
    "F": "表",
    "M": "名称、前言与免报注释",
    "N": "注、示例、脚注",
    "P": "标点",
    "Q": "数、量、单位",
    "R": "引用",
    "S": "结构层次",
    "T": "术语",
    "V": "能愿动词",
    "W": "用词",
}
"""What the rules of a letter are about."""
_WHO_MENDS = {
    Fix.SAFE: "可自动改：`conformance lint --fix` 照给出的写法改；没有给出写法的地方由人改。",
    Fix.ASK: "给出改法，由人决定：`--fix` 不动它。",
    Fix.NONE: "须人改写：程序只指出在哪里、应当怎样。",
}


@dataclass(frozen=True)
class Case:
    """A text, or a whole page, that a rule is held to."""

    text: str
    title: str
    """The title of the document, empty for any."""
    edition: str
    """Of GB/T 1.1; empty for either."""
    copies: int
    """How many standards hold the text."""
    at: str
    """The words at which it is reported, empty where nothing is told."""
    write: str
    """What the rule rewrites it to; empty where nothing is told."""


@dataclass(frozen=True)
class Cases:
    """What breaks a rule, what does not, and what it spares."""

    fail: tuple[Case, ...]
    good: tuple[Case, ...]
    spares: str
    """In Chinese, when the rule stays silent though its words stand there."""


def cases_of(rule: Rule) -> Cases:
    """The cases of a rule."""
    data = yaml.load((CASES / f"{rule.code}.yaml").read_text(encoding="utf-8"), Loader=_LOADER)
    return Cases(tuple(map(_case, data["fail"])), tuple(map(_case, data["pass"])), data["spares"])


def rule_page(rule: Rule) -> str:
    """The page of a rule as Markdown."""
    return "\n".join(_lines(rule, cases_of(rule))) + "\n"


def index_page(rules: Sequence[Rule]) -> str:
    """The list of all rules by their letters, each leading to its page, as Markdown."""
    lines = ["# 起草规则目录", "", "每条规则一页。本页和各页由 `tools/rule_pages.py` 从规则和例子生成，请勿手改。"]
    for letter, group in groupby(rules, key=lambda rule: rule.code[0]):
        lines += ["", f"## {letter} {GROUPS[letter]}", ""]
        lines += ["| 代号 | 要求 | 2009 年版 | 2020 年版 | 谁来改 |", "|---|---|---|---|---|"]
        lines += [_row(rule) for rule in group]
    return "\n".join(lines) + "\n"


def level_label(rule: Rule, edition: str) -> str:
    """How much a hit matters by an edition, as a word."""
    return rule.levels[edition].label if edition in rule.levels else "—"


def _row(rule: Rule) -> str:
    levels = " | ".join(level_label(rule, edition) for edition in EDITIONS)
    return f"| [{rule.code}]({rule.code}.md) | {rule.title} | {levels} | {rule.fix.label} |"


def _lines(rule: Rule, cases: Cases) -> Iterator[str]:
    yield from (f"# {rule.code} {rule.title}", "")
    levels = "，".join(f"{edition} 年版{_strength(rule, edition)}" for edition in EDITIONS)
    yield from (f"- 级别：{levels}。", f"- 依据：{rule.basis}。", f"- 改写：{_WHO_MENDS[rule.fix]}")
    yield from (f"- 例：{rule.wrong}（要报）　{rule.right}（不报）", "", "## 不符合")
    for case in cases.fail:
        yield from _shown(case)
        told = [f"报在“{case.at}”处。"] if case.at and "\n" not in case.at else []
        told += [f"应写作：{case.write}"] if case.write else []
        yield from ("", "".join(told)) if told else ()
    yield from ("", "## 符合")
    for case in cases.good:
        yield from _shown(case)
    yield from ("", "## 何时不报", "", cases.spares, "", "## 免报", "")
    yield from _silencing(rule)


def _strength(rule: Rule, edition: str) -> str:
    return f"报{rule.levels[edition].label}" if edition in rule.levels else "不用这条规则"


def _shown(case: Case) -> Iterator[str]:
    told = [f"（{case.edition} 年版）"] if case.edition else []
    told += [f"（名称为“{case.title}”）"] if case.title else []
    told += [f"（{case.copies} 份标准中都写着）"] if case.copies > 1 else []
    yield from ("", *(["".join(told), ""] if told else []))
    yield from ("~~~text", *case.text.rstrip("\n").split("\n"), "~~~")


def _silencing(rule: Rule) -> Iterator[str]:
    if rule.code[0] in "SM":
        yield "结构和元数据规则不能免报，只能改。"
        return
    yield from ("在那一段、列项、表或者指令之前写一行注释，理由不少于 4 个字：", "")
    yield from ("~~~text", f"% lint: allow {rule.code} — 此处为原文照录", "~~~")


def _case(data: Any) -> Case:
    given: dict[str, Any] = {"text": data} if isinstance(data, str) else data
    return Case(
        text=given.get("page", given.get("text", "")),
        title=given.get("title", ""),
        edition=given.get("edition", ""),
        copies=given.get("copies", 1),
        at=given.get("at", ""),
        write=given.get("write", ""),
    )
