"""One Guide, several kinds of workbook (填报类别): each with its own tables, clauses and weights, all from data."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from conformance.checklist.table import tables_of
from conformance.cli.project import CountyProject, load_project
from conformance.terms import Aspect, BookKind

PROJECT = Path(__file__).parents[2]
HALL = ("窗口", "人员", "制度文件", "咨询记录", "投诉记录", "评价", "场所设施")


@pytest.fixture(scope="module")
def project() -> CountyProject:
    return load_project(PROJECT)


@pytest.mark.parametrize(
    ("kind", "titles"),
    [
        (BookKind.CENTRE, (*HALL[:5], "监督检查", *HALL[5:])),
        (BookKind.BRANCH, HALL),
        (BookKind.TOWNSHIP, HALL),
        (BookKind.OTHER_ITEMS, ("事项清单", "申请材料", "流程环节", "审查细则", "服务指南", "办件台账")),
    ],
)
def test_each_kind_has_its_own_tables(project: CountyProject, kind: BookKind, titles: tuple[str, ...]) -> None:
    assert tuple(table.title for table in tables_of(project.tables, kind)) == titles


def test_a_branch_is_held_to_the_standard_of_the_centre_but_does_not_supervise(project: CountyProject) -> None:
    centre, branch = (
        {item.clause.id for item in project.checklist.of(kind)} for kind in (BookKind.CENTRE, BookKind.BRANCH)
    )
    assert centre - branch == {"G-4.4.4", "G-6.1.2", "G-6.1.3", "G-6.1.8", "G-6.1.9", "L-61"}
    assert branch <= centre


def test_a_township_is_not_asked_for_what_only_a_large_hall_has(project: CountyProject) -> None:
    branch, township = (
        {item.clause.id for item in project.checklist.of(kind)} for kind in (BookKind.BRANCH, BookKind.TOWNSHIP)
    )
    assert branch - township == {"G-5.2.1", "G-5.2.4", "G-5.3.5", "G-6.2.3"}


def test_other_items_follow_the_guide_by_analogy_and_no_article_of_the_licensing_law(project: CountyProject) -> None:
    clauses = [item.clause for item in project.checklist.of(BookKind.OTHER_ITEMS)]
    assert clauses and not [clause.id for clause in clauses if clause.law]
    assert {clause.aspect for clause in clauses} == set(Aspect)


def test_a_weight_may_differ_for_a_kind_and_the_others_keep_theirs(project: CountyProject) -> None:
    weights = {
        kind: next(item.rule.weight for item in project.checklist.of(kind) if item.clause.id == "G-5.2.3" and item.rule)
        for kind in (BookKind.CENTRE, BookKind.BRANCH, BookKind.TOWNSHIP)
    }
    assert weights == {BookKind.CENTRE: Fraction(4), BookKind.BRANCH: Fraction(4), BookKind.TOWNSHIP: Fraction(6)}


def test_every_kind_is_scored_on_something_in_the_round(project: CountyProject) -> None:
    for kind in BookKind:
        items = [item for item in project.checklist.of(kind) if item.rule is not None and item.rule.weight]
        assert items, kind.label


def test_who_fills_in_which_workbook_stands_with_the_organs(project: CountyProject) -> None:
    kinds = {code: project.kind_of(code) for code in ("GH", "ZX", "FCA", "KMJ", "XBX", "BB")}
    assert kinds == {
        "GH": BookKind.DEPARTMENT,
        "ZX": BookKind.CENTRE,
        "FCA": BookKind.BRANCH,
        "KMJ": BookKind.TOWNSHIP,
        "XBX": BookKind.TOWNSHIP,
        "BB": BookKind.COUNTY_BODY,
    }
    assert set(kinds) <= set(project.assessed) and "SF" not in project.assessed
