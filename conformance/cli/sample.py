"""``conformance sample``: publish the population, draw from it in front of witnesses, and see what changed since."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Any

from conformance.cli.page import page
from conformance.cli.parser import add_format, add_out, add_project
from conformance.cli.project import CountyProject, load_project
from conformance.cli.scoring import find_workbooks
from conformance.errors import CannotProceed
from conformance.evidence.book import EvidenceBook
from conformance.evidence.reader import ReadContext, read_books
from conformance.inspection.draw import METHOD, Draw, draw_sample, join_seed
from conformance.inspection.population import Case, Population, changes_since, make_population, read_population
from conformance.inspection.sampling import STRATUM_TITLES, SamplingPlan, load_plan, most_missed
from conformance.typeset.fonts import read_font_folder

HELP = "抽样：先公布总体清单的摘要，再由双方抽起始数，任何人可以重抽"
EXAMPLE = "conformance sample draw --population out/sample/population.csv --seed 417 902"
POPULATION = "population.csv"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Three steps: publish, draw, compare."""
    steps = parser.add_subparsers(title="步骤", metavar="步骤", required=True, dest="step")
    publish = steps.add_parser("population", help="由填报表的办件台账生成总体清单和公布单", description="生成总体清单")
    publish.add_argument("workbooks", nargs="+", type=Path, metavar="填报表", help="填报表文件，或者装填报表的目录")
    draw = steps.add_parser("draw", help="按起始数抽取样本，印出抽样记录", description="抽取样本")
    _add_population(draw)
    draw.add_argument(
        "--seed", nargs=2, required=True, metavar="数", help="起始数：检查组和被检查部门各抽一个 3 位数字"
    )
    draw.add_argument("--digest", metavar="摘要", help="已经公布的摘要；清单与它不符时不抽（缺省：不核对）")
    draw.add_argument(
        "--by", choices=("部门", "事项", "决定结论"), action="append", help="分层，可写几次（缺省：按抽样方案）"
    )
    compare = steps.add_parser("compare", help="公布以后台账有没有增删改", description="核对总体清单和现在的台账")
    _add_population(compare)
    compare.add_argument("workbooks", nargs="+", type=Path, metavar="填报表", help="现在的填报表或者目录")
    for one in (publish, draw, compare):
        add_project(one)
    for one in (publish, draw):
        add_out(one, "out")
    add_format(compare)


def _add_population(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--population", type=Path, required=True, metavar="文件", help="公布的总体清单 population.csv")


def run(arguments: argparse.Namespace) -> int:
    """0 when done; ``compare`` gives 1 where something changed."""
    status: int = {"population": _publish, "draw": _draw, "compare": _compare}[arguments.step](arguments)
    return status


def _publish(arguments: argparse.Namespace) -> int:
    project = load_project(arguments.project)
    population, unread = _population_of(project, arguments.workbooks)
    folder = arguments.out / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / POPULATION).write_bytes(population.text.encode("utf-8"))
    _print_pages(folder, "commitment", "抽样总体公布单", commitment_facts(project, population, unread))
    print(f"总体 {len(population.cases)} 件，剔除 {len(population.exclusions)} 行，清单在 {folder / POPULATION}")
    for reason, count in sorted(Counter(one.reason.value for one in population.exclusions).items()):
        print(f"  剔除：{reason} {count} 行")
    for book in unread:
        print(f"  没有收录：{book.file_name} 读不出来，请用 conformance check 查明")
    print(f"请先公布这个摘要，再抽起始数：{population.sha256}")
    return 0


def _draw(arguments: argparse.Namespace) -> int:
    population = _published(arguments.population)
    if arguments.digest is not None and arguments.digest.lower() != population.sha256:
        raise CannotProceed(
            f"“{arguments.population}”的摘要是 {population.sha256}，与公布的 {arguments.digest} 不符："
            "清单在公布以后改动过，请用 conformance sample compare 找出改动，说明原因后重新公布。"
        )
    project, plan = load_project(arguments.project), load_plan(arguments.project)
    if arguments.by:
        plan = _stratified(plan, arguments.by)
    draw = draw_sample(population, join_seed(*arguments.seed), plan)
    folder = arguments.out / "sample"
    folder.mkdir(parents=True, exist_ok=True)
    text = json.dumps(draw_record(draw), ensure_ascii=False, indent=1) + "\n"
    (folder / "sample.json").write_text(text, encoding="utf-8")
    facts = protocol_facts(project, draw, plan, arguments.seed, str(arguments.population))
    _print_pages(folder, "protocol", "抽样记录", facts)
    print(f"从 {draw.population} 件中抽出 {len(draw.sample)} 件，抽样记录在 {folder / 'protocol.pdf'}")
    return 0


def _compare(arguments: argparse.Namespace) -> int:
    published = _published(arguments.population)
    changes = changes_since(published, _population_of(load_project(arguments.project), arguments.workbooks)[0])
    if arguments.format == "json":
        print(
            json.dumps(
                [{"id": one.id, "change": one.word, "detail": one.detail} for one in changes], ensure_ascii=False
            )
        )
    else:
        for change in changes:
            print(f"{change.id}：{change.word}{'，' + change.detail if change.detail else ''}")
        print(f"共 {len(changes)} 处改动。" if changes else "总体清单与现在的台账一致。")
    return 1 if changes else 0


def _population_of(project: CountyProject, workbooks: Sequence[Path]) -> tuple[Population, tuple[EvidenceBook, ...]]:
    """The population, and the books that could not be read and so give no case."""
    books = read_books(find_workbooks(workbooks), ReadContext(project.tables, project.calendar, project.past_editions))
    population = make_population(books, project.acceptance.period_from, project.acceptance.period_to)
    return population, tuple(book for book in books if not book.readable)


def _published(path: Path) -> Population:
    try:
        return read_population(path.read_bytes(), str(path))
    except OSError as fault:
        raise CannotProceed(f"没有总体清单“{path}”，请先用 conformance sample population 生成。") from fault


def _stratified(plan: SamplingPlan, titles: Sequence[str]) -> SamplingPlan:
    names = {title: name for name, title in STRATUM_TITLES.items()}
    return SamplingPlan(
        all_below=plan.all_below,
        sizes=plan.sizes,
        strata=tuple(dict.fromkeys(names[title] for title in titles)),
        least_per_stratum=plan.least_per_stratum,
        confidence=plan.confidence,
    )


def draw_record(draw: Draw) -> dict[str, Any]:
    """A draw as JSON: everything that another program needs to draw again and to follow each case."""
    return {
        "method": METHOD,
        "seed": draw.seed,
        "population_sha256": draw.population_sha256,
        "population": draw.population,
        "strata_by": list(draw.strata_by),
        "least_per_stratum": draw.least_per_stratum,
        "size": draw.wanted.size,
        "allowed": draw.wanted.allowed,
        "strata": [
            {
                "values": list(stratum.values),
                "size": stratum.size,
                "sample": [_case_record(case) for case in stratum.sample],
                "substitutes": [_case_record(case) for case in stratum.substitutes],
            }
            for stratum in draw.strata
        ],
    }


def _case_record(case: Case) -> dict[str, str]:
    return {
        "department": case.department,
        "case_number": case.case_number,
        "item_code": case.item_code,
        "decision": case.decision,
        "decided_on": case.decided_on.isoformat(),
    }


def commitment_facts(project: CountyProject, population: Population, unread: Sequence[EvidenceBook]) -> dict[str, Any]:
    """What the sheet says that is published before the seed is drawn."""
    return {
        "project": project,
        "population": population,
        "unread": unread,
        "departments": sorted(Counter(case.department for case in population.cases).items()),
        "reasons": sorted(Counter(one.reason.value for one in population.exclusions).items()),
    }


def protocol_facts(
    project: CountyProject, draw: Draw, plan: SamplingPlan, seed: Sequence[str], population_file: str
) -> dict[str, Any]:
    """What the protocol says that both sides sign."""
    by = [STRATUM_TITLES[name] for name in draw.strata_by]
    headings = ["事项编码" if title == "事项" else title for title in by]
    arguments = [Path(population_file).name, draw.seed, ",".join(headings) or "不分层"]
    organs = {code: organ.title for code, organ in project.organs.items()}
    titles = {item.code: item.full_title for item in project.items}
    missed = most_missed(draw.population, len(draw.sample), plan.confidence)
    return {
        "project": project,
        "draw": draw,
        "method": METHOD,
        "seed": seed,
        "by": by,
        "command": f"python tools/redraw.py {' '.join(arguments)} {draw.wanted.size} {draw.least_per_stratum}",
        "missed": missed,
        "missed_share": f"{missed * 100 / draw.population:.1f}%",
        "confidence": f"{float(plan.confidence * 100):g}%",
        "titles": titles,
        "names": lambda stratum: "　".join(_named(value, organs, titles) for value in stratum.values) or "不分层",
    }


def _named(value: str, organs: Mapping[str, str], titles: Mapping[str, str]) -> str:
    return organs.get(value) or titles.get(value) or value or "（空白）"


def _print_pages(folder: Path, name: str, title: str, facts: dict[str, Any]) -> None:
    from conformance.typeset.pdf import render_pdf  # WeasyPrint takes half a second to import

    body = page(f"sampling_{name}.html.j2", **facts)
    css = files("conformance.cli").joinpath("sampling.css").read_text(encoding="utf-8")
    (folder / f"{name}.pdf").write_bytes(render_pdf(body, [css], title=title, fonts=read_font_folder()).pdf)
