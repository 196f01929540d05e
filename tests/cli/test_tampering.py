"""Whatever is changed, in what a report was made of or in the report itself, ``verify`` says what it was."""

from __future__ import annotations

import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from pathlib import Path

import pikepdf
import pytest
from openpyxl import load_workbook

from conformance.cli import report_folder, score, verify
from conformance.cli.output import make_contents
from conformance.cli.project import load_project
from conformance.report.basis import Software
from conformance.report.json import report_json
from conformance.report.model import Report
from conformance.report.signature import load_key, sign
from conformance.scores.record import record_text
from tests.cli.reported import DOCX, HTML, JSON, PDF, ROOT, XLSX, Case, make_case
from tests.report.certificates import PASSWORD, make_issuer

LOADED_ONCE = cache(load_project)
Tamper = Callable[[Case], None]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Case:
    """The report on one department, made once."""
    return make_case(tmp_path_factory.mktemp("tampering"))


@pytest.fixture
def case(made: Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Case:
    """A copy to tamper with; the project is loaded, and the same report printed again, once for all tests."""
    monkeypatch.setattr(score, "load_project", LOADED_ONCE)
    monkeypatch.setattr(report_folder, "make_contents", _made_once)
    return made.copy_to(tmp_path)


def _made_once(report: Report, formats: Sequence[str]) -> tuple[Mapping[str, bytes], int]:
    """What make_contents gives, kept by what the report says."""
    key = report_json(report), tuple(formats)
    if key not in _MADE:
        _MADE[key] = make_contents(report, formats)
    return _MADE[key]


_MADE: dict[tuple[str, tuple[str, ...]], tuple[Mapping[str, bytes], int]] = {}


def first_said(case: Case, capsys: pytest.CaptureFixture[str], *more: str) -> str:
    """What verify names first."""
    assert case.verify(*more) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("不一致，共 ")
    return said[1].strip()


def in_workbook(sheet: str, edit: Callable[[object], object]) -> Tamper:
    """Change a sheet of the workbook and save it as an office program does."""

    def change(case: Case) -> None:
        book = load_workbook(io.BytesIO(case.workbook.read_bytes()))
        edit(book[sheet])
        book.save(case.workbook)

    return change


def in_judgements(old: str, new: str) -> Tamper:
    """Change words of the judgements."""

    def change(case: Case) -> None:
        path = case.judgements / "YC.yaml"
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new), encoding="utf-8")

    return change


WORKBOOK = "YC 的填报表不是报告所依据的那一份"
JUDGEMENTS = "YC 的判定文件不是报告所依据的那一份"
INPUTS: dict[str, tuple[Tamper, str]] = {
    "a cell of a window": (in_workbook("窗口", lambda sheet: sheet.__setitem__("C4", "改过")), WORKBOOK),
    "a cell of the ledger": (in_workbook("办件台账", lambda sheet: sheet.__setitem__("B4", "改过")), WORKBOOK),
    "a row taken out": (in_workbook("人员", lambda sheet: sheet.delete_rows(4)), WORKBOOK),
    "a row hidden": (in_workbook("人员", lambda sheet: setattr(sheet.row_dimensions[4], "hidden", True)), WORKBOOK),
    "a column hidden": (
        in_workbook("人员", lambda sheet: setattr(sheet.column_dimensions["C"], "hidden", True)),
        WORKBOOK,
    ),
    "a workbook saved again": (in_workbook("窗口", lambda sheet: None), WORKBOOK),
    "an outcome": (in_judgements("conforming", "nonconforming"), JUDGEMENTS),
    "a reason": (in_judgements("原件已核", "未核"), JUDGEMENTS),
    "the post of a judge": (in_judgements("督查岗", "编制岗"), JUDGEMENTS),
    "the day of a judgement": (in_judgements("2017-12-20", "2017-12-21"), JUDGEMENTS),
    "judgements taken away": (lambda case: (case.judgements / "YC.yaml").unlink(), JUDGEMENTS),
}


@pytest.mark.parametrize("what", INPUTS)
def test_a_changed_input_is_named(case: Case, capsys: pytest.CaptureFixture[str], what: str) -> None:
    tamper, first = INPUTS[what]
    tamper(case)
    assert first_said(case, capsys).startswith(first)


GUIDE = "checklists/guide-2016"
ACCEPTANCE, CALENDAR = "checklists/acceptance.yaml", "checklists/calendar/2017.yaml"
PROJECT: dict[str, tuple[str, dict[str, str], str]] = {
    "a pass mark": (ACCEPTANCE, {'pass_mark: "80"': 'pass_mark: "79"'}, "验收评分规则"),
    "a weight": (
        ACCEPTANCE,
        {'G-2.1.1: {weight: "4"': 'G-2.1.1: {weight: "5"', 'weights: "72"': 'weights: "73"'},
        "验收评分规则",
    ),
    "how a clause is graded": (ACCEPTANCE, {'deduct: "1"': 'deduct: "2"'}, "验收评分规则"),
    "a day off": (CALENDAR, {"to: 2017-10-08": "to: 2017-10-09", "workdays: 249": "workdays: 248"}, "工作日历"),
    "the words of a clause": (f"{GUIDE}/guide.yaml", {"title:": "title:  "}, "《指引》和法律条目"),
    "the words of the law": (f"{GUIDE}/law.yaml", {"title:": "title:  "}, "《指引》和法律条目"),
    "a check": (f"{GUIDE}/checks/case-code.md", {"\n\n": "\n\n补一句。\n\n"}, "核查程序"),
    "a table": (f"{GUIDE}/tables/ledger.schema.json", {"{": "{ "}, "佐证表定义"),
    "a reference table": ("checklists/reference/*.yaml", {":": ": "}, "参照表"),
    "an item": ("standards/items/yc01.yaml", {"有固定的经营场所": "有经营场所"}, "许可事项"),
    "a standard": ("standards/basis/*.md", {"。": "。 "}, "本县标准"),
    "the tree of standards": ("standards/system.yaml", {"\n": "\n# 改过\n"}, "本县标准"),
}
"""File, words with what they become, and the edition that verify names."""


@pytest.mark.parametrize("what", PROJECT)
def test_a_changed_edition_is_named(made: Case, tmp_path: Path, capsys: pytest.CaptureFixture[str], what: str) -> None:
    pattern, changes, title = PROJECT[what]
    for folder in ("standards", "checklists"):
        shutil.copytree(ROOT / folder, tmp_path / folder)
    path = sorted(tmp_path.glob(pattern))[0]
    text = path.read_text(encoding="utf-8")
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text, encoding="utf-8")
    changed = Case(made.report, made.workbook, made.judgements, tmp_path)
    assert first_said(changed, capsys).startswith(title)


def listed_again(case: Case, name: str, content: bytes) -> None:
    """Write a file of the report and mend its digest, as somebody would who knows of it."""
    path, sums = case.report / name, case.report / "SHA256SUMS"
    before, after = (hashlib.sha256(one).hexdigest() for one in (path.read_bytes(), content))
    path.write_bytes(content)
    text = sums.read_text(encoding="utf-8")
    assert before in text
    sums.write_text(text.replace(before, after), encoding="utf-8")


def in_text(name: str, old: str, new: str, *, listed: bool = True) -> Tamper:
    """Change words of a text file of the report."""

    def change(case: Case) -> None:
        path = case.report / name
        text = path.read_text(encoding="utf-8")
        assert old in text
        content = text.replace(old, new, 1).encode()
        listed_again(case, name, content) if listed else path.write_bytes(content)

    return change


def in_record(*path: str | int, to: object) -> Tamper:
    """Change one value of the report's data."""

    def change(case: Case) -> None:
        record = json.loads((case.report / JSON).read_text(encoding="utf-8"))
        place = record
        for step in path[:-1]:
            place = place[step]
        assert place[path[-1]] != to
        place[path[-1]] = to
        listed_again(case, JSON, record_text(record).encode())

    return change


def in_part(name: str, part: str, old: str, new: str) -> Tamper:
    """Change words of one part of an office file."""

    def change(case: Case) -> None:
        out = io.BytesIO()
        with zipfile.ZipFile(case.report / name) as archive, zipfile.ZipFile(out, "w") as made:
            for entry in archive.infolist():
                content = archive.read(entry)
                if entry.filename == part:
                    assert old.encode() in content
                    content = content.replace(old.encode(), new.encode(), 1)
                made.writestr(entry, content)
        listed_again(case, name, out.getvalue())

    return change


def in_pdf(edit: Callable[[pikepdf.Pdf], object]) -> Tamper:
    """Change the printed report with another program, and mend its digest."""

    def change(case: Case) -> None:
        out = io.BytesIO()
        with pikepdf.open(case.report / PDF) as pdf:
            edit(pdf)
            pdf.save(out)
        listed_again(case, PDF, out.getvalue())

    return change


def one_byte(case: Case) -> None:
    """Change one byte in the middle of the printed report."""
    content = bytearray((case.report / PDF).read_bytes())
    content[len(content) // 2] ^= 1
    (case.report / PDF).write_bytes(content)


def other_data(pdf: pikepdf.Pdf) -> None:
    """Put other data into the printed report."""
    stream = pdf.Root.Names.EmbeddedFiles.Names[1].EF.F
    stream.write(stream.read_bytes().replace(b"unqualified", b"qualified"))


FIRST = "departments", 0
REPORT: dict[str, tuple[Tamper, str]] = {
    "a total of the data": (in_record(*FIRST, "total", "n", to=99), "YC 总分：报告中是"),
    "a grade of the data": (in_record(*FIRST, "grade", to="excellent"), "YC 等级：报告中是“excellent”"),
    "a weight of the data": (in_record(*FIRST, "clauses", 0, "weight", to="9"), "YC G-2.1.1 权重"),
    "the proposal of the data": (in_record("county", "proposal", to="合格"), "建议结论：报告中是“合格”"),
    "a digest in the data": (in_record("editions", "calendar", to="0" * 64), "工作日历不是报告所依据的那一版"),
    "the workbook's digest in the data": (
        in_record(*FIRST, "inputs", "workbook", "sha256", to="0" * 64),
        WORKBOOK,
    ),
    "the pass mark in the data": (in_record("round", "pass_mark", to="60"), "round pass_mark：报告中是“60”"),
    "the page, not its digest": (in_text(HTML, "不合格", "合格", listed=False), f"{HTML}：文件在生成以后改动过"),
    "the page and its digest": (in_text(HTML, "不合格", "合格"), f"{HTML}：与由填报表重新生成的不同，第 "),
    "the document and its digest": (
        in_part(DOCX, "word/document.xml", "不合格", "合格"),
        f"{DOCX}：与由填报表重新生成的不同，部件 word/document.xml 中是",
    ),
    "the workbook of the report and its digest": (
        in_part(XLSX, "xl/worksheets/sheet2.xml", "<v>", "<v>1"),
        f"{XLSX}：与由填报表重新生成的不同，部件 xl/worksheets/sheet2.xml 中是",
    ),
    "one byte of the printed report": (one_byte, f"{PDF}：文件在生成以后改动过"),
    "two pages swapped": (
        in_pdf(lambda pdf: pdf.pages.reverse()),
        f"{PDF}：与由填报表重新生成的不同，第 1 页中是",
    ),
    "a page left out": (in_pdf(lambda pdf: pdf.pages.__delitem__(-1)), f"{PDF}：与由填报表重新生成的不同，缺少第 "),
    "a page added": (
        in_pdf(lambda pdf: pdf.add_blank_page()),
        f"{PDF}：与由填报表重新生成的不同，多出第 ",
    ),
    "other data within the printed report": (
        in_pdf(other_data),
        f"{PDF}：与由填报表重新生成的不同，附加文件 {JSON} 中是",
    ),
    "the printed report saved again": (
        in_pdf(lambda pdf: None),
        f"{PDF}：内容与由填报表重新生成的相同，字节不同",
    ),
    "the printed report taken for another file": (
        lambda case: listed_again(case, PDF, b"%PDF-1.7"),
        f"{PDF}：与由填报表重新生成的不同，文件已经损坏",
    ),
    "a digest": (
        in_text("SHA256SUMS", " ", "0 ", listed=False),
        f"{JSON}：文件在生成以后改动过",
    ),
    "the digests taken away": (
        lambda case: (case.report / "SHA256SUMS").unlink(),
        f"{JSON}：摘要文件 SHA256SUMS 中没有它的摘要",
    ),
    "the document taken away": (lambda case: (case.report / DOCX).unlink(), f"{DOCX}：报告目录中没有这个文件"),
    "the printed report taken away": (lambda case: (case.report / PDF).unlink(), f"{PDF}：报告目录中没有这个文件"),
}


@pytest.mark.parametrize("what", REPORT)
def test_a_changed_report_is_named(case: Case, capsys: pytest.CaptureFixture[str], what: str) -> None:
    tamper, first = REPORT[what]
    tamper(case)
    said = first_said(case, capsys)
    assert said.startswith(first), said


def test_at_least_thirty_things_were_changed() -> None:
    assert len({**INPUTS, **PROJECT, **REPORT}) >= 30


def signed_by_two(case: Case) -> Path:
    """Sign the printed report twice; gives the root to trust."""
    path, issuer = case.report / PDF, make_issuer()
    content = path.read_bytes()
    for organisation, post in (("奉节县人民政府督查室", "检查组组长"), ("奉节县质量技术监督局", "检查组成员")):
        content = sign(content, load_key(issuer.issue(organisation, "签名证书"), PASSWORD), post=post)
    path.write_bytes(content)
    root = case.report.parent / "root.pem"
    root.write_bytes(issuer.pem)
    return root


def test_a_signed_report_agrees_and_says_who_signed(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    root = signed_by_two(case)
    assert case.verify("--trust", str(root)) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("一致：")
    kept = "所签的内容没有改动，证书由所给的根证书签发。"
    assert [re.sub("，20[^，]*?签(?=）)", "", one) for one in said[1:]] == [
        f"{PDF}：第 1 个签名，奉节县人民政府督查室 签名证书（检查组组长）：{kept}",
        f"{PDF}：第 2 个签名，奉节县质量技术监督局 签名证书（检查组成员）：{kept}",
    ]


def test_without_a_root_the_issuer_is_said_to_be_unknown(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    signed_by_two(case)
    assert case.verify() == 0
    assert "没有给出根证书，证书的签发机构未核对。" in capsys.readouterr().out


def test_a_signature_by_somebody_else_is_named(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    signed_by_two(case)
    other = case.report.parent / "other.pem"
    other.write_bytes(make_issuer("别的根证书").pem)
    assert first_said(case, capsys, "--trust", str(other)).startswith(f"{PDF}：第 1 个签名，奉节县人民政府督查室")


def test_a_byte_changed_under_a_signature_is_named(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    root = signed_by_two(case)
    one_byte(case)
    assert case.verify("--trust", str(root)) == 1
    said = capsys.readouterr().out
    assert f"{PDF}：文件在生成以后改动过" in said
    assert said.count("签名无效，所签的内容在签名以后改动过") == 2


def test_other_software_is_told_and_is_no_difference(
    case: Case, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    in_pdf(lambda pdf: None)(case)
    monkeypatch.setattr(verify, "software_facts", lambda: Software("0.0.9", "0" * 64, "0" * 64))
    assert case.verify() == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("说明：现在的软件或者运行环境与生成报告时不同")


def test_the_software_that_a_report_names_cannot_be_changed(case: Case, capsys: pytest.CaptureFixture[str]) -> None:
    in_record("software", "sha256", to="0" * 64)(case)
    assert first_said(case, capsys).startswith(f"{HTML}：与由填报表重新生成的不同")
