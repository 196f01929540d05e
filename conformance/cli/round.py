"""``conformance round``: pin a round, compare rounds, order rectification and follow it, explain a re-scoring."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from conformance.checklist.calendar import load_calendar
from conformance.checklist.guide import load_guide
from conformance.cli.parser import add_format, add_project
from conformance.cli.project import CALENDAR_FOLDER, load_project
from conformance.cli.scoring import find_workbooks
from conformance.cli.site_forms import (
    Collection,
    collect,
    make_forms,
    organisations,
    write_forms,
    write_judgements,
)
from conformance.errors import CannotProceed
from conformance.inspection.explanation import SCALED, explain
from conformance.inspection.fate import TracedFinding, trace_findings
from conformance.inspection.rectification import Nonconformity, order_rectification, unjudged
from conformance.inspection.rectification_book import read_rectification, rectification_book
from conformance.inspection.results import RoundResults, read_results
from conformance.inspection.round import EDITION_TITLES, Decision, Round, read_round, round_text
from conformance.inspection.site_form import Dispute, verdict_words
from conformance.items.organ import load_organs
from conformance.scores.grading import shown
from conformance.terms import FindingFate, RectificationState

HELP = "检查轮次：锁定依据、现场检查记录和异议、比较两轮、下达和跟踪整改、说明换一版规则后分数为什么不同"
EXAMPLE = "conformance round compare out/mid out/final"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The steps of a round."""
    steps = parser.add_subparsers(title="步骤", metavar="步骤", required=True, dest="step")
    pin = steps.add_parser("pin", help="锁定本轮依据的各版文件", description="锁定本轮依据的各版文件")
    pin.add_argument("file", type=Path, metavar="轮次文件", help="写到这里，例如 rounds/2017-final.yaml")
    pin.add_argument("--on", type=_day, required=True, metavar="日期", help="锁定日，例如 2017-12-01")
    decide = steps.add_parser("decide", help="记下决定，改用现在的文件", description="记下决定，改用现在的文件")
    decide.add_argument("file", type=Path, metavar="轮次文件", help="锁定时写的文件")
    decide.add_argument("--on", type=_day, required=True, metavar="日期", help="决定日")
    decide.add_argument("--author", required=True, metavar="岗位", help="决定人的岗位，不写姓名")
    decide.add_argument("--organisation", required=True, metavar="代码", help="决定人所在单位的代码")
    decide.add_argument("--reason", required=True, metavar="理由", help="为什么改")
    compare = steps.add_parser("compare", help="每个问题已整改、仍存在、再次出现还是新出现", description="比较各轮")
    compare.add_argument("results", nargs="+", type=Path, metavar="结果目录", help="各轮 score 的结果目录，由早到晚")
    rescore = steps.add_parser("explain", help="两份结果的分差，逐条说明原因", description="说明分差")
    rescore.add_argument("before", type=Path, metavar="结果目录", help="原来的结果")
    rescore.add_argument("after", type=Path, metavar="结果目录", help="换一版规则、标准或者填报表以后的结果")
    forms = steps.add_parser(
        "forms", help="各部门的现场检查记录表和异议表（xlsx、docx、pdf）", description="写现场检查记录表"
    )
    forms.add_argument("results", type=Path, metavar="结果目录", help="本轮 score 的结果目录")
    _add_sample(forms)
    forms.add_argument("--department", nargs="+", metavar="代码", help="只写这几个部门的（缺省：全部）")
    forms.add_argument("--out", type=Path, required=True, metavar="目录", help="记录表写到这里")
    back = steps.add_parser("collect", help="读回记录表和异议表，汇成判定文件", description="读回记录表和异议表")
    back.add_argument("filled", nargs="+", type=Path, metavar="填好的表", help="填好的 xlsx，或者装它们的目录")
    back.add_argument("--results", type=Path, required=True, metavar="结果目录", help="发表时所用的 score 的结果目录")
    _add_sample(back)
    back.add_argument("--out", type=Path, required=True, metavar="目录", help="判定文件写到这里")
    rectify = steps.add_parser("rectify", help="下达整改清单（xlsx）", description="下达整改清单")
    _add_issue(rectify)
    rectify.add_argument("--out", type=Path, required=True, metavar="文件", help="整改清单写到这里")
    follow = steps.add_parser("follow", help="读回整改清单：谁没答复、谁逾期、谁已销号", description="读回整改清单")
    follow.add_argument("list", type=Path, metavar="整改清单", help="填写后的整改清单（xlsx）")
    _add_issue(follow)
    follow.add_argument("--as-of", type=_day, required=True, metavar="日期", help="按这一天判断是否逾期")
    for one in (pin, decide, forms, back, rectify, follow):
        add_project(one)
    for one in (compare, rescore, follow):
        add_format(one)


def _add_sample(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--sample", type=Path, metavar="文件", help="抽样结果 sample.json（缺省：没有抽样案卷）")


def _add_issue(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("results", type=Path, metavar="结果目录", help="本轮 score 的结果目录")
    parser.add_argument("--issued-on", type=_day, required=True, metavar="日期", help="下达日，次日起算")
    parser.add_argument("--days", type=int, default=20, metavar="数", help="限期，工作日（缺省：20）")


def _day(text: str) -> date:
    return date.fromisoformat(text)


def run(arguments: argparse.Namespace) -> int:
    """Each step gives its own exit status."""
    steps = {
        "pin": _pin,
        "decide": _decide,
        "compare": _compare,
        "explain": _explain,
        "forms": _forms,
        "collect": _collect,
        "rectify": _rectify,
        "follow": _follow,
    }
    return steps[arguments.step](arguments)


def _pin(arguments: argparse.Namespace) -> int:
    if arguments.file.exists():
        raise CannotProceed(f"“{arguments.file}”已经有了：轮次锁定以后只能用 conformance round decide 追加决定。")
    project = load_project(arguments.project)
    arguments.file.parent.mkdir(parents=True, exist_ok=True)
    pinned = Round(project.acceptance.round, arguments.on, project.editions, ())
    arguments.file.write_text(round_text(pinned), encoding="utf-8")
    print(f"已锁定“{pinned.title}”：{arguments.file}")
    return 0


def _decide(arguments: argparse.Namespace) -> int:
    project = load_project(arguments.project)
    known = read_round(arguments.file, arguments.project)
    if arguments.organisation not in project.organs:
        raise CannotProceed(f"没有代码为“{arguments.organisation}”的机构，请查 standards/organs.yaml。")
    changed = known.differences(project.editions)
    if not changed:
        print("各版文件都没有改动，不需要决定。")
        return 0
    new = {name: project.editions[name] for name in changed}
    decision = Decision(arguments.on, arguments.author, arguments.organisation, arguments.reason, new)
    decided = replace(known, decisions=(*known.decisions, decision))
    arguments.file.write_text(round_text(decided), encoding="utf-8")
    print(f"已记下决定，改用新版的{'、'.join(EDITION_TITLES[name] for name in changed)}。")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    if len(arguments.results) < 2:
        raise CannotProceed("请给出两轮以上的结果目录，由早到晚。")
    traced = trace_findings([read_results(folder) for folder in arguments.results])
    if arguments.format == "json":
        print(json.dumps([_traced_record(one) for one in traced], ensure_ascii=False, indent=1))
    else:
        counts = Counter(one.fate for one in traced)
        print("，".join(f"{fate.label} {counts[fate]} 个" for fate in FindingFate if counts[fate]) or "两轮都没有问题")
        for one in traced:
            told = f"{one.fate.label}（{one.first_seen}发现）{one.finding.message}{_fewer(one)}"
            print(f"{one.finding.department:<4} {told}")
    return 1 if any(one.fate is not FindingFate.MENDED for one in traced) else 0


def _fewer(one: TracedFinding) -> str:
    """A row that was deleted breaks nothing any more."""
    if one.fewer is None:
        return ""
    return f"（本轮这项核查只有 {one.fewer[1]} 行，上一轮有 {one.fewer[0]} 行，请核对该行是改正了还是删去了）"


def _traced_record(one: TracedFinding) -> dict[str, object]:
    finding = one.finding
    return {
        "department": finding.department,
        "clause": finding.clause,
        "check": finding.check,
        "key": finding.key,
        "fate": one.fate.value,
        "first_seen": one.first_seen,
        "message": finding.message,
        "rows_before": one.fewer[0] if one.fewer else None,
        "rows_now": one.fewer[1] if one.fewer else None,
    }


def _explain(arguments: argparse.Namespace) -> int:
    before, after = read_results(arguments.before), read_results(arguments.after)
    records = [record for code in sorted(before.departments) if (record := _difference(before, after, code))]
    if arguments.format == "json":
        print(json.dumps(records, ensure_ascii=False, indent=1))
        return 0
    changed = [title for name, title in EDITION_TITLES.items() if before.editions.get(name) != after.editions.get(name)]
    print(f"依据不同的有：{'、'.join(changed)}。" if changed else "依据的各版文件相同。")
    for record in records:
        _print_difference(record)
    return 0


def _print_difference(record: dict[str, Any]) -> None:
    """The clauses that differ by themselves; those that only share an aspect with them are told in one line."""
    print(f"{record['department']:<4} {record['before']} → {record['after']} 分")
    scaled = [clause for clause in record["clauses"] if all(one.startswith(SCALED) for one in clause["causes"])]
    for clause in record["clauses"]:
        if clause not in scaled:
            causes = "；".join(clause["causes"])
            print(f"     {clause['clause']} {clause['title']}：{clause['before']} → {clause['after']}，{causes}")
    if scaled:
        change = sum((Fraction(one["difference"]) for one in scaled), Fraction(0))
        print(f"     另有 {len(scaled)} 条只因同一方面的权重改变而折算不同，合计 {shown(change)} 分")


def _difference(before: RoundResults, after: RoundResults, code: str) -> dict[str, Any] | None:
    old, new = before.departments[code], after.departments.get(code)
    if new is None or old.total == new.total:
        return None
    return {
        "department": code,
        "before": shown(old.total),
        "after": shown(new.total),
        "clauses": [
            {
                "clause": one.clause,
                "title": one.title,
                "before": shown(one.before),
                "after": shown(one.after),
                "difference": str(one.after - one.before),
                "causes": list(one.causes),
            }
            for one in explain(old, new)
        ],
    }


def _forms(arguments: argparse.Namespace) -> int:
    results = read_results(arguments.results)
    forms = make_forms(load_project(arguments.project), results, arguments.sample)
    codes = arguments.department or list(forms)
    if unknown := [code for code in codes if code not in forms]:
        raise CannotProceed(f"“{arguments.results}”里没有 {'、'.join(unknown)} 的结果，有：{'、'.join(forms)}。")
    chosen = {code: forms[code] for code in codes}
    for path in write_forms(chosen, results, arguments.out):
        print(path)
    return 0


def _collect(arguments: argparse.Namespace) -> int:
    project, results = load_project(arguments.project), read_results(arguments.results)
    forms = make_forms(project, results, arguments.sample)
    collection = collect(find_workbooks(arguments.filled), project, forms, results)
    disputes = write_judgements(collection, project, forms, results, arguments.out)
    names = organisations(project)
    for code in collection.departments:
        _print_collected(code, collection, disputes.get(code, ()), names)
    for file, problem in collection.problems:
        print(f"须改正  {file} {problem.sentence}")
    open_objections = sum(one.answer is None for lines in collection.contested.values() for one in lines)
    return 1 if collection.problems or disputes or open_objections else 0


def _print_collected(code: str, collection: Collection, disputes: Sequence[Dispute], names: Mapping[str, str]) -> None:
    forms, contested = collection.filled.get(code, []), collection.contested.get(code, [])
    cases = [case for form in forms for case in form.cases]
    wrong = [case for case in cases if case.has_problem]
    told = [f"记录表 {len(forms)} 份，判定 {len(collection.judgements(code))} 条"]
    told += [f"看了案卷 {len(cases)} 卷，有问题 {len(wrong)} 卷"] if cases else []
    told += [f"异议 {len(contested)} 条，待答复 {sum(one.answer is None for one in contested)} 条"] if contested else []
    print(f"{code:<4} {'；'.join(told)}")
    for case in wrong:
        print(f"     案卷 {case.case_number}：{case.remark}")
    for dispute in disputes:
        print(f"     分歧 {dispute.clause}，待第三人裁定：")
        for judgement in dispute.judgements:
            print(f"       {verdict_words(judgement, names)}")
    for one in contested:
        if one.answer is None:
            print(f"     待答复 {one.line.number}：{one.objection.grounds}")


def _issued(arguments: argparse.Namespace) -> tuple[RoundResults, tuple[Nonconformity, ...]]:
    results = read_results(arguments.results)
    calendar = load_calendar(arguments.project / CALENDAR_FOLDER)
    guide = load_guide(arguments.project)
    lines = order_rectification(results, guide, calendar, issued_on=arguments.issued_on, working_days=arguments.days)
    return results, lines


def _rectify(arguments: argparse.Namespace) -> int:
    results, lines = _issued(arguments)
    arguments.out.parent.mkdir(parents=True, exist_ok=True)
    arguments.out.write_bytes(rectification_book(lines, round_title=results.name))
    due = f"，期限 {lines[0].due_on.isoformat()}" if lines else ""
    print(f"{arguments.out}：{len(lines)} 项{due}")
    if left := unjudged(results):
        named = "、".join(f"{code} {count}" for code, count in left.items())
        print(f"另有 {sum(left.values())} 条未检查，不列入整改，请先检查判定：{named}")
    return 0


def _follow(arguments: argparse.Namespace) -> int:
    _, lines = _issued(arguments)
    try:
        content = arguments.list.read_bytes()
    except OSError as fault:
        raise CannotProceed(f"没有整改清单“{arguments.list}”，请核对路径。") from fault
    organs = {code: organ.title for code, organ in load_organs(arguments.project).items()}
    answers, problems = read_rectification(content, lines, organs)
    states = [(one, one.state_on(arguments.as_of)) for one in answers]
    if arguments.format == "json":
        record = {
            "lines": [{"number": one.nonconformity.number, "state": state.value} for one, state in states],
            "problems": [problem.sentence for problem in problems],
        }
        print(json.dumps(record, ensure_ascii=False, indent=1))
    else:
        _print_states([state for _, state in states])
        for problem in problems:
            print(f"须改正  {problem.sentence}")
        for one, state in states:
            if state is RectificationState.OVERDUE:
                line = one.nonconformity
                print(
                    f"逾期  {line.number} {line.department_title}：{line.clause_title}，期限 {line.due_on.isoformat()}"
                )
    done = all(state is RectificationState.CLOSED for _, state in states)
    return 0 if done and not problems else 1


def _print_states(states: Sequence[RectificationState]) -> None:
    counts = Counter(states)
    print(
        "，".join(f"{state.label} {counts[state]} 项" for state in RectificationState if counts[state]) or "没有整改项"
    )
