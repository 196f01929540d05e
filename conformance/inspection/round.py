"""A round (检查轮次) and what it is pinned to: the digests of Guide, checklist, checks, tables, standards, calendar.

A round is scored by these editions and no others; only a recorded decision, with day, post, organisation and reason,
changes one. The file is written once and then only added to.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from conformance.errors import CannotProceed, Diagnostic
from conformance.sources.yaml_file import read_schema, read_yaml_file, refuse

EDITION_TITLES = {
    "guide": "《指引》和法律条目",
    "acceptance": "验收评分规则",
    "calendar": "工作日历",
    "references": "参照表（编码结构、取消和新设的事项、依据的变化）",
    "checks": "核查程序",
    "tables": "佐证表定义",
    "items": "许可事项",
    "standards": "本县标准",
    "template": "填报表模板",
    "past_templates": "往期模板的变化",
}
"""What the digests of a report and of a round are taken of."""


@dataclass(frozen=True)
class Decision:
    """A change of editions during a round, and who decided it."""

    on: date
    author: str
    organisation: str
    reason: str
    editions: Mapping[str, str]


@dataclass(frozen=True)
class Round:
    """A pinned round."""

    title: str
    pinned_on: date
    pinned: Mapping[str, str]
    decisions: tuple[Decision, ...]

    @property
    def editions(self) -> Mapping[str, str]:
        """What counts now: as pinned, with every decision applied in its order."""
        now = dict(self.pinned)
        for decision in self.decisions:
            now.update(decision.editions)
        return now

    def differences(self, editions: Mapping[str, str]) -> tuple[str, ...]:
        """Names of the editions that are not those of the round."""
        return tuple(name for name in EDITION_TITLES if self.editions.get(name) != editions.get(name))

    def refuse_others(self, editions: Mapping[str, str]) -> None:
        """CannotProceed where anything but the round's editions would be used."""
        changed = self.differences(editions)
        if changed:
            named = "、".join(EDITION_TITLES[name] for name in changed)
            raise CannotProceed(
                f"“{self.title}”锁定以后{named}改动过，不能照这一轮评分：请恢复原来的文件，"
                "或者用 conformance round decide 记下决定后再评。"
            )


def read_round(path: Path, project: Path) -> Round:
    """The round in a file; CannotProceed with a line for each fault."""
    faults: list[Diagnostic] = []
    schema = read_schema(project / "checklists" / "round.schema.json")
    file = read_yaml_file(path.parent, path.name, schema, faults)
    refuse(faults)
    assert file is not None
    decisions = tuple(_decision(one) for one in file.data["decisions"])
    return Round(file.data["title"], date.fromisoformat(file.data["pinned_on"]), file.data["editions"], decisions)


def _decision(data: Mapping[str, Any]) -> Decision:
    return Decision(**{**data, "on": date.fromisoformat(data["on"])})


def round_text(one: Round) -> str:
    """The file of a round; the same round gives the same text."""
    data = {
        "title": one.title,
        "pinned_on": one.pinned_on.isoformat(),
        "editions": dict(one.pinned),
        "decisions": [
            {
                "on": decision.on.isoformat(),
                "author": decision.author,
                "organisation": decision.organisation,
                "reason": decision.reason,
                "editions": dict(decision.editions),
            }
            for decision in one.decisions
        ],
    }
    head = "# 检查轮次锁定的各版文件。锁定以后只用 conformance round decide 追加决定，不直接改动。\n"
    plain = json.loads(json.dumps(data))
    return head + yaml.safe_dump(plain, allow_unicode=True, sort_keys=False, width=1000)
