"""Fragments made alone are those that come with the site, whatever was read before."""

import os
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.sphinxext.build import build_site
from conformance.sphinxext.fragment_build import build_fragments, main


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_it_works(project: Path, tmp_path: Path) -> None:
    build_site(project, tmp_path / "site", tmp_path / "with-site")
    build_fragments(project, tmp_path / "alone", tmp_path / "doctrees")
    assert files_of(tmp_path / "alone") == files_of(tmp_path / "with-site")


def test_an_edit_is_seen_even_where_the_file_is_older_than_before(project: Path, tmp_path: Path) -> None:
    build_fragments(project, tmp_path / "before", tmp_path / "doctrees")
    page = project / "standards" / "provision" / "acceptance.md"
    text = page.read_text(encoding="utf-8").replace(
        ":::{clause} acceptance-slip", ":::{clause} acceptance-first\n应先登记。\n:::\n\n:::{clause} acceptance-slip"
    )
    page.write_text(text, encoding="utf-8")
    os.utime(page, (0, 0))
    build_fragments(project, tmp_path / "after", tmp_path / "doctrees")
    build_fragments(project, tmp_path / "fresh", tmp_path / "fresh-doctrees")
    assert "应先登记。" in (tmp_path / "after" / "acceptance.html").read_text(encoding="utf-8")
    assert files_of(tmp_path / "after") == files_of(tmp_path / "fresh")


def test_a_standard_that_comes_and_one_that_goes_are_seen(project: Path, tmp_path: Path) -> None:
    build_fragments(project, tmp_path / "before", tmp_path / "doctrees")
    system, page = project / "standards" / "system.yaml", project / "standards" / "support" / "energy.md"
    planned = system.read_text(encoding="utf-8")
    archive = page.with_name("archive.md").read_text(encoding="utf-8")
    page.write_text(archive.replace("archive", "energy").replace("FJXK 301", "FJXK 302"), encoding="utf-8")
    written = planned.replace("document: null", "document: standards/support/energy.md")
    system.write_text(written, encoding="utf-8")
    build_fragments(project, tmp_path / "more", tmp_path / "doctrees")
    build_fragments(project, tmp_path / "fresh", tmp_path / "fresh-doctrees")
    assert files_of(tmp_path / "more") == files_of(tmp_path / "fresh")
    assert "energy.html" in files_of(tmp_path / "more").keys() - files_of(tmp_path / "before").keys()
    page.unlink()
    system.write_text(planned, encoding="utf-8")
    build_fragments(project, tmp_path / "less", tmp_path / "doctrees")
    assert files_of(tmp_path / "less") == files_of(tmp_path / "before")


def test_a_clause_that_is_gone_is_told_though_only_another_page_names_it(project: Path, tmp_path: Path) -> None:
    build_fragments(project, tmp_path / "before", tmp_path / "doctrees")
    page = project / "standards" / "provision" / "acceptance.md"
    page.write_text(page.read_text(encoding="utf-8").replace("} acceptance-slip", "} acceptance-paper"), "utf-8")
    with pytest.raises(CannotProceed, match="引用的条款“acceptance-slip”不存在"):
        build_fragments(project, tmp_path / "after", tmp_path / "doctrees")


def test_the_command_says_how_it_is_used(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["one"]) == 2
    assert capsys.readouterr().err.startswith("用法：")
