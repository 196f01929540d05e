"""The font folder is cut as its module says, and comes whole or not at all."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont

from tools import fonts

FOLDER = Path(__file__).resolve().parents[2] / ".fonts"


def characters(name: str) -> set[str]:
    """What a face of the folder holds."""
    return {chr(code) for code in TTFont(FOLDER / name).getBestCmap()}


def test_latin_type_supplies_no_chinese_punctuation() -> None:
    assert not characters("LiberationSerif-Regular.ttf") & set("“”‘’—…·×")
    assert set("AZaz09%()-") <= characters("LiberationSerif-Regular.ttf")


@pytest.mark.parametrize("name", ["NotoSerifCJKsc-Regular.otf", "NotoSansCJKsc-Regular.otf"])
def test_chinese_type_holds_signs_letters_and_han(name: str) -> None:
    assert set("行政许可“”——……（）〔〕①ⅠαΩ龘镕㛃") <= characters(name)


def test_chinese_type_keeps_its_half_width_signs() -> None:
    features = TTFont(FOLDER / "NotoSerifCJKsc-Regular.otf")["GPOS"].table.FeatureList.FeatureRecord
    assert "halt" in {record.FeatureTag for record in features}


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.otf")), ids=lambda path: path.name)
def test_the_number_of_a_glyph_is_its_character_identifier(path: Path) -> None:
    """A PDF names glyphs by number, and a reader looks them up as identifiers (ISO 32000-1, 9.7.4.2)."""
    names = TTFont(path)["CFF "].cff[0].charset
    assert [name for number, name in enumerate(names) if name not in (".notdef", f"cid{number:05}")] == []


def test_cutting_the_same_face_twice_gives_the_same_bytes() -> None:
    cut = next(cut for cut in fonts.CUTS if cut.target == "LiberationSerif-Regular.ttf")
    first = fonts.cut_face(cut)
    assert first == fonts.cut_face(cut) == (FOLDER / cut.target).read_bytes()
    assert "glyf" in TTFont(BytesIO(first))


def test_the_configuration_shows_this_folder_alone_and_names_the_roles(tmp_path: Path) -> None:
    fonts.write_fontconfig(tmp_path, tmp_path / "甲&乙")
    text = (tmp_path / "fonts.conf").read_text(encoding="utf-8")
    assert text.count("<dir") == 1
    assert '<dir prefix="relative">.</dir>' in text
    assert "甲&amp;乙/cache" in text
    for role in ("song", "hei", "fang", "kai", "title", "serif"):
        assert f"<family>{role}</family><prefer>" in text


def test_the_register_says_which_faces_are_bold() -> None:
    files = json.loads((FOLDER / "fonts.json").read_text(encoding="utf-8"))["files"]
    assert {name for name, face in files.items() if face["bold"]} == {
        "LiberationSerif-Bold.ttf",
        "NotoSansCJKsc-Bold.otf",
        "NotoSerifCJKsc-Bold.otf",
    }


def test_a_missing_source_is_named_with_its_package_and_leaves_the_old_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    absent = fonts.Cut("A.otf", tmp_path / "absent.ttc", "Noto Serif CJK SC", fonts.HAN)
    monkeypatch.setattr(fonts, "CUTS", (absent,))
    target = tmp_path / "fonts"
    target.mkdir()
    (target / "old").touch()
    assert fonts.main([str(target)]) == 2
    assert "absent.ttc，请先安装软件包：apt-get install fonts-noto-cjk" in capsys.readouterr().err
    assert [path.name for path in target.iterdir()] == ["old"]


def test_a_machine_without_apt_is_told_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(fonts, "FANDOL", Path("absent/fandol"))
    with pytest.raises(fonts.FontSourceMissing, match=r"本机没有 apt-get.*Debian 12"):
        fonts.copy_fandol(tmp_path)
