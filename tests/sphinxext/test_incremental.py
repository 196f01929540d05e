"""A build that goes on from the last one gives what a fresh one gives."""

from pathlib import Path

from sphinx.cmd.build import build_main

ROOT = Path(__file__).parents[2]


def build(project: Path, out: Path, doctrees: Path, as_of: str = "") -> dict[str, bytes]:
    """Run sphinx-build as a person does."""
    arguments = ["-q", "-W", "-c", str(ROOT), "-d", str(doctrees), "-D", f"conformance_as_of={as_of}"]
    assert build_main([*arguments, str(project), str(out)]) == 0
    files = (path for path in sorted(out.rglob("*")) if path.is_file() and path.name != ".buildinfo")
    return {str(path.relative_to(out)): path.read_bytes() for path in files}


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_it_works(project: Path, tmp_path: Path) -> None:
    before = build(project, tmp_path / "site", tmp_path / "doctrees")
    standards = project / "standards"
    new_clause = ":::{clause} acceptance-first\n应先登记。\n:::\n\n:::{clause} acceptance-slip"
    edit(standards / "provision" / "acceptance.md", ":::{clause} acceptance-slip", new_clause)
    edit(standards / "provision" / "acceptance.md", "title: 受理规范", "title: 受理服务规范")
    after = build(project, tmp_path / "site", tmp_path / "doctrees")
    assert "FJXK 201—2017的2.1.2" in after["standards/support/archive.html"].decode()
    assert after != before
    assert after == build(project, tmp_path / "fresh", tmp_path / "doctrees-fresh")


def test_a_change_of_the_guide_reaches_the_standards(project: Path, tmp_path: Path) -> None:
    build(project, tmp_path / "site", tmp_path / "doctrees")
    edit(project / "checklists" / "guide-2016" / "guide.yaml", "title: 受理即出受理单", "title: 受理当时出受理单")
    after = build(project, tmp_path / "site", tmp_path / "doctrees")
    assert "受理当时出受理单" in after["standards/provision/acceptance.html"].decode()
    assert after == build(project, tmp_path / "fresh", tmp_path / "doctrees-fresh")


def test_another_day_gives_what_a_fresh_build_of_that_day_gives(project: Path, tmp_path: Path) -> None:
    edit(project / "standards" / "support" / "archive.md", "effective_on: 2017-09-01", "effective_on: 2017-11-01")
    page = "standards/support/archive.html"
    assert page in build(project, tmp_path / "site", tmp_path / "doctrees")
    october = build(project, tmp_path / "site", tmp_path / "doctrees", "2017-10-01")
    assert page not in october
    assert "FJXK 301—2017的第1章" in october["standards/provision/acceptance.html"].decode()
    assert october == build(project, tmp_path / "october", tmp_path / "doctrees-october", "2017-10-01")
    december = build(project, tmp_path / "site", tmp_path / "doctrees", "2017-12-01")
    assert "items/cz01.html" in october
    assert "items/cz01.html" not in december
    november = build(project, tmp_path / "site", tmp_path / "doctrees", "2017-11-01")
    assert page in november
    assert november == build(project, tmp_path / "november", tmp_path / "doctrees-november", "2017-11-01")
