"""``conformance template --ledger``: the ledger of an approval platform in the department's own workbook."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from conformance.checklist.table import load_tables
from conformance.cli.main import main
from conformance.evidence.platform import load_platform, read_platforms
from conformance.evidence.reader import read_book
from tests.builders import ROOT, read_context, shipped_tables
from tests.evidence.test_ledger_export import CASE, SHIPPED, export

PAGE = (ROOT / "docs" / "handbook" / "ledger.md").read_text(encoding="utf-8")


def run(folder: Path, *arguments: str) -> int:
    """The command with the mapping that ships."""
    return main(["template", "GH", "--project", str(ROOT), "--out", str(folder), "--mapping", SHIPPED, *arguments])


def test_the_workbook_holds_the_cases(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--ledger", str(export(tmp_path, CASE, {**CASE, "部门": "县水务局"}))) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == [str(tmp_path / "GH.xlsx"), "“办件台账”填入 1 件，其他部门的 1 件没有取用。"]
    assert all(line.startswith("提请注意  表“办件台账”：") for line in said[2:])
    book = read_book(tmp_path / "GH.xlsx", read_context())
    ledger = book.tables["ledger"]
    assert (ledger.keys, ledger.values["item_code"]) == (("FJ20170001",), ("500114001000",))
    assert len(book.tables["item_register"].rows) > 0, "the rest is prefilled as ever"
    assert [problem for problem in book.problems if problem.table == "ledger"] == []


def test_what_is_not_mapped_ends_with_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(tmp_path, "--ledger", str(export(tmp_path, {**CASE, "结论": "办结"}))) == 1
    assert "没有对上  导出文件“导出.xlsx”表“办件查询”S3" in capsys.readouterr().out
    assert (tmp_path / "GH.xlsx").exists()


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["GH", "--ledger", "x.xls"], "--ledger 和 --mapping 要一起写，一次一个部门。"),
        (["GH", "YC", "--ledger", "x.xls", "--mapping", SHIPPED], "--ledger 和 --mapping 要一起写，一次一个部门。"),
        (["ZX", "--ledger", "x.xls", "--mapping", SHIPPED], "“ZX”不填办件台账，请写部门代码"),
        (["GH", "--ledger", "x.xls", "--mapping", SHIPPED], "没有这个文件或者不能打开：“x.xls”，请核对路径。"),
        (["GH", "--ledger", "x.xls", "--mapping", "没有.yaml"], "没有这个文件或者不能读取"),
    ],
)
def test_what_cannot_be_done_ends_with_2(capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(["template", *arguments, "--project", str(ROOT)]) == 2
    assert said in capsys.readouterr().err


def test_the_mappings_that_ship_are_sound() -> None:
    assert list(read_platforms(ROOT, load_tables(ROOT))) == []


def test_every_column_is_sourced_or_said_to_be_missing() -> None:
    platform = load_platform(ROOT, SHIPPED, shipped_tables())
    filled = {target.column for source in platform.sources for target in source.targets}
    needed = {column.id for column in shipped_tables()["ledger"].columns if not column.optional}
    assert needed - filled == set(platform.unsourced)


def test_the_example_of_the_handbook_is_a_mapping(tmp_path: Path) -> None:
    example = re.search(r"```yaml\n(.*?)```", PAGE, re.S)
    assert example is not None
    folder = tmp_path / "checklists" / "platforms"
    folder.mkdir(parents=True)
    schema = ROOT / "checklists" / "platforms" / "platform.schema.json"
    (folder / "platform.schema.json").write_bytes(schema.read_bytes())
    (folder / "x.yaml").write_text(example[1], encoding="utf-8")
    assert load_platform(tmp_path, "checklists/platforms/x.yaml", shipped_tables()).title == "某县行政审批平台"
