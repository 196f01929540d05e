"""The fragments hold the bare text of the standards in the form that the volume reads."""

import json
import re
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.items.folder import load_items
from conformance.sphinxext.build import build_site
from tests.sphinxext.small_county import Built

EXPECTED = """<article class="standard" id="archive">
<section class="chapter" id="archive-sec-1">
<h2><span class="number">1</span> 归档</h2>
<p class="clause" id="archive-copy">中心宜保存 2 份，按 <a href="#acceptance-slip">FJXK 201—2017的2.1.1</a> 编号。</p>
</section>
</article>
"""


def test_it_works(built: Built) -> None:
    items = [f"item-{item.id.lower()}.html" for item in load_items(built.project) if item.status == "在用"]
    names = sorted(path.name for path in built.fragments.iterdir())
    assert names == sorted(["acceptance.html", "archive.html", *items, "volume.json"])
    assert (built.fragments / "archive.html").read_text(encoding="utf-8") == EXPECTED


def test_clauses_tables_lists_and_annexes_are_written_out(built: Built) -> None:
    html = (built.fragments / "acceptance.html").read_text(encoding="utf-8")
    assert re.findall(r"<h[23]>.*</h[23]>", html) == [
        "<h2>前言</h2>",
        '<h2><span class="number">1</span> 范围</h2>',
        '<h2><span class="number">2</span> 受理</h2>',
        '<h3><span class="number">2.1</span> 收件</h3>',
        '<h3><span class="number">2.2</span> 登记</h3>',
        '<h2><span class="number">附录 A</span><span class="kind">（规范性附录）</span>受理单</h2>',
        "<h2>参考文献</h2>",
    ]
    assert re.findall("<caption>(.*)</caption>", html) == ["表1　登记内容", "表A.1　受理单栏目"]
    assert (
        '<p class="clause" id="acceptance-slip"><span class="number">2.1.1</span> 窗口受理岗<strong>应</strong>' in html
    )
    assert '<div class="clause" id="acceptance-register"><ol>' in html
    assert '<p class="note">注：登记在平台内完成。</p>' in html
    assert '<col style="width:20%"><col style="width:80%">' in html
    assert "<tr><td>备注</td><td></td></tr>" in html
    assert "clause-links" not in html and "headerlink" not in html


def test_ids_are_unique_and_references_have_targets(built: Built) -> None:
    html = "".join(path.read_text(encoding="utf-8") for path in sorted(built.fragments.glob("*.html")))
    ids = re.findall(r' id="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(ids)


def test_the_diagram_counts_what_the_register_lists(built: Built) -> None:
    data = json.loads((built.fragments / "volume.json").read_text(encoding="utf-8"))
    words = re.findall(r"<text[^>]*>([^<]*)</text>", data["diagram"])
    for subsystem in data["subsystems"]:
        slots = [slot for slot in data["slots"] if slot["subsystem"] == subsystem["id"]]
        written = sum(slot["document"] is not None for slot in slots)
        assert words[words.index(subsystem["title"]) + 1] == f"{written}/{len(slots)}"


def test_volume_json_lists_the_system(built: Built) -> None:
    data = json.loads((built.fragments / "volume.json").read_text(encoding="utf-8"))
    assert data["statistics"] == {"planned": 3, "present": 2, "clauses": 4}
    assert [[one["slug"] for one in subsystem["standards"]] for subsystem in data["subsystems"]] == [
        ["acceptance"],
        ["archive"],
    ]
    assert data["slots"][1] == {
        "code": None,
        "number": "302.1",
        "title": "能源规范",
        "subsystem": "support",
        "department": "奉节县行政服务中心",
        "document": None,
        "remark": "",
    }


def test_the_guides_of_the_items_on_offer_follow_with_their_flowcharts_and_rules(built: Built) -> None:
    data = json.loads((built.fragments / "volume.json").read_text(encoding="utf-8"))
    assert data["guides_as_of"] == "2017-12-31"
    listed = {guide["slug"]: guide for guide in data["guides"]}
    assert "item-cz01" not in listed  # cancelled in November
    assert listed["item-sy01"] == {
        "slug": "item-sy01",
        "code": "500124001001",
        "title": "食品经营许可新办",
        "fragment": "item-sy01.html",
    }
    html = (built.fragments / "item-sy01.html").read_text(encoding="utf-8")
    assert html.index('id="guide-sy01"') < html.index('<svg class="flowchart"') < html.index('id="rules-sy01"')


def test_a_footnote_stands_where_it_is_referred_to_first(built: Built) -> None:
    html = (built.fragments / "acceptance.html").read_text(encoding="utf-8")
    assert '出具受理单<span class="footnote">样式见附录 A。</span>，' in html
    assert html.count("样式见附录 A。") == 1


NOTES = """
# 库房

库房[^a]、库房[^a]和柜[^b]。

| 栏目 | 要求 |
| --- | --- |
| 温度[^t] | 14[^u] |
| 湿度[^t] | 45 |

[^a]: 指专用库房。
[^b]: 指铁柜。
[^t]: 每日记录。
[^u]: 单位为摄氏度。
"""


def test_footnotes_go_on_through_the_standard_and_begin_anew_in_a_table(project: Path, tmp_path: Path) -> None:
    _add(project, NOTES)
    build_site(project, tmp_path / "site", tmp_path / "fragments")
    html = (tmp_path / "fragments" / "archive.html").read_text(encoding="utf-8")
    assert (
        '<p>库房<span class="footnote">指专用库房。</span>、库房<sup class="footnote-again">1)</sup>'
        '和柜<span class="footnote">指铁柜。</span>。</p>'
    ) in html
    assert "<tr><td>湿度<sup>a</sup></td><td>45</td></tr>" in html
    assert (
        '<tr class="table-notes"><td colspan="2"><p class="table-note"><sup>a</sup>每日记录。</p>'
        '<p class="table-note"><sup>b</sup>单位为摄氏度。</p></td></tr>'
    ) in html


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n# 柜[^1]\n\n柜。\n\n[^1]: 铁柜。\n", "标题不能带脚注，请改注在正文中"),
        ("\n柜[^1]。\n\n[^1]: 铁柜：\n\n    - 一种\n", "脚注中只能有文字，请把列项和表格移到正文"),
        ("\n柜。\n\n[^1]: 铁柜。\n", "有脚注没有在正文中引用，请在正文中注明位置，或者删去"),
        ("\n柜[^1]。\n", r"“\[\^1\]”引用的内容不存在，请补写或者更正引用"),
    ],
    ids=["in a title", "with a list", "not referred to", "not written"],
)
def test_a_footnote_that_cannot_be_set_is_refused_in_words(project: Path, tmp_path: Path, text: str, said: str) -> None:
    _add(project, text)
    with pytest.raises(CannotProceed, match=rf"^archive.*：{said}。$"):
        build_site(project, tmp_path / "site", tmp_path / "fragments")


def _add(project: Path, text: str) -> None:
    page = project / "standards" / "support" / "archive.md"
    page.write_text(page.read_text(encoding="utf-8") + text, encoding="utf-8")


def test_what_the_volume_cannot_show_is_refused_in_words(project: Path, tmp_path: Path) -> None:
    page = project / "standards" / "support" / "archive.md"
    page.write_text(page.read_text(encoding="utf-8") + "\n图 ![库房](plan.svg)\n", encoding="utf-8")
    (page.parent / "plan.svg").write_text("<svg xmlns='http://www.w3.org/2000/svg'/>", encoding="utf-8")
    with pytest.raises(CannotProceed, match=r"^archive.*：汇编不能排印这种内容（image），请改用段落、列项或者表格。$"):
        build_site(project, tmp_path / "site", tmp_path / "fragments")
