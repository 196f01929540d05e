"""The site is built from the standards, and says of clauses what the reader without Sphinx says."""

import json
import re
import shutil
from pathlib import Path

import pytest

from conformance.checklist.check import load_checks
from conformance.checklist.detection import read_detection
from conformance.clauses.export import clauses_json
from conformance.clauses.reader import read_standards
from conformance.errors import CannotProceed
from conformance.items.folder import load_items
from conformance.items.unverified import count_unverified, unverified_of
from conformance.sphinxext.build import build_site
from tests.sphinxext.small_county import CHECKS, Built

ROOT = Path(__file__).parents[2]


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_it_works(built: Built) -> None:
    page = built.page("standards/provision/acceptance.html")
    assert '<div class="clause" id="acceptance-slip">' in page
    assert '<span class="number">2.1.1</span> 窗口受理岗<strong>应</strong>当场出具受理单' in page
    assert "给出的规则起草" in page
    assert "《指引》第三章" in page
    assert 'href="../../guide.html#G-3.2.2"' in page
    assert 'href="../../checks/accepted-has-slip.html"' in page
    assert "奉节县行政许可服务标准汇编" in built.page("index.html")


def test_clauses_json_is_the_same_with_and_without_sphinx(built: Built) -> None:
    table, faults = read_standards(built.project)
    assert faults == ()
    assert [clause.number for clause in table.clauses] == ["2.1.1", "2.1.2", "2.2", "1"]
    assert (built.site / "clauses.json").read_bytes() == clauses_json(table)
    assert table.clauses[1].text.splitlines() == [
        "受理岗可按 2.1.1 网上受理，内容另行登记。",
        "登记内容",
        "栏目",
        "要求",
        "日期",
        "应填写",
        "注：登记在平台内完成。",
    ]


def test_the_real_standards_give_the_same_clauses_json_and_an_anchor_for_each_clause(real_site: Path) -> None:
    table, _ = read_standards(ROOT)
    assert (real_site / "clauses.json").read_bytes() == clauses_json(table)
    assert len(table.clauses) > 100
    for document in table.documents:
        page = (real_site / document.file.replace(".md", ".html")).read_text(encoding="utf-8")
        anchors = set(re.findall(r'<div class="clause" id="([^"]+)">', page))
        assert anchors == {clause.id for clause in table.of_document(document.slug)}


def test_every_link_within_the_site_has_its_target(built: Built) -> None:
    pages = {path.resolve(): path.read_text(encoding="utf-8") for path in built.site.rglob("*.html")}
    ids = {path: set(re.findall(r' id="([^"]+)"', text)) for path, text in pages.items()}
    dead = []
    for path, text in pages.items():
        for address in re.findall(r'(?:href|src)="([^"]+)"', text):
            if address.startswith("http"):
                continue
            file, _, anchor = address.partition("#")
            target = (path.parent / file).resolve() if file else path
            if not target.is_file() or (anchor and anchor not in ids[target]):
                dead.append(f"{path.name} → {address}")
    assert dead == []


def test_the_site_asks_nothing_of_the_network(built: Built) -> None:
    for path in built.site.rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r'<(link|script|img)[^>]+(href|src)="(https?:)?//', text), path


def test_two_builds_in_two_folders_give_the_same_bytes(built: Built, tmp_path: Path) -> None:
    shutil.copytree(built.project, tmp_path / "elsewhere")
    build_site(tmp_path / "elsewhere", tmp_path / "site", tmp_path / "fragments")
    assert contents(tmp_path / "site") == contents(built.site)
    assert contents(tmp_path / "fragments") == contents(built.fragments)


def test_numbers_of_the_project_are_never_shown_as_the_guides(built: Built) -> None:
    shown = re.sub(r"<[^>]+>", "", built.page("standards/provision/acceptance.html"))
    assert shown.count("G-3.2.2") == shown.count("本项目编号 G-3.2.2") == 1


def test_the_guide_leads_back_to_the_clauses(built: Built) -> None:
    guide = built.page("guide.html")
    row = guide[guide.index('<tr id="L-32.6">') :].partition("</tr>")[0]
    assert re.findall(r'<a href="(standards/[^"]+)">([^<]+)</a>', row) == [
        ("standards/provision/acceptance.html#acceptance-slip", "FJXK 201—2017，2.1.1"),
        ("standards/provision/acceptance.html#acceptance-register", "FJXK 201—2017，2.2"),
    ]


def test_the_search_holds_every_clause(built: Built) -> None:
    script = r'<script id="entries" type="application/json">(.*?)</script>'
    found = re.search(script, built.page("search.html"), re.DOTALL)
    assert found is not None
    addresses = {address for address, _, _ in json.loads(found[1])}
    assert {"standards/support/archive.html#archive-copy", "guide.html#G-3.2.2"} <= addresses


def test_every_check_and_every_item_has_its_page(built: Built) -> None:
    checks = load_checks(built.project)
    assert {path.stem for path in (built.site / "checks").glob("*.html")} == set(checks) == set(CHECKS)
    for check in checks.values():
        page = built.page(f"checks/{check.id}.html")
        assert check.title in page
        assert 'class="highlight"' in page
        measured = read_detection(ROOT)[check.id]
        assert f"{measured.found}/{measured.planted}，误报 {measured.false_alarms}" in page
    items = load_items(built.project)
    endings = ("", "-brief", "-rules", "-slip")
    pages = {f"{item.id.lower()}{ending}" for item in items for ending in endings}
    assert {path.stem for path in (built.site / "items").glob("*.html")} == pages


def test_an_items_page_holds_its_guide_and_flowchart_and_leads_to_its_other_documents(built: Built) -> None:
    page = built.page("items/sz02.html")
    assert page.count('<section class="element"') == 21
    assert '<svg class="flowchart"' in page and "奉节县公安局的会签岗承办" in page
    assert re.findall(r'<a href="(sz02[^"#]*)">', page) == ["sz02-brief.html", "sz02-rules.html", "sz02-slip.html"]
    assert "documents.css" in page and (built.site / "_static" / "documents.css").is_file()


def test_what_is_to_be_verified_is_listed_and_counted(built: Built) -> None:
    page = built.page("items-unverified.html")
    found = unverified_of(load_items(built.project))
    assert page.count("<tr><td>") == len(found) > 0
    for kind, count in count_unverified(found).items():
        assert re.search(rf"<b>{count}</b> [个条]{kind.value}", page)
    assert "办学许可证有效期未核，写“按证载期限”" in page


def test_a_secret_item_is_neither_on_the_site_nor_in_the_volume(project: Path, tmp_path: Path) -> None:
    path = project / "standards" / "items" / "da01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "secret: true\n", encoding="utf-8")
    build_site(project, tmp_path / "site", tmp_path / "fragments")
    written = [*(tmp_path / "site").rglob("*.html"), *(tmp_path / "fragments").iterdir()]
    assert [one.name for one in written if "非国有重要档案" in one.read_text(encoding="utf-8")] == []


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (
            "{clause} archive-copy",
            "{clause} acceptance-slip",
            "standards/support/archive.md:17：条款编号“acceptance-slip”已用于 standards/provision/acceptance.md:28"
            "；请为其中一条另起编号。",
        ),
        (
            "中心宜",
            ":weight: 3\n中心宜",
            "standards/support/archive.md:17：条款“archive-copy”有不认识的选项“weight”"
            "；可用的选项是implements、checked_by。",
        ),
        (
            "{clause}`acceptance-slip`",
            "{clause}`no-such`",
            "standards/support/archive.md:17：条款“archive-copy”引用的条款“no-such”不存在；请核对所引条款的编号。",
        ),
        (
            "slot: archive",
            "slot: energy",
            "standards/support/archive.md:1：标准的位置“support/energy”与标准体系表不一致，应为“support/archive”"
            "；请改正其中一处。",
        ),
    ],
)
def test_a_fault_stops_the_build_and_is_told_in_words(
    project: Path, tmp_path: Path, old: str, new: str, sentence: str
) -> None:
    page = project / "standards" / "support" / "archive.md"
    page.write_text(page.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    with pytest.raises(CannotProceed) as refused:
        build_site(project, tmp_path / "site")
    assert sentence in str(refused.value)


def test_every_page_leads_to_the_list_of_all_standards(built: Built) -> None:
    codes = [document.code for document in read_standards(built.project)[0].documents]
    for name in ("index.html", "items.html", "standards/provision/acceptance.html"):
        head, _, rest = built.page(name).partition('id="standards"')
        assert 'class="to-standards" href="#standards"' in head
        listed = re.findall('<span class="code">(.*?)</span>', rest.partition("</nav>")[0])
        assert sorted(listed) == sorted(codes)
