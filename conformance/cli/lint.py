"""``conformance lint``: what is wrong with a county project before anybody fills anything in."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from conformance.checklist.acceptance import read_acceptance
from conformance.checklist.check import Check, read_checks
from conformance.checklist.checklist import checklist_faults, make_checklist
from conformance.checklist.contradiction import clause_contradictions, item_contradictions
from conformance.checklist.coverage import implementation_faults
from conformance.checklist.edition import read_editions
from conformance.checklist.guide import read_guide
from conformance.checklist.table import load_tables
from conformance.clauses.drafting.catalogue import BY_CODE, RULES
from conformance.clauses.drafting.mending import mend_source
from conformance.clauses.drafting.page import EDITIONS
from conformance.clauses.drafting.report import drafting_hits, read_pages
from conformance.clauses.drafting.rule import Rule
from conformance.clauses.drafting.rule_page import level_label, rule_page
from conformance.clauses.drafting.suppression import read_suppressions
from conformance.clauses.glossary import glossary_faults
from conformance.clauses.reader import document_files, read_standards
from conformance.clauses.register import count_faults
from conformance.clauses.standing import edition_faults
from conformance.clauses.system import disagreements, load_system
from conformance.clauses.table import ClauseTable, KnownIds
from conformance.cli.parser import add_project
from conformance.cli.sarif import sarif
from conformance.cli.side_process import SideProcess
from conformance.errors import CannotProceed, Diagnostic, Severity
from conformance.evidence.platform import read_platforms
from conformance.items.folder import read_items
from conformance.items.organ import read_organs
from conformance.sources.myst import Blocks, read_blocks

Checks = tuple[dict[str, Check], tuple[Diagnostic, ...]]
"""The checks of a project by id, and the faults of their pages."""

HELP = "检查标准、事项、核查表和核查程序：编号、引用、权重、格式，以及标准的起草规则"
EXAMPLE = "conformance lint --fix"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the project is, which files, and how to answer."""
    parser.add_argument(
        "files", nargs="*", type=Path, metavar="文件", help="只按起草规则检查这些标准（缺省：检查整个项目）"
    )
    add_project(parser)
    parser.add_argument(
        "--format",
        choices=("text", "json", "sarif"),
        default="text",
        help="text 给人看，json 给程序用，sarif 给编辑器和代码平台用（缺省：text）",
    )
    parser.add_argument("--fix", action="store_true", help="先把可以稳妥改写的起草问题改好，写回文件（缺省：不改）")
    parser.add_argument("--rules", action="store_true", help="只列出起草规则（缺省：不列）")
    parser.add_argument("--explain", metavar="代号", help="只说明这一条起草规则，例如 V001")


def run(arguments: argparse.Namespace) -> int:
    """Print each fault with file, line and column; 1 where one must be mended."""
    if arguments.explain is not None:
        print(rule_page(_rule(arguments.explain)), end="")
        return 0
    if arguments.rules:
        print("\n".join(summary(rule) for rule in RULES))
        return 0
    sources = _sources(arguments)
    if arguments.fix:
        sources = _mend(sources, arguments)
    if arguments.files:
        drafting, faults = judge_drafting(sources, _parsed(sources)), list[Diagnostic]()
    else:
        drafting, faults = _judge_project(arguments.project, sources)
    faults += drafting.faults
    _print(sorted(set(faults), key=_order), arguments.format, drafting)
    return 1 if any(fault.severity is Severity.FAULT for fault in faults) else 0


def _judge_project(project: Path, sources: Sequence[tuple[str, str]]) -> tuple[Drafting, list[Diagnostic]]:
    """Everything there is to say of a project; checks and drafting are judged in processes beside this one."""
    checks = SideProcess(lambda: read_checks(project))
    parsed = _parsed(sources)
    drafting = SideProcess(lambda: judge_drafting(sources, parsed))
    faults = list(project_faults(project, parsed, checks.result))
    return drafting.result(), faults


def _parsed(sources: Sequence[tuple[str, str]]) -> dict[str, Blocks]:
    return {file: read_blocks(source) for file, source in sources}


@dataclass(frozen=True)
class Drafting:
    """What the drafting rules have to say of some standards."""

    faults: tuple[Diagnostic, ...]
    editions: Mapping[str, str]
    """By file, the edition of GB/T 1.1 that it was judged by."""
    silenced: tuple[str, ...]
    """A line for each rule that a comment keeps silent, with the reason."""


def judge_drafting(sources: Sequence[tuple[str, str]], parsed: Mapping[str, Blocks]) -> Drafting:
    """Hold these standards, names and texts, against the drafting rules."""
    pages = read_pages(sources, parsed)
    return Drafting(
        faults=tuple(one.diagnostic for page in pages for one in drafting_hits(page)),
        editions={page.file: page.edition for page in pages},
        silenced=tuple(
            f"{page.file}:{one.comment.line + 1}：{one.code} 免报，理由：{one.reason}"
            for page in pages
            for one in read_suppressions(page)[0]
        ),
    )


def project_faults(
    project: Path, parsed: Mapping[str, Blocks], checks_read: Callable[[], Checks]
) -> Iterator[Diagnostic]:
    """Every fault of a county project but those of drafting.

    Its standards have been parsed before; its checks are fetched when what does not need them has been read.
    """
    guide, faults = read_guide(project)
    yield from faults
    yield from read_organs(project)[1]
    items, item_faults = read_items(project)
    yield from item_faults
    yield from glossary_faults(project)
    tables = load_tables(project)
    yield from read_editions(project, tables)[1]
    yield from read_platforms(project, tables)
    system, system_faults = load_system(project)
    yield from system_faults
    checks, check_faults = checks_read()
    yield from check_faults
    if guide is None:
        return
    acceptance, rule_faults = read_acceptance(project, guide)
    yield from rule_faults
    if acceptance is not None:
        yield from checklist_faults(make_checklist(guide, checks, acceptance), checks)
    known = KnownIds(
        guide_clauses=frozenset(guide.by_id),
        checks=frozenset(checks),
        slots=system.slot_ids if system is not None else None,
    )
    table, clause_faults = read_standards(project, known, parsed)
    yield from clause_faults
    if system is not None:
        yield from disagreements(system, table)
        yield from edition_faults(project, system, table)
        yield from count_faults(system, table)
    yield from implementation_faults(project, guide, table)
    yield from clause_contradictions(table)
    yield from item_contradictions(project, items, table, parsed)
    yield from _links_apart(table, {check.id: check.clauses for check in checks.values()})


def _links_apart(table: ClauseTable, clauses_of: dict[str, tuple[str, ...]]) -> Iterator[Diagnostic]:
    """A clause may name a check only where that check concerns something the clause implements."""
    for clause in table.clauses:
        for check in clause.checked_by:
            if check in clauses_of and not set(clauses_of[check]) & set(clause.implements):
                yield Diagnostic(
                    f"{clause.file}:{clause.line}",
                    "clause-check-disagrees",
                    f"条款 {clause.id} 写明由 {check} 核查，而该核查程序对应 {'、'.join(clauses_of[check])}",
                    "条款所落实的条目之一",
                    "请改 checked_by 或者 implements",
                )


def summary(rule: Rule) -> str:
    """A rule on one line: code, levels by edition, who mends it, title."""
    levels = "　".join(f"{edition}年版{level_label(rule, edition)}" for edition in EDITIONS if edition in rule.levels)
    return f"{rule.code}　{rule.title}（{levels}；{rule.fix.label}）"


def _rule(code: str) -> Rule:
    rule = BY_CODE.get(code.upper())
    if rule is None:
        raise CannotProceed(f"没有代号为“{code}”的起草规则，全部规则见 conformance lint --rules")
    return rule


def _sources(arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """The standards to judge: name and text. One that cannot be read is told by the reader of the whole project."""
    if not arguments.files:
        root = arguments.project
        if not (root / "standards").is_dir() or not (root / "checklists").is_dir():
            raise CannotProceed(f"“{root}”不是县项目目录，其中应有 standards/ 和 checklists/，请用 --project 指定。")
        names = document_files(arguments.project)
        texts = ((name, _text(arguments.project / name)) for name in names)
        return [(name, text) for name, text in texts if text is not None]
    sources = []
    for path in arguments.files:
        text = _text(path)
        if text is None:
            raise CannotProceed(f"读不出文件“{path}”，请核对路径，并且存为 UTF-8 编码的文本")
        sources.append((path.as_posix(), text))
    return sources


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode("utf-8")
    except (OSError, UnicodeDecodeError):
        return None


def _mend(sources: Sequence[tuple[str, str]], arguments: argparse.Namespace) -> list[tuple[str, str]]:
    """Write back the files that changed; how many places there were goes to standard error."""
    mended = []
    total = 0
    for name, source in sources:
        text, count = mend_source(source, name)
        if count:
            path = Path(name) if arguments.files else arguments.project / name
            path.write_bytes(text.encode("utf-8"))
        total += count
        mended.append((name, text))
    print(f"已改写 {total} 处。", file=sys.stderr)
    return mended


def _print(faults: list[Diagnostic], form: str, drafting: Drafting) -> None:
    if form == "json":
        print(json.dumps([_record(fault) for fault in faults], ensure_ascii=False, indent=1))
    elif form == "sarif":
        print(sarif(faults, dict(BY_CODE), dict(drafting.editions)))
    else:
        hints = [fault for fault in faults if fault.severity is Severity.NOTE]
        for fault in faults:
            print(f"{fault.sentence}[{fault.code}{'，提示' if fault in hints else ''}]")
        told = f"，其中 {len(hints)} 处是提示" if hints else ""
        print(f"共 {len(faults)} 处问题{told}。" if faults else "没有发现问题。")
        for line in drafting.silenced:
            print(line)


def _order(fault: Diagnostic) -> tuple[str, list[int], str, str]:
    """By file, then by line and column as numbers."""
    file, *numbers = re.split(r":(?=\d+(?::|$))", fault.place)
    return file, [int(number) for number in numbers], fault.code, fault.found


def _record(fault: Diagnostic) -> dict[str, str]:
    return {
        "place": fault.place,
        "code": fault.code,
        "found": fault.found,
        "expected": fault.expected,
        "mend": fault.mend,
        "severity": fault.severity.value,
    }
