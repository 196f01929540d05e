"""The font folder is read, or refused in words."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.typeset.fonts import FONT_FOLDER, read_font_folder


def test_the_five_roles_are_there_and_every_family_has_a_face() -> None:
    folder = read_font_folder()
    assert [role.name for role in folder.roles] == ["fang", "hei", "kai", "song", "title"]
    families = {face.family for face in folder.faces}
    assert {family for role in folder.roles for family in role.families} <= families


def test_the_digests_of_the_register_are_those_of_the_files() -> None:
    for face in read_font_folder().faces:
        assert hashlib.sha256((FONT_FOLDER / face.file).read_bytes()).hexdigest() == face.sha256


def test_a_family_without_a_bold_face_is_set_in_what_it_has() -> None:
    folder = read_font_folder()
    assert folder.face_of("FandolFang", bold=True, italic=False).file == "FandolFang-Regular.otf"
    assert folder.face_of("Noto Serif CJK SC", bold=True, italic=False).file == "NotoSerifCJKsc-Bold.otf"


def test_a_folder_that_is_not_there_names_the_command_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match=r"没有找到字体目录.*sh tools/run\.sh"):
        read_font_folder(tmp_path / "absent")


@pytest.mark.parametrize("text", ["{", "[]", '{"roles": {}, "files": {"a.otf": {"family": "甲"}}}'])
def test_a_register_that_cannot_be_read_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "fonts.json").write_text(text, encoding="utf-8")
    with pytest.raises(CannotProceed, match=r"字体清单.*无法读取"):
        read_font_folder(tmp_path)


def test_a_lost_file_is_named(tmp_path: Path) -> None:
    face = {"family": "甲", "bold": False, "italic": False, "sha256": "0" * 64}
    register = {"roles": {}, "files": {"a.otf": face}}
    (tmp_path / "fonts.json").write_text(json.dumps(register), encoding="utf-8")
    with pytest.raises(CannotProceed, match=r"缺少fonts\.conf、a\.otf"):
        read_font_folder(tmp_path)
