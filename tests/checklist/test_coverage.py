"""What nobody implements or decides is found, and the figures agree with what is there."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.checklist.acceptance import load_acceptance
from conformance.checklist.check import load_checks
from conformance.checklist.checklist import make_checklist
from conformance.checklist.coverage import Coverage, GapKind, implementation_faults, make_coverage
from conformance.checklist.guide import load_guide
from conformance.checklist.inventory import take_inventory
from conformance.clauses.reader import read_standards
from conformance.clauses.system import load_system
from conformance.clauses.table import ClauseTable
from conformance.terms import Force
from tests.sphinxext.small_county import make_project

ROOT = Path(__file__).parents[2]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def coverage_of(project: Path) -> Coverage:
    guide, checks = load_guide(project), load_checks(project)
    system, _ = load_system(project)
    assert system is not None
    checklist = make_checklist(guide, checks, load_acceptance(ROOT, guide))
    return make_coverage(checklist, checks, system, read_standards(project)[0])


def replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, old
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_it_works(project: Path) -> None:
    coverage = coverage_of(project)
    row = next(row for row in coverage.rows if row.clause.id == "G-3.2.2")
    assert [clause.id for clause in row.implemented_by] == ["acceptance-slip"]
    assert row.checks == ("accepted-has-slip",)
    assert (row.decision, row.decided) == ("数据核查", True)


def test_shall_clauses_that_no_standard_implements_are_gaps_and_others_are_not(project: Path) -> None:
    coverage = coverage_of(project)
    shall = {row.clause.id for row in coverage.rows if row.clause.force.label == "应"}
    gaps = coverage.gaps_of(GapKind.NOT_IMPLEMENTED)
    assert {gap.place.removeprefix("核查条目 ") for gap in gaps} == shall - {"G-3.2.2", "G-3.2.3", "L-32.6"}
    assert gaps[0].sentence == (
        "核查条目 G-2.1.1：“统一制定清单”没有标准条款落实；请在标准中写出落实它的条款，并在 implements 中写明。"
    )


def test_a_clause_is_decided_by_a_check_by_a_judgement_or_where_it_is_counted(project: Path) -> None:
    rows = {row.clause.id: row for row in coverage_of(project).rows}
    undecided = {gap.place.removeprefix("核查条目 ") for gap in coverage_of(project).gaps_of(GapKind.NOT_DECIDED)}
    # Judged by a person alone; counted at G-3.5.2, which has a check; in no round and without a check.
    assert (rows["G-5.1.3"].checks, rows["G-5.1.3"].decided) == ((), True)
    assert (rows["G-6.1.5"].decision, rows["G-6.1.5"].decided) == ("在 G-3.5.2 计分", True)
    assert (rows["L-55"].decision, rows["L-55"].decided) == ("未纳入本轮", False)
    assert "L-55" in undecided
    assert not undecided & {"G-5.1.3", "G-6.1.5"}


def test_a_standard_that_is_not_there_and_one_without_a_slot_are_gaps(project: Path) -> None:
    assert [gap.code for gap in coverage_of(project).gaps if gap.code.startswith("coverage-document")] == []
    replace_once(project / "standards/system.yaml", "standards/support/archive.md", "standards/support/files.md")
    gaps = [gap for gap in coverage_of(project).gaps if gap.code.startswith("coverage-document")]
    assert [gap.sentence for gap in gaps] == [
        "standards/system.yaml：位置 301.1“档案管理规范”的标准 standards/support/files.md 没有或者不能读"
        "；请补上该标准，或者把 document 写成 null。",
        "standards/support/archive.md:1：标准“档案管理规范”不在标准体系表中"
        "；请在 standards/system.yaml 的一个位置写明这个文件。",
    ]


def test_a_check_that_no_clause_leads_to_is_a_gap_until_one_names_it(project: Path) -> None:
    gaps = coverage_of(project).gaps_of(GapKind.CHECK_WITHOUT_CLAUSE)
    assert [gap.place for gap in gaps] == ["checklists/guide-2016/checks/ab-posts-differ.md"]
    page = project / "standards/support/archive.md"
    replace_once(page, ":::{clause} archive-copy\n", ":::{clause} archive-copy\n:checked_by: ab-posts-differ\n")
    assert coverage_of(project).gaps_of(GapKind.CHECK_WITHOUT_CLAUSE) == ()


def test_the_figures_count_slots_clauses_characters_and_chapters(project: Path) -> None:
    system, _ = load_system(project)
    assert system is not None
    sources = ["---\ntitle: 不计\n---\n# 归档\n\n:::{clause} one\n中心宜保存 2 份。\n:::\n"]
    figures = take_inventory(coverage_of(project), load_guide(project), system, read_standards(project)[0], sources)
    assert [(one.title, one.planned, one.present) for one in figures.subsystems] == [
        ("服务提供", 1, 1),
        ("服务保障", 2, 1),
    ]
    assert (figures.planned, figures.present, figures.documents) == (3, 2, 2)
    assert {kind.label: count for kind, count in figures.clauses} == {"要求": 3, "推荐": 1, "允许": 0, "陈述": 0}
    assert figures.words == len("归档中心宜保存份")
    assert [one.title for one in figures.chapters][1::4] == [
        "第3章 行政许可流程管理规范",
        "《中华人民共和国行政许可法》",
    ]
    assert (figures.total.clauses, figures.total.implemented, figures.total.shall_implemented) == (160, 3, 3)


@pytest.mark.parametrize("clause", ["G-2.1.1", "G-3.2.2", "L-32.6"])
def test_lint_tells_a_shall_clause_without_a_standard_at_its_line(clause: str) -> None:
    guide, table = load_guide(ROOT), read_standards(ROOT)[0]
    clauses = tuple(replace(one, implements=tuple(set(one.implements) - {clause})) for one in table.clauses)
    (fault,) = implementation_faults(ROOT, guide, ClauseTable(table.documents, clauses))
    file, line = fault.place.rsplit(":", 1)
    assert f"id: {clause}" in (ROOT / file).read_text(encoding="utf-8").splitlines()[int(line) - 1]
    assert f"{clause}“{guide.by_id[clause].title}”没有标准条款落实" in fault.found


def test_lint_is_silent_where_every_shall_clause_is_implemented() -> None:
    guide, table = load_guide(ROOT), read_standards(ROOT)[0]
    assert list(implementation_faults(ROOT, guide, table)) == []


@pytest.mark.parametrize("force", [Force.SHOULD, Force.MAY])
def test_lint_asks_nothing_of_what_is_no_requirement(force: Force) -> None:
    guide = load_guide(ROOT)
    weaker = replace(guide, clauses=tuple(replace(one, force=force) for one in guide.clauses))
    assert list(implementation_faults(ROOT, weaker, ClauseTable((), ()))) == []
