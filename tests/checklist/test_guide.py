"""The Guide and the law as shipped, and what is said of faulty ones."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from conformance.checklist.guide import FOLDER, Guide, load_guide, read_guide
from conformance.errors import CannotProceed
from conformance.terms import Aspect, BookKind, Force, Method

PROJECT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def guide() -> Guide:
    return load_guide(PROJECT)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    for name in ("guide.yaml", "law.yaml", "guide.schema.json"):
        shutil.copy(PROJECT / FOLDER / name, folder / name)
    return tmp_path


def replace_once(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count(old) >= 1, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_the_guide_has_123_clauses_numbered_without_a_gap(guide: Guide) -> None:
    ids = [clause.id for clause in guide.clauses if not clause.law]
    sections = {
        "2.1": 11, "2.2": 5, "2.3": 6,
        "3.1": 4, "3.2": 8, "3.3": 5, "3.4": 5, "3.5": 4, "3.6": 4, "3.7": 4,
        "4.1": 8, "4.2": 10, "4.3": 5, "4.4": 4,
        "5.1": 7, "5.2": 4, "5.3": 5, "5.4": 8,
        "6.1": 10, "6.2": 6,
    }  # fmt: skip
    assert sum(sections.values()) == 123
    assert ids == [f"G-{section}.{n}" for section, count in sections.items() for n in range(1, count + 1)]


def test_each_combined_row_of_the_law_is_several_clauses(guide: Guide) -> None:
    ids = [clause.id.removeprefix("L-") for clause in guide.clauses if clause.law]
    assert " ".join(ids) == (
        "5 14 15 16 17 24 26 29 30 31 32.1 32.3 32.4 32.6 33 34.2 34.3 36 38 39 40 "
        "42.1 42.2 42.3 42.4 43 44 45 47 48 50 55 57 58 59 61 72"
    )
    assert {clause.certainty for clause in guide.clauses if clause.law} == {"A"}


def test_89_clauses_are_decided_by_data_26_by_both_and_8_by_people(guide: Guide) -> None:
    methods = Counter(clause.method for clause in guide.clauses if not clause.law)
    assert methods == {Method.MACHINE: 89, Method.BOTH: 26, Method.JUDGEMENT: 8}


def test_every_aspect_is_a_chapter_and_has_clauses(guide: Guide) -> None:
    assert dict(guide.aspects) == {
        Aspect.ITEMS: 2, Aspect.PROCESS: 3, Aspect.SERVICE: 4, Aspect.PREMISES: 5, Aspect.SUPERVISION: 6,
    }  # fmt: skip
    counts = Counter(clause.aspect for clause in guide.clauses if not clause.law)
    assert [counts[aspect] for aspect in guide.aspects] == [22, 34, 27, 24, 16]
    assert guide.chapters[3] == "行政许可流程管理规范"


HALLS = (BookKind.CENTRE, BookKind.BRANCH, BookKind.TOWNSHIP)


@pytest.mark.parametrize(
    ("clause", "force", "method", "certainty", "sources", "applies_to"),
    [
        ("G-2.1.2", Force.SHALL, Method.BOTH, "A", ("S01",), (BookKind.COUNTY_BODY,)),
        ("G-2.3.1", Force.SHALL, Method.BOTH, "A", ("S01", "S06"), (BookKind.COUNTY_BODY,)),
        ("G-3.2.8", Force.SHOULD, Method.MACHINE, "B", ("S08",), (BookKind.DEPARTMENT,)),
        ("G-3.5.2", Force.SHALL, Method.MACHINE, "A", ("S01",), (BookKind.DEPARTMENT, BookKind.OTHER_ITEMS)),
        ("G-4.3.1", Force.SHALL, Method.MACHINE, "A", ("S01",), HALLS),
        ("G-5.1.3", Force.SHALL, Method.JUDGEMENT, "A", ("S01",), HALLS),
        ("G-5.3.2", Force.SHALL, Method.MACHINE, "A", ("S01",), (BookKind.DEPARTMENT, *HALLS)),
        ("G-5.4.7", Force.SHALL, Method.JUDGEMENT, "C", (), (BookKind.DEPARTMENT,)),
        ("G-6.1.9", Force.SHALL, Method.MACHINE, "A", ("S01",), (BookKind.CENTRE, BookKind.COUNTY_BODY)),
        ("G-6.2.6", Force.SHALL, Method.BOTH, "A", ("S01",), (BookKind.COUNTY_BODY,)),
        ("L-42.1", Force.SHALL, Method.MACHINE, "A", ("S16",), (BookKind.DEPARTMENT,)),
        ("L-61", Force.SHALL, Method.MACHINE, "A", ("S16",), (BookKind.CENTRE, BookKind.COUNTY_BODY)),
    ],
)
def test_single_clauses(
    guide: Guide, clause: str, force: Force, method: Method, certainty: str, sources: tuple[str, ...],
    applies_to: tuple[BookKind, ...],
) -> None:  # fmt: skip
    found = guide.by_id[clause]
    assert (found.force, found.method, found.certainty, found.sources) == (force, method, certainty, sources)
    assert found.applies_to == applies_to


def test_only_one_clause_is_a_permission_and_few_are_recommendations(guide: Guide) -> None:
    assert [clause.id for clause in guide.clauses if clause.force is Force.MAY] == ["G-6.2.3"]
    assert [clause.id for clause in guide.clauses if clause.force is Force.SHOULD] == [
        "G-3.2.8", "G-3.6.3", "G-3.6.4", "G-4.2.3", "G-4.3.5", "G-4.4.4", "G-5.1.6", "G-5.2.4", "G-5.3.5",
    ]  # fmt: skip


def test_a_fact_that_several_clauses_name_is_counted_at_one(guide: Guide) -> None:
    assert {clause.id: clause.counted_at for clause in guide.clauses if clause.counted_at} == {
        "G-3.2.5": "G-3.2.6",
        "G-3.5.3": "L-42.2",
        "G-4.2.7": "G-2.2.5",
        "G-5.4.3": "G-3.4.5",
        "G-6.1.5": "G-3.5.2",
        "L-5": "G-3.4.5",
        "L-14": "L-17",
        "L-32.6": "G-3.2.2",
        "L-34.2": "G-3.5.4",
        "L-40": "G-3.4.5",
        "L-59": "G-4.2.10",
    }
    assert [clause.id for clause in guide.repeated_by("G-3.4.5")] == ["G-5.4.3", "L-5", "L-40"]


def test_a_clause_is_counted_where_all_whom_it_binds_are_scored(guide: Guide) -> None:
    for clause in guide.clauses:
        if clause.counted_at:
            assert set(clause.applies_to) <= set(guide.by_id[clause.counted_at].applies_to), clause.id


def test_three_articles_read_differently_from_2019_on(guide: Guide) -> None:
    assert [clause.id for clause in guide.clauses if len(clause.texts) > 1] == ["L-5", "L-31", "L-72"]
    clause = guide.by_id["L-31"]
    before, after = clause.text_on(date(2019, 4, 22)), clause.text_on(date(2019, 4, 23))
    assert "转让技术" not in before and "转让技术" in after
    assert clause.text_on(date(2017, 6, 1)) == before == clause.text
    assert clause.text_on(date(2004, 6, 30)) == ""
    assert guide.by_id["G-3.5.2"].text_on(date(2017, 6, 1)) == "实际用时不超过承诺时限"


def test_the_text_of_a_law_is_the_one_of_2017(guide: Guide) -> None:
    assert all(clause.text == clause.text_on(date(2017, 6, 1)) for clause in guide.clauses)
    assert [(one.edition, one.withdrawn_on) for one in guide.laws[0].editions] == [
        ("2003", date(2019, 4, 22)), ("2019", None),
    ]  # fmt: skip


def test_no_own_number_is_shown_as_the_guides_own(guide: Guide) -> None:
    assert all(not clause.official_number for clause in guide.clauses if not clause.law)
    assert all(re.fullmatch("第[一二三四五六七八九十]+条.*", clause.official_number)
               for clause in guide.clauses if clause.law)  # fmt: skip


def test_the_digest_follows_the_files(guide: Guide, project: Path) -> None:
    assert set(guide.digests) == {f"{FOLDER}/guide.yaml", f"{FOLDER}/law.yaml"}
    assert load_guide(project).digest == guide.digest
    replace_once(project / FOLDER / "law.yaml", "title: 规定与结果公开", "title: 规定和结果公开")
    assert load_guide(project).digest != guide.digest


@pytest.mark.parametrize(
    ("file", "old", "new", "message"),
    [
        ("guide.yaml", "force: should", "force: must",
         "“clauses.G-3.2.8.force”写的是\"must\"，应为“shall”、“should”、“may”之一。"),
        ("guide.yaml", "    method: judgement\n", "",
         "“clauses.G-3.3.5”缺少“method”；请补上。"),
        ("guide.yaml", "    evidence: 对照表", "    evidnce: 对照表", "有不认识的“evidnce”；请删去，或者改正拼写。"),
        ("guide.yaml", "id: G-2.1.2\n", "id: G-2.1.1\n",
         "guide.yaml:44：条目G-2.1.1的 id 在checklists/guide-2016/guide.yaml:31已经用过；请改用没有用过的编号。"),
        ("law.yaml", "id: L-14\n", "id: G-2.1.1\n", "“clauses.G-2.1.1.id”写的是\"G-2.1.1\"，应为合乎格式"),
        ("law.yaml", "counted_at: G-4.2.10", "counted_at: G-4.2.11",
         "条目L-59的 counted_at 写的是“G-4.2.11”，应为已有条目的编号。"),
        ("law.yaml", "counted_at: G-4.2.10", "counted_at: L-40",
         "条目L-59的 counted_at 指向“L-40”，而该条自己不计分，应为计分的条目的编号。"),
        ("law.yaml", "counted_at: L-17", "counted_at: L-14", "条目L-14的 counted_at 指向“L-14”"),
        ("guide.yaml", "chapter: 2\n    aspect: items", "chapter: 3\n    aspect: items",
         "条目G-2.1.1的 chapter 写的是3，应为编号的章（2），也是方面“items”的章（2）。"),
        ("guide.yaml", "aspect: items\n    title: 清单公开", "aspect: service\n    title: 清单公开",
         "条目G-2.1.3的 chapter 写的是2，应为编号的章（2），也是方面“service”的章（4）。"),
        ("law.yaml", "      - from: 2019-04-23", "      - from: 2019-04-25",
         "条目L-5的 in_force 第2段从2019-04-25起，与前后不相接"),
        ("law.yaml", "adopted_on: 2003-08-27", "adopted_on: 2003-08-32",
         "“editions.1.adopted_on”写的是\"2003-08-32\"，应为真实的日期（年-月-日）。"),
        ("law.yaml", "applies_to: [department]", "applies_to: [department, department]", "应为不重复的值。"),
        ("law.yaml", "    title: 规定与结果公开\n", "    title: 规定\n    title: 公开\n",
         "“title”写了两次；请删去其中一处。"),
        ("law.yaml", "law: licensing-law", "law: [", "不合 YAML 的写法"),
    ],
)  # fmt: skip
def test_a_fault_names_file_clause_and_field(project: Path, file: str, old: str, new: str, message: str) -> None:
    replace_once(project / FOLDER / file, old, new)
    with pytest.raises(CannotProceed) as refused:
        load_guide(project)
    assert message in str(refused.value)


def test_every_fault_is_listed_not_only_the_first(project: Path) -> None:
    replace_once(project / FOLDER / "guide.yaml", "force: should", "force: must")
    replace_once(project / FOLDER / "law.yaml", "certainty: A", "certainty: E")
    guide, faults = read_guide(project)
    assert guide is None
    assert [(fault.code, fault.place.split(":")[0]) for fault in faults] == [
        ("file-schema", f"{FOLDER}/guide.yaml"), ("file-schema", f"{FOLDER}/law.yaml"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (None, "guide.yaml：没有这个文件或者不能读取；请补上该文件，或者核对文件夹。"),
        (b"", "guide.yaml:1：文件缺少“id”"),
        (b"\xff\xfe", "guide.yaml：不是 UTF-8 编码的文字；请另存为 UTF-8 编码。"),
        (b"a: \x01", "guide.yaml：含有控制字符或者嵌套过深；请删去控制字符，减少嵌套。"),
        (b"? [a]\n: b\n", "guide.yaml:1：不合 YAML 的写法；请检查该行的缩进、冒号和引号。"),
        (b"- a\n", "guide.yaml:1：文件写的是[\"a\"]，应为一组名称和值。"),
        (b"title: !!binary aGk=\n", "文件缺少“id”"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_guide_is_refused_in_words(project: Path, content: bytes | None, message: str) -> None:
    path = project / FOLDER / "guide.yaml"
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with pytest.raises(CannotProceed) as refused:
        load_guide(project)
    assert message in str(refused.value)
