"""A divided volume for the printer: each part whole in itself, all of them the same pages as the undivided one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pypdf import PdfReader

from conformance.preflight.inspect import inspect_pdf
from conformance.preflight.profile import Profile
from conformance.volume.assemble import SetVolume, Workshop
from conformance.volume.assemble_parts import divide_by_subsystem, divide_by_thickness
from conformance.volume.assemble_press import (
    BINDINGS,
    PressOrder,
    PressSummary,
    assemble_press,
    assemble_press_parts,
)

PROFILE = bytes(16) + b"CMYK" + bytes(16) + b"acsp" + bytes(88)
ORDER = PressOrder(BINDINGS["perfect"], signature=4, marks=False, sheet=0.3, cover=0.25, profile=PROFILE)
_FOLIO = re.compile(r"—(\d+)—$")


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, volume: SetVolume, workshop: Workshop) -> Path:
    """The press folder of the undivided volume."""
    folder = tmp_path_factory.mktemp("whole")
    assemble_press(volume, folder, workshop, ORDER)
    return folder


@pytest.fixture(scope="module")
def divided(
    tmp_path_factory: pytest.TempPathFactory, volume: SetVolume, workshop: Workshop
) -> tuple[Path, tuple[PressSummary, ...]]:
    """The press folder of the volume by subsystem, and what was made."""
    folder = tmp_path_factory.mktemp("divided")
    return folder, assemble_press_parts(volume, divide_by_subsystem(volume), folder, workshop, ORDER)


def texts(path: Path) -> list[str]:
    return ["".join(page.extract_text().split()) for page in PdfReader(path).pages]


def numbered(pages: list[str]) -> dict[int, str]:
    """The pages that bear a number of the volume, by it."""
    return {int(found[1]): text for text in pages if (found := _FOLIO.search(text))}


def test_the_parts_together_are_the_pages_of_the_undivided_volume(
    whole: Path, divided: tuple[Path, tuple[PressSummary, ...]]
) -> None:
    folder, made = divided
    together: dict[int, str] = {}
    for one in made:
        pages = numbered(texts(folder / one.block))
        assert min(pages) == one.first_page
        assert max(pages) <= one.last_page
        assert not set(pages) & set(together)
        together |= pages
    assert together == numbered(texts(whole / "block.pdf"))


def test_each_part_has_its_title_page_and_both_contents(divided: tuple[Path, tuple[PressSummary, ...]]) -> None:
    folder, made = divided
    starts = []
    for one in made:
        front = texts(folder / one.block)[: one.front]
        starts.append([re.match(r"奉节县.*?分册|说明|总目录|本册目录|标准明细表|标准统计表", page) for page in front])
    assert [[found[0] for found in of_part if found] for of_part in starts] == [
        ["奉节县行政许可服务标准汇编（2017年版）第一分册", "说明", "总目录", "本册目录", "标准明细表", "标准统计表"],
        ["奉节县行政许可服务标准汇编（2017年版）第二分册", "总目录", "本册目录"],
        ["奉节县行政许可服务标准汇编（2017年版）第三分册", "总目录", "本册目录"],
    ]


def test_contents_tell_the_page_where_a_standard_really_begins(
    divided: tuple[Path, tuple[PressSummary, ...]], whole: Path
) -> None:
    folder, made = divided
    stands = numbered(texts(whole / "block.pdf"))
    for one in made:
        pages = texts(folder / one.block)
        contents = next(page for page in pages if page.startswith("总目录"))
        for code in ("FJXK102—2017", "FJXK202—2017"):
            said = re.search(rf"{code}行政许可\w\w(?:规范)?\.+(\d+)", contents)
            assert said
            assert code in stands[int(said[1])]
        for other in made:
            assert other.part
            assert f"{other.part.label}（第{other.first_page}页至第{other.last_page}页）" in contents
    own = next(page for page in texts(folder / made[1].block) if page.startswith("本册目录"))
    assert "FJXK202—2017" in own
    assert "FJXK102—2017" not in own


def test_the_rule_of_the_page_numbers_is_stated(divided: tuple[Path, tuple[PressSummary, ...]]) -> None:
    folder, made = divided
    notes = next(page for page in texts(folder / made[0].block) if page.startswith("说明"))
    assert f"本汇编分为三册，正文的页码各册连续编排：第一分册（第1页至第{made[0].last_page}页）" in notes


def test_covers_and_titles_name_the_part(divided: tuple[Path, tuple[PressSummary, ...]]) -> None:
    folder, made = divided
    for one, label, title in zip(
        made, ("第一分册", "第二分册", "第三分册"), ("服务通用基础标准", "服务提供标准", "附编"), strict=True
    ):
        cover = texts(folder / one.cover)[0]
        assert cover.count(label) == (2 if one.spine.has_text else 1)
        assert title in cover
        assert str(PdfReader(folder / one.block).metadata.title).endswith(label)  # type: ignore[union-attr]  # we wrote it


def test_preflight_finds_nothing(divided: tuple[Path, tuple[PressSummary, ...]]) -> None:
    folder, made = divided
    for one in made:
        assert inspect_pdf(folder / one.block, Profile(signature=4, size=(210, 297))).findings == ()
        assert inspect_pdf(folder / one.cover, Profile(signature=1)).findings == ()


def test_nothing_but_front_matter_and_covers_is_set_anew(tmp_path: Path, volume: SetVolume, workshop: Workshop) -> None:
    standards = {volume.rendered[name].pdf: volume.rendered[name].pdf.stat().st_mtime_ns for name, _ in volume.chunks}
    before = set(workshop.cache.glob("*.json"))
    made = assemble_press_parts(volume, divide_by_thickness(volume, 32, 4), tmp_path, workshop, ORDER)
    assert {path: path.stat().st_mtime_ns for path in standards} == standards
    # Of each part the opening, two contents and a cover; notes, register and statistics besides; up to four rounds.
    assert len(set(workshop.cache.glob("*.json")) - before) <= 4 * (2 + 2 * len(made)) + 2 * len(made) + 1
    assert all(one.pages <= 32 for one in made)


def test_files_of_another_division_are_removed(tmp_path: Path, volume: SetVolume, workshop: Workshop) -> None:
    assemble_press_parts(volume, divide_by_subsystem(volume), tmp_path, workshop, ORDER)
    assemble_press(volume, tmp_path, workshop, ORDER)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["block.pdf", "cover.pdf"]
