"""``conformance redline``: two editions of the standards clause by clause (新旧对照)."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from conformance.checklist.affected import AffectedCheck, AffectedItem, affected_checks, affected_items
from conformance.clauses.clause import Clause
from conformance.clauses.difference import Part, PartKind
from conformance.clauses.edition import Edition
from conformance.clauses.redline import ChangeKind, ClauseChange, DocumentChange, Redline, compare
from conformance.cli.edition_folder import named_edition
from conformance.cli.errata import write_errata
from conformance.cli.page import page
from conformance.cli.parser import add_format, add_project
from conformance.cli.project import load_project
from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder

HELP = "标准的新旧对照：逐条列出新增、删去、修改、移动，以及受影响的核查项和核查程序"
EXAMPLE = "conformance redline HEAD~1 . --out out/redline"

_MARKS = {PartKind.SAME: "{}", PartKind.REMOVED: "〔删：{}〕", PartKind.ADDED: "〔增：{}〕"}


@dataclass(frozen=True)
class RedlineFacts:
    """A redline as it is told."""

    old_name: str
    new_name: str
    old: Edition
    new: Edition
    redline: Redline
    items: tuple[AffectedItem, ...]
    checks: tuple[AffectedCheck, ...]

    @property
    def counts(self) -> tuple[tuple[ChangeKind, int], ...]:
        """How many clauses there are of each kind of change."""
        return tuple((kind, self.redline.count(kind)) for kind in ChangeKind)

    def place(self, change: ClauseChange) -> str:
        """Where the clause stands, and where it stood if elsewhere: ``5.2（原 5.1）``."""
        old, new = change.old, change.new
        if old is None or new is None:
            return change.clause.number
        if not change.moved:
            return new.number
        code = f"{self.code(self.old, old)}的" if old.document != new.document else ""
        return f"{new.number}（原 {code}{old.number}）"

    @staticmethod
    def weight(affected: AffectedItem) -> str:
        """What the item counts for in the round."""
        item = affected.item
        if item.rule is not None:
            return f"权重 {float(item.rule.weight):g}"
        return f"在 {item.clause.counted_at} 计分" if item.clause.counted_at else "未纳入本轮"

    def label(self, change: ClauseChange) -> str:
        """The clause with its standard."""
        edition = self.new if change.new else self.old
        return f"{self.code(edition, change.clause)}，{change.clause.number}"

    @staticmethod
    def code(edition: Edition, clause: Clause) -> str:
        """The code of the standard that holds the clause."""
        document = edition.table.document(clause.document)
        assert document is not None  # a clause is made with its document
        return document.code


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which two editions, how to answer, where to."""
    parser.add_argument("old", metavar="旧版", help="县项目目录、standards 目录，或者 git 版本")
    parser.add_argument("new", metavar="新版", help="同上")
    add_project(parser)
    add_format(parser)
    parser.add_argument("--out", type=Path, metavar="目录", help="另把 redline.html 和 redline.pdf 写到这里")
    parser.add_argument(
        "--errata", type=Path, metavar="汇编",
        help="按旧版印成的屏幕版汇编 volume.pdf：另写一份带页码、行数的勘误表 errata.pdf 到 --out",
    )  # fmt: skip


def run(arguments: argparse.Namespace) -> int:
    """Tell what differs; 1 where anything does."""
    if arguments.errata is not None and arguments.out is None:
        raise CannotProceed("--errata 勘误表要写到一个目录，请同时写 --out。")
    old, new = (named_edition(name, arguments.project) for name in (arguments.old, arguments.new))
    redline = compare(old, new)
    project = load_project(arguments.project)
    facts = RedlineFacts(
        _shown_name(arguments.old),
        _shown_name(arguments.new),
        old,
        new,
        redline,
        affected_items(redline, project.checklist),
        affected_checks(redline, project.checks),
    )
    if arguments.format == "json":
        print(json.dumps(_record(facts), ensure_ascii=False, indent=1))
    else:
        _print(facts)
    if arguments.out is not None:
        _write(facts, arguments.out)
    if arguments.errata is not None:
        write_errata(redline, old, new, arguments.errata, arguments.out)
    return 1 if redline.documents else 0


def _shown_name(name: str) -> str:
    """An edition as a heading names it: what was typed, a dot in words."""
    return "当前目录" if name in (".", "./") else name


def _write(facts: RedlineFacts, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "redline.html").write_text(page("redline.html.j2", facts=facts), encoding="utf-8")
    css = files("conformance.cli").joinpath("redline.css").read_text(encoding="utf-8")
    body = page("redline_body.html.j2", facts=facts)
    from conformance.typeset.pdf import render_pdf  # WeasyPrint takes half a second to import

    rendered = render_pdf(body, [css], title="标准新旧对照", fonts=read_font_folder())
    (out / "redline.pdf").write_bytes(rendered.pdf)
    print(f"{out / 'redline.html'}，{out / 'redline.pdf'}（{rendered.pages} 页）", file=sys.stderr)


def _print(facts: RedlineFacts) -> None:
    if not facts.redline.documents:
        print("两版标准没有差别。")
        return
    print("，".join(f"{kind.label} {count} 条" for kind, count in facts.counts) + "。")
    for document in facts.redline.documents:
        _print_document(facts, document)
    if facts.items:
        print("\n受影响的核查项：")
    for item in facts.items:
        clause = item.item.clause
        print(f"  {clause.id} {clause.title}，{facts.weight(item)}：{_clauses(facts, item.changes)}")
    if facts.checks:
        print("\n受影响的核查程序：")
    for one in facts.checks:
        print(f"  {one.check.id} {one.check.title}：{_clauses(facts, one.changes)}")


def _print_document(facts: RedlineFacts, change: DocumentChange) -> None:
    word = "新增标准" if change.old is None else "废去标准" if change.new is None else "标准"
    print(f"\n{word} {change.document.code} {change.document.title}")
    for label, old, new in change.fields:
        print(f"  {label}：{old or '无'} → {new or '无'}")
    moved = [one for one in change.clauses if one.kind is ChangeKind.MOVED]
    for one in (one for one in change.clauses if one not in moved):
        print(f"  {one.kind.label} {facts.place(one)} {one.clause.id}{_words(one)}")
        for option, sign, target in one.links if one.old and one.new else ():
            print(f"    {option} {sign} {target}")
    for text in change.texts:
        print(f"  条款之外，{text.place or '标题'}：{_marked(text.parts)}")
    if moved:
        print(f"  只移动或者改号：{'；'.join(facts.place(one) for one in moved)}")


def _words(change: ClauseChange) -> str:
    """The text with its marks; of a clause that is new or gone the text alone."""
    if not change.parts:
        return ""
    return f"：{_marked(change.parts)}" if change.old and change.new else f"：{_on_one_line(change.clause.text)}"


def _marked(parts: Iterable[Part]) -> str:
    return _on_one_line("".join(_MARKS[part.kind].format(part.text) for part in parts))


def _on_one_line(text: str) -> str:
    return text.replace("\n", " / ")


def _clauses(facts: RedlineFacts, changes: Iterable[ClauseChange]) -> str:
    return "；".join(facts.label(change) for change in changes)


def _record(facts: RedlineFacts) -> dict[str, Any]:
    return {
        "old": facts.old_name,
        "new": facts.new_name,
        "counts": {kind.value: count for kind, count in facts.counts},
        "documents": [
            {
                "document": one.document.slug,
                "code": one.document.code,
                "added": one.old is None,
                "removed": one.new is None,
                "fields": [{"label": label, "old": old, "new": new} for label, old, new in one.fields],
                "clauses": [_clause_record(change) for change in one.clauses],
                "texts": [{"place": text.place, "parts": _parts_record(text.parts)} for text in one.texts],
            }
            for one in facts.redline.documents
        ],
        "items": [
            {"clause": one.item.clause.id, "by": [change.clause.id for change in one.changes]} for one in facts.items
        ],
        "checks": [{"check": one.check.id, "by": [change.clause.id for change in one.changes]} for one in facts.checks],
    }


def _clause_record(change: ClauseChange) -> dict[str, Any]:
    return {
        "id": change.clause.id,
        "kind": change.kind.value,
        "old_number": change.old.number if change.old else None,
        "old_document": change.old.document if change.old else None,
        "number": change.new.number if change.new else None,
        "parts": _parts_record(change.parts),
        "links": [{"option": option, "sign": sign, "id": target} for option, sign, target in change.links],
    }


def _parts_record(parts: Iterable[Part]) -> list[dict[str, str]]:
    return [{"kind": part.kind.value, "text": part.text} for part in parts]
