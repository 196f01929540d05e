"""``conformance redline`` between folders and git revisions, on the terminal, as JSON, as page and in print."""

from __future__ import annotations

import io
import json
import re
from functools import cache
from pathlib import Path

import pytest
from pypdf import PdfReader

from conformance.cli import redline
from conformance.cli.main import main
from conformance.cli.project import load_project
from conformance.cli.volume import find_fragments
from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import Workshop, assemble_volume
from tests.sphinxext.small_county import make_project
from tests.volume.fragments import write_folder

ROOT = Path(__file__).parents[2]
LOADED_ONCE = cache(load_project)
ACCEPTANCE = "standards/provision/acceptance.md"


@pytest.fixture(autouse=True)
def _load_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """All tests look at the same county project; loading it takes seconds, since each check is tried."""
    monkeypatch.setattr(redline, "load_project", LOADED_ONCE)


@pytest.fixture
def editions(tmp_path: Path) -> tuple[Path, Path]:
    """One clause is stricter in the new edition, and one before it renumbers the rest."""
    old, new = make_project(tmp_path / "old"), make_project(tmp_path / "new")
    page = new / ACCEPTANCE
    text = page.read_text(encoding="utf-8").replace("当场出具受理单", "在受理当日出具受理单")
    added = ":::{clause} acceptance-scope\n:implements: G-3.2.1\n窗口应公布受理范围。\n:::\n\n"
    page.write_text(
        text.replace(":::{clause} acceptance-online", added + ":::{clause} acceptance-online"), encoding="utf-8"
    )
    return old, new


def command(*arguments: object) -> list[str]:
    return ["redline", *map(str, arguments), "--project", str(ROOT)]


def test_the_terminal_shows_what_changed_what_moved_and_what_it_affects(
    editions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(command(*editions)) == 1
    text = capsys.readouterr().out
    changes, _, affected = text.partition("\n受影响的核查项：\n")
    assert changes.splitlines() == [
        "新增 1 条，删去 0 条，修改 1 条，对应关系变化 0 条，移动或者改号 1 条。",
        "",
        "标准 FJXK 201—2017 受理规范",
        "  修改 2.1.1 acceptance-slip：窗口受理岗应〔删：当场〕〔增：在受理当日〕出具受理单，载明材料和 编码："
        " / 受理日期； / 承诺时限，见 FJXK 301—2017的第1章。 / 栏目 / 要求 / 编号 / 宜用 12 位 / 备注",
        "  新增 2.1.2 acceptance-scope：窗口应公布受理范围。",
        "  只移动或者改号：2.1.3（原 2.1.2）",
    ]
    items, _, checks = affected.partition("\n受影响的核查程序：\n")
    assert [line.split()[0] for line in items.splitlines()] == ["G-3.2.1", "G-3.2.2", "L-32.6"]
    assert items.splitlines()[0].endswith("，权重 4：FJXK 201—2017，2.1.2")
    assert items.splitlines()[2].startswith("  L-32.6 受理或者不予受理出具书面凭证，在 G-3.2.2 计分：")
    by_check = {line.split()[0]: line.partition("：FJXK")[2] for line in checks.splitlines()}
    assert by_check["accepted-has-slip"] == " 201—2017，2.1.1"


def test_json_tells_the_same(editions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*command(*editions), "--format", "json"]) == 1
    data = json.loads(capsys.readouterr().out)
    assert data["counts"] == {"added": 1, "removed": 0, "changed": 1, "relinked": 0, "moved": 1}
    (document,) = data["documents"]
    assert [(one["id"], one["kind"], one["old_number"], one["number"]) for one in document["clauses"]] == [
        ("acceptance-slip", "changed", "2.1.1", "2.1.1"),
        ("acceptance-scope", "added", None, "2.1.2"),
        ("acceptance-online", "moved", "2.1.2", "2.1.3"),
    ]
    assert {"check": "accepted-has-slip", "by": ["acceptance-slip"]} in data["checks"]


def test_page_and_print_show_the_changes_and_are_the_same_bytes_each_time(
    editions: tuple[Path, Path], tmp_path: Path
) -> None:
    for out in ("one", "two"):
        assert main([*command(*editions), "--out", str(tmp_path / out)]) == 1
    page = (tmp_path / "one/redline.html").read_text(encoding="utf-8")
    assert "窗口受理岗应<del>当场</del><ins>在受理当日</ins>出具受理单" in page
    assert "2.1.3（原 2.1.2）" in page
    assert not re.search(r'(href|src)="', page)
    for name in ("redline.html", "redline.pdf"):
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()
    pdf = PdfReader(io.BytesIO((tmp_path / "one/redline.pdf").read_bytes()))
    printed = "".join(page.extract_text() for page in pdf.pages)
    assert "窗口应公布受理范围" in re.sub(r"\s", "", printed)


def test_nothing_differs_between_an_edition_and_its_own_standards_folder(
    editions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    old, _ = editions
    assert main(command(old, old / "standards")) == 0
    assert capsys.readouterr().out == "两版标准没有差别。\n"


def test_a_git_revision_is_an_edition(
    editions: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """git is played by a script, since a bare machine has none: v1 is the old edition."""
    old, new = editions
    (old / "standards/elsewhere.md").symlink_to("/etc/hostname")
    script = tmp_path / "bin" / "git"
    script.parent.mkdir()
    script.write_text(
        "#!/bin/sh\n"
        'case "$*" in\n'
        '"rev-parse --verify --quiet --end-of-options v1^{commit}") echo 0123abcd ;;\n'
        f'"archive --format=tar 0123abcd standards") exec tar -C "{old}" -cf - standards ;;\n'
        "*) exit 1 ;;\n"
        "esac\n",
        encoding="utf-8",
    )
    script.chmod(0o755)
    monkeypatch.setenv("PATH", f"{script.parent}:/usr/bin:/bin")
    assert main(command(old, new)) == main(command("v1", new)) == 1
    first, second = capsys.readouterr().out.split("新增 1 条，")[1:]
    assert first == second
    assert main(command("v2", new)) == 2
    assert capsys.readouterr().err == f"“v2”既不是目录，也不是“{ROOT}”的 git 版本，请核对路径或者版本名。\n"


def test_folders_need_no_git_and_a_revision_without_it_is_refused_in_words(
    editions: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(command(*editions)) == 1
    capsys.readouterr()
    assert main(command("v1", editions[1])) == 2
    assert capsys.readouterr().err == "没有目录“v1”；要比较 git 版本，请先安装 git。\n"


def test_a_folder_without_standards_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(command(tmp_path, ROOT)) == 2
    assert capsys.readouterr().err == f"目录“{tmp_path}”中没有 standards/，请指县项目目录或者它的 standards 目录。\n"


def test_a_fault_of_an_edition_is_told_beside_its_changes(
    editions: tuple[Path, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = editions
    page = old / "standards/support/archive.md"
    page.write_text(page.read_text(encoding="utf-8").replace("code:", "kode:"), encoding="utf-8")
    assert main(command(old, new)) == 1
    captured = capsys.readouterr()
    assert f"“{old}”中 standards/support/archive.md:" in captured.err
    assert "新增标准 FJXK 301—2017 档案管理规范" in captured.out


def test_the_errata_slip_names_page_and_line_of_the_printed_volume(
    editions: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old, new = editions
    fragments = find_fragments(old, tmp_path / "cache", None)
    printed = tmp_path / "volume.pdf"
    assemble_volume(fragments, printed, Workshop(read_font_folder(), tmp_path / "chunks", 1))
    assert main([*command(old, new), "--errata", str(printed), "--out", str(tmp_path / "out")]) == 1
    assert "errata.pdf：勘误 3 处，1 页" in capsys.readouterr().err
    words = "".join(PdfReader(tmp_path / "out" / "errata.pdf").pages[0].extract_text().split())
    row = re.search(
        r"(\d+?)(\d\d?)FJXK201—20172\.1\.1窗口受理岗应当场出具受理单窗口受理岗应在受理当日出具受理单", words
    )
    assert row
    texts = ["".join(page.extract_text().split()) for page in PdfReader(printed).pages]
    assert any("应当场出具受理单" in text and text.endswith(f"—{row[1]}—") for text in texts)
    assert "（其后漏排）窗口应公布受理范围。" in words


def test_an_errata_slip_of_another_volume_is_refused(
    editions: tuple[Path, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = write_folder(tmp_path / "fragments")
    printed = tmp_path / "volume.pdf"
    assemble_volume(other, printed, Workshop(read_font_folder(), tmp_path / "chunks", 1))
    assert main([*command(*editions), "--errata", str(printed), "--out", str(tmp_path / "out")]) == 2
    assert "请指按旧版标准生成的屏幕版汇编" in capsys.readouterr().err
    assert main([*command(*editions), "--errata", str(printed)]) == 2
    assert "请同时写 --out" in capsys.readouterr().err
