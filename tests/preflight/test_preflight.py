"""The preflight finds each fault by its rule, on its page, and nothing in a sound file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pikepdf import Encryption, Pdf

from conformance.cli.main import main
from conformance.preflight.finding import PreflightFinding, Rule, Weight, page_list
from conformance.preflight.inspect import inspect_pdf
from conformance.preflight.profile import Profile
from tests.preflight.broken import FAULTS, NOTES, Break, odd_pages, sound, write


def findings(path: Path, profile: Profile | None = None) -> tuple[PreflightFinding, ...]:
    return inspect_pdf(path, profile or Profile()).findings


def test_it_finds_nothing_in_a_sound_file(tmp_path: Path) -> None:
    assert findings(write(tmp_path / "a.pdf"), Profile(size=(210, 297))) == ()


@pytest.mark.parametrize(("broken", "rule", "words"), FAULTS)
def test_each_fault_is_told_by_its_rule_and_by_no_other(tmp_path: Path, broken: Break, rule: str, words: str) -> None:
    found = [one for one in findings(write(tmp_path / "a.pdf", broken)) if one.weight is Weight.FAULT]
    assert {one.rule.value for one in found} == {rule}
    assert any(words in one.sentence for one in found), [one.sentence for one in found]


@pytest.mark.parametrize(("broken", "rule", "words"), NOTES)
def test_what_may_be_meant_is_a_note(tmp_path: Path, broken: Break, rule: str, words: str) -> None:
    found = findings(write(tmp_path / "a.pdf", broken))
    assert [(one.rule.value, one.weight) for one in found] == [(rule, Weight.NOTE)]
    assert words in found[0].sentence


def test_every_rule_has_a_broken_file_or_a_test_of_its_own() -> None:
    covered = {rule for _, rule, _ in (*FAULTS, *NOTES)}
    assert covered | {Rule.ENCRYPTION.value} == {rule.value for rule in Rule}


@pytest.mark.parametrize(("user", "words"), [("", "全文：文件加密"), ("secret", "全文：要密码才能打开")])
def test_an_encrypted_file_is_told_whether_or_not_it_opens(tmp_path: Path, user: str, words: str) -> None:
    with sound() as pdf:
        pdf.save(tmp_path / "a.pdf", encryption=Encryption(owner="owner", user=user))
    found = findings(tmp_path / "a.pdf")
    assert [one.rule for one in found] == [Rule.ENCRYPTION]
    assert words in found[0].sentence


def test_what_is_no_pdf_is_told(tmp_path: Path) -> None:
    (tmp_path / "a.pdf").write_bytes(b"PK\x03\x04 not at all")
    found = findings(tmp_path / "a.pdf")
    assert [one.sentence for one in found] == ["全文：不是完整的 PDF 文件，应为能打开的 PDF；请重新导出。"]


def test_another_size_than_ordered_is_told(tmp_path: Path) -> None:
    found = findings(write(tmp_path / "a.pdf"), Profile(size=(210, 285)))
    assert [one.sentence for one in found] == [
        "第 1—4 页：成品尺寸为 210.0 mm×297.0 mm，应为210 mm×285 mm；请按开本重新排版，不要缩放。"
    ]


def test_a_file_for_the_screen_is_not_asked_for_bleed_but_for_bookmarks(tmp_path: Path) -> None:
    with Pdf.new() as pdf:
        for _ in range(20):
            pdf.add_blank_page()
        pdf.docinfo["/Title"] = "a"
        pdf.save(tmp_path / "a.pdf")
    found = findings(tmp_path / "a.pdf", Profile(press=False))
    assert [one.sentence for one in found] == ["全文：共 20 页，没有书签，应为有书签；请在导出时生成书签。"]


def test_pages_are_listed_as_runs() -> None:
    assert page_list((1, 2, 3, 7, 9, 10)) == "1—3、7、9—10"


def test_the_command_tells_in_text_and_json_and_its_status_is_that_of_the_worst(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    good, bad = write(tmp_path / "good.pdf"), write(tmp_path / "bad.pdf", odd_pages)
    assert main(["preflight", str(good)]) == 0
    capsys.readouterr()
    assert main(["preflight", str(good), str(bad)]) == 1
    assert capsys.readouterr().out.splitlines() == [
        f"{good}：4 页，问题 0 类，提示 0 类",
        f"{bad}：3 页，问题 1 类，提示 0 类",
        "  问题［页数］全文：共 3 页，应为4 的倍数；请补空白页到 4 页。",
    ]
    assert main(["preflight", str(bad), "--format", "json"]) == 1
    assert json.loads(capsys.readouterr().out)[0]["findings"][0]["rule"] == "page-count"


def test_a_file_that_is_not_there_cannot_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["preflight", str(tmp_path / "gone.pdf")]) == 2
    assert "不能读取" in capsys.readouterr().err
