"""Make the private font folder (字体) that every PDF is set in: .fonts/, read by conformance.typeset.fonts.

Run once by tools/setup.sh. Noto Serif CJK SC and Noto Sans CJK SC (OFL, package fonts-noto-cjk) are cut from their
five-language collections to the Chinese face; Liberation Serif (package fonts-liberation) is cut to Latin letters, so
that it never supplies a Chinese quotation mark or dash; FandolFang and FandolKai (GPL 3 with font exception) are taken
whole from the package texlive-lang-chinese, which is unpacked and not installed. A fonts.conf makes fontconfig see this
folder and nothing else: the same words then break into the same lines on every machine. The cuts stay on the machine
that made them and are never shipped.

Which characters are kept: signs, Latin, Greek, Cyrillic, kana, and every Han character that the face has. That holds
GB 2312, the 20,902 of GBK and Extension A. Whether it covers the 8,105 characters in general use is not counted here:
conformance.typeset.pdf names each character of a text that no face has.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from xml.sax.saxutils import escape

import uharfbuzz as hb
from fontTools.ttLib import TTCollection, TTFont

NOTO = Path("/usr/share/fonts/opentype/noto")
LIBERATION = Path("/usr/share/fonts/truetype/liberation")
FANDOL_PACKAGE = "texlive-lang-chinese"
FANDOL = Path("usr/share/texlive/texmf-dist/fonts/opentype/public/fandol")

FEATURES = ("halt", "palt", "kern", "vert", "locl")
"""OpenType features that survive the cut: half-width punctuation, kerning, vertical and regional forms."""

SIGNS = ((0x20, 0x2BFF), (0x3000, 0x312F), (0x3200, 0x33FF), (0xFE10, 0xFE6F), (0xFF00, 0xFFEF))
HAN = ((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
LATIN = ((0x20, 0x7E), (0xA0, 0xA0), (0xC0, 0xD6), (0xD8, 0xF6), (0xF8, 0x17F))
"""Latin letters, digits and ASCII signs; without × ÷ · and the quotation marks, which are Chinese punctuation here."""

Ranges = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Cut:
    """One face to cut."""

    target: str
    source: Path
    family: str
    """Family to look for in a collection."""
    keep: Ranges


@dataclass(frozen=True)
class Role:
    """What a style sheet calls a face, and the families that supply it, first one first."""

    label: str
    families: tuple[str, ...]


CUTS = (
    Cut("NotoSerifCJKsc-Regular.otf", NOTO / "NotoSerifCJK-Regular.ttc", "Noto Serif CJK SC", SIGNS + HAN),
    Cut("NotoSerifCJKsc-Bold.otf", NOTO / "NotoSerifCJK-Bold.ttc", "Noto Serif CJK SC", SIGNS + HAN),
    Cut("NotoSansCJKsc-Regular.otf", NOTO / "NotoSansCJK-Regular.ttc", "Noto Sans CJK SC", SIGNS + HAN),
    Cut("NotoSansCJKsc-Bold.otf", NOTO / "NotoSansCJK-Bold.ttc", "Noto Sans CJK SC", SIGNS + HAN),
    Cut("LiberationSerif-Regular.ttf", LIBERATION / "LiberationSerif-Regular.ttf", "Liberation Serif", LATIN),
    Cut("LiberationSerif-Bold.ttf", LIBERATION / "LiberationSerif-Bold.ttf", "Liberation Serif", LATIN),
    Cut("LiberationSerif-Italic.ttf", LIBERATION / "LiberationSerif-Italic.ttf", "Liberation Serif", LATIN),
)

WHOLE = ("FandolFang-Regular.otf", "FandolKai-Regular.otf")

ROLES = {
    "song": Role("宋体", ("Liberation Serif", "Noto Serif CJK SC")),
    "hei": Role("黑体", ("Noto Sans CJK SC",)),
    "fang": Role("仿宋", ("Liberation Serif", "FandolFang", "Noto Serif CJK SC")),
    "kai": Role("楷体", ("Liberation Serif", "FandolKai", "Noto Serif CJK SC")),
    "title": Role("小标宋（以宋体加粗代替）", ("Liberation Serif", "Noto Serif CJK SC")),
}

GENERIC = {"serif": "song", "sans-serif": "hei", "monospace": "hei"}


class FontSourceMissing(Exception):
    """A face that the folder is made from is not on this machine."""


def main(arguments: list[str]) -> int:
    """Make the folder named by the first argument; 0 when it is complete, 2 with one line when it cannot be made."""
    target = Path(arguments[0]).resolve()
    try:
        make(target)
    except FontSourceMissing as missing:
        print(missing, file=sys.stderr)
        return 2
    return 0


def make(target: Path) -> None:
    """Fill a folder beside the target and put it in its place, so that a run cut short leaves no half folder."""
    work = target.with_name(target.name + ".part")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    for cut in CUTS:
        (work / cut.target).write_bytes(cut_face(cut))
    copy_fandol(work)
    write_register(work)
    write_fontconfig(work, target)
    shutil.rmtree(target, ignore_errors=True)
    work.rename(target)


def cut_face(cut: Cut) -> bytes:
    """The bytes of one face with only the characters asked for.

    Glyphs keep their numbers, so that glyph and character identifiers (CID) of the CFF agree as in the whole face:
    WeasyPrint writes glyph numbers into a PDF, where ISO 32000-1, 9.7.4.2, has them read as character identifiers.
    """
    if not cut.source.is_file():
        package = "fonts-liberation" if LIBERATION in cut.source.parents else "fonts-noto-cjk"
        raise FontSourceMissing(f"缺少字体文件 {cut.source}，请先安装软件包：apt-get install {package}")
    index, characters = _face_in(cut)
    request = hb.SubsetInput()
    request.flags = hb.SubsetFlags.RETAIN_GIDS
    request.unicode_set.set({c for c in characters if any(first <= c <= last for first, last in cut.keep)})
    request.layout_feature_tag_set.set({int.from_bytes(tag.encode("ascii"), "big") for tag in FEATURES})
    face = hb.Face(hb.Blob.from_file_path(str(cut.source)), index)
    cut_down = hb.subset(face, request)
    return bytes(cut_down.blob.data)


def _face_in(cut: Cut) -> tuple[int, set[int]]:
    """Where the family stands in its file, and the characters that it has."""
    fonts = (
        TTCollection(cut.source, lazy=True).fonts if cut.source.suffix == ".ttc" else [TTFont(cut.source, lazy=True)]
    )
    for index, font in enumerate(fonts):
        if font["name"].getDebugName(1) == cut.family:
            return index, set(font.getBestCmap())
    raise FontSourceMissing(f"字体文件 {cut.source} 中没有字族“{cut.family}”，请重新安装该字体的软件包。")


def copy_fandol(work: Path) -> None:
    """Take 仿宋 and 楷体 from an installed TeX, else from the Debian package, downloaded and unpacked aside."""
    installed = Path("/") / FANDOL
    if all((installed / name).is_file() for name in WHOLE):
        _copy(installed, work)
        return
    with tempfile.TemporaryDirectory() as aside:
        _download(Path(aside))
        archives = sorted(Path(aside).glob("*.deb"))
        subprocess.run(["dpkg-deb", "-x", str(archives[0]), aside], check=True)
        _copy(Path(aside) / FANDOL, work)


def _copy(source: Path, work: Path) -> None:
    for name in WHOLE:
        _number_alike(source / name, work / name)


def _number_alike(source: Path, target: Path) -> None:
    """Copy a face whole, its character identifiers made the numbers of its glyphs, for the reason told at cut_face."""
    font = TTFont(source, lazy=True, recalcTimestamp=False, recalcBBoxes=False)
    top = font["CFF "].cff[0]
    numbers = [".notdef", *(f"cid{number:05}" for number in range(1, len(top.charset)))]
    top.CharStrings.charStrings = {
        number: top.CharStrings.charStrings[name] for number, name in zip(numbers, top.charset, strict=True)
    }
    top.charset, top.ROS = numbers, ("Adobe", "Identity", 0)
    font.save(target)


def _download(aside: Path) -> None:
    """Fetch the package; a machine whose package lists are empty is given them first, where that is allowed."""
    command = ["apt-get", "-qq", "download", FANDOL_PACKAGE]
    if os.geteuid() == 0:
        command[1:1] = ["-o", "APT::Sandbox::User=root"]
    for attempt in range(2):
        try:
            outcome = subprocess.run(command, cwd=aside, capture_output=True, text=True, check=False)
        except FileNotFoundError as absent:
            raise FontSourceMissing("本机没有 apt-get，无法取得仿宋、楷体字体，请在 Debian 12 上运行。") from absent
        if outcome.returncode == 0:
            return
        if attempt == 0 and os.geteuid() == 0:
            subprocess.run(["apt-get", "-qq", "update"], check=False)
    raise FontSourceMissing(
        f"无法下载字体软件包 {FANDOL_PACKAGE}（仿宋、楷体取自其中），"
        "请检查网络，并以 root 运行 apt-get update 后重试。\n" + outcome.stderr.strip()
    )


def write_register(work: Path) -> None:
    """Write fonts.json: the roles with their families, and each file with its family, style and digest."""
    files = {path.name: _describe(path) for path in sorted(work.iterdir()) if path.suffix in (".otf", ".ttf")}
    roles = {name: {"label": role.label, "families": list(role.families)} for name, role in ROLES.items()}
    text = json.dumps({"roles": roles, "files": files}, ensure_ascii=False, indent=1, sort_keys=True)
    (work / "fonts.json").write_text(text + "\n", encoding="utf-8")


def _describe(path: Path) -> dict[str, object]:
    font = TTFont(path, lazy=True)
    family = font["name"].getDebugName(1).removesuffix(" R")
    return {
        "family": family,
        "bold": font["OS/2"].usWeightClass >= 600,
        "italic": bool(font["post"].italicAngle),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def write_fontconfig(work: Path, target: Path) -> None:
    """Write the fonts.conf that shows this folder alone, and gives each role its name as a family."""
    aliases = {name: role.families for name, role in ROLES.items()}
    aliases |= {name: ROLES[role].families for name, role in GENERIC.items()}
    lines = [
        '<?xml version="1.0"?>',
        '<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">',
        "<fontconfig>",
        '  <dir prefix="relative">.</dir>',
        f"  <cachedir>{escape(str(target / 'cache'))}</cachedir>",
    ]
    for name in sorted(aliases):
        families = "".join(f"<family>{escape(family)}</family>" for family in aliases[name])
        lines.append(f'  <alias binding="same"><family>{name}</family><prefer>{families}</prefer></alias>')
    lines.append("</fontconfig>")
    (work / "fonts.conf").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
