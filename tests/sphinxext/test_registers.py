"""Diagram, statistics and details agree; each index holds every standard; the Guide's own numbers can be filled in."""

from __future__ import annotations

import re
from pathlib import Path

from conformance.clauses.reader import read_standards
from conformance.sphinxext.build import build_site
from conformance.sphinxext.registers import index_by_sound
from tests.sphinxext.small_county import Built

ROOT = Path(__file__).parents[2]
DIAGRAM_GROUP = re.compile(r">(\d{3}) [^<]+ (\d+)/(\d+)</text>")
STATISTICS_ROW = re.compile(r"<tr[^>]*><td>([^<]+)</td><td>(\d+)</td><td>(\d+)</td><td>([^<]+)</td></tr>")


def test_diagram_statistics_and_details_of_the_real_system_agree(real_site: Path) -> None:
    page = (real_site / "system.html").read_text(encoding="utf-8")
    details = {
        group: (
            len(re.findall(r"<tr[ >](?!class=.group)", rows)) - rows.count("missing"),
            len(re.findall("<tr", rows)) - 1,
        )
        for group, rows in re.findall(r'<tbody id="group-(\d+)">(.*?)</tbody>', page, re.DOTALL)
    }
    diagram = {group: (int(there), int(planned)) for group, there, planned in DIAGRAM_GROUP.findall(page)}
    assert diagram == details
    statistics = page[page.index('<table class="statistics">') :].partition("</table>")[0]
    rows = {title: (int(there), int(planned)) for title, planned, there, _ in STATISTICS_ROW.findall(statistics)}
    assert rows.pop("合计") == tuple(map(sum, zip(*rows.values(), strict=True)))
    assert tuple(map(sum, zip(*rows.values(), strict=True))) == tuple(map(sum, zip(*diagram.values(), strict=True)))
    assert len(re.findall(r'<tr(?: class="missing")?>\n<td>\d+</td>', page)) == sum(
        planned for _, planned in details.values()
    )


def test_statistics_give_planned_present_and_percentage(built: Built) -> None:
    by_subsystem, _, by_level = built.page("system.html").partition('id="levels"')
    assert STATISTICS_ROW.findall(by_level) == [
        ("国家标准", "0", "0", "—"),
        ("行业标准", "0", "0", "—"),
        ("地方标准", "0", "0", "—"),
        ("县级", "3", "2", "66.7"),
        ("合计", "3", "2", "66.7"),
    ]
    assert STATISTICS_ROW.findall(by_subsystem) == [
        ("服务提供", "1", "1", "100.0"),
        ("服务保障", "2", "1", "50.0"),
        ("合计", "3", "2", "66.7"),
    ]


def test_the_register_has_the_columns_of_a_system_table(built: Built) -> None:
    page = built.page("system.html")
    heads = re.findall(
        "<th[^>]*>([^<]+)</th>", page[page.index('<table class="list details">') :].partition("</tr>")[0]
    )
    assert (
        "｜".join(heads)
        == "序号｜体系编号｜子体系｜标准编号｜标准名称｜宜定级别｜实施日期｜代替或采用关系｜责任部门｜备注"
    )


def test_a_register_prints_across_the_page_with_who_compiled_it_and_when(built: Built) -> None:
    for name in ("system", "coverage", "guide", "mapping"):
        page = built.page(f"{name}.html")
        assert '<div class="wide">' in page
        assert '<p class="imprint">奉节县质量技术监督局　2017年版　汇编日期 2017-12-20</p>' in page


def test_every_index_holds_every_standard(built: Built) -> None:
    page = built.page("indexes.html")
    by_code, _, rest = page.partition('id="by-sound"')
    by_sound, _, by_guide = rest.partition('id="by-guide"')
    codes = ["FJXK 201—2017", "FJXK 301—2017"]
    shown = re.compile('<li>.*?<span class="code">([^<]+)</span>')
    assert shown.findall(by_code[by_code.index('id="by-code"') :]) == codes
    assert sorted(shown.findall(by_sound)) == codes
    row = by_guide[by_guide.index(">G-3.2.2<") :].partition("</tr>")[0]
    assert re.findall(r'href="(standards/[^"]+)">([^<]+)<', row) == [
        ("standards/provision/acceptance.html#acceptance-slip", "FJXK 201—2017，2.1.1")
    ]


def test_titles_are_ordered_by_sound_also_where_a_character_has_two() -> None:
    table, _ = read_standards(ROOT)
    letters = index_by_sound(table.documents)
    assert [letter for letter, _ in letters] == sorted({letter for letter, _ in letters})
    assert sum(len(documents) for _, documents in letters) == len(table.documents)
    # 行 is xíng here, not háng.
    first_words = {letter: {document.title[:2] for document in documents} for letter, documents in letters}
    assert "行政" in first_words["X"]
    assert "行政" not in first_words.get("H", set())


def test_the_numbers_and_words_of_the_guide_are_shown_where_they_are_filled_in(project: Path, tmp_path: Path) -> None:
    guide = project / "checklists/guide-2016/guide.yaml"
    text = guide.read_text(encoding="utf-8")
    filled = "official_number: 第七条\n    official_text: 应当统一制定清单。"
    guide.write_text(text.replace("official_number: ''", filled, 1), encoding="utf-8")
    build_site(project, tmp_path / "site")
    page = (tmp_path / "site/mapping.html").read_text(encoding="utf-8")
    assert "已填原条号 1 条、原文 1 条" in page
    row = page[page.index(">G-2.1.1<") :].partition("</tr>")[0]
    assert "<td>第七条</td><td>应当统一制定清单。</td>" in row
    assert "《指引》原条号：第七条" in (tmp_path / "site/guide.html").read_text(encoding="utf-8")


def test_the_coverage_lists_gaps_first_and_every_clause(built: Built) -> None:
    page = built.page("coverage.html")
    gaps, _, matrix = page.partition('<h2 id="chapters">')
    assert "核查条目 G-2.1.1：“统一制定清单”没有标准条款落实" in gaps
    assert "核查条目 G-3.2.2" not in gaps
    assert len(re.findall(r'<tr id="[GL]-', matrix)) == 160


def test_the_statement_gives_the_figures_and_leaves_blanks_for_the_bureau(built: Built) -> None:
    page = re.sub(r"<[^>]+>", "", built.page("statement.html"))
    assert "应有标准 3 项，现有 2 项，尚缺 1 项" in page
    assert "能源：302.1 能源规范" in page
    assert "分为服务提供、服务保障 2 个子体系，下设 3 个类别" in page
    assert "共 160 条，其中“应”类 150 条，由标准条款落实 3 条" in page
    assert page.count("【待填：") == 5
