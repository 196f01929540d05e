"""Read the private font folder (字体) that tools/fonts.py made, and show fontconfig that folder alone.

A style sheet names a role (song, hei, fang, kai, title) as if it were a family; the folder's fonts.conf says which
faces supply it. Lines therefore break at the same places on every machine that has the same folder.
"""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path

from conformance.errors import CannotProceed

FONT_FOLDER = Path(__file__).resolve().parents[2] / ".fonts"
"""Where tools/setup.sh puts the folder: beside the package."""


@dataclass(frozen=True)
class Face:
    """One font file of the folder."""

    file: str
    family: str
    bold: bool
    italic: bool
    sha256: str


@dataclass(frozen=True)
class FontRole:
    """What a style sheet may call a face."""

    name: str
    label: str
    """Chinese name, for the report: 宋体."""
    families: tuple[str, ...]
    """Families that supply it, in the order in which a character is looked for."""


@dataclass(frozen=True)
class FontFolder:
    """The faces that a PDF may be set in."""

    path: Path
    roles: tuple[FontRole, ...]
    faces: tuple[Face, ...]

    def face_of(self, family: str, *, bold: bool, italic: bool) -> Face:
        """The file that supplied a family; a family without a bold or an italic face is set in what it has."""
        of_family = [face for face in self.faces if face.family == family]
        if not of_family:
            raise CannotProceed(f"字体目录“{self.path}”之外的字体“{family}”被用于排版，请重新运行 sh tools/run.sh。")
        return min(of_family, key=lambda face: (face.bold != bold, face.italic != italic, face.file))

    def activate(self) -> None:
        """Make fontconfig read this folder's configuration from now on, in this process."""
        os.environ["FONTCONFIG_FILE"] = str(self.path / "fonts.conf")


def read_font_folder(path: Path = FONT_FOLDER) -> FontFolder:
    """Read fonts.json of the folder; CannotProceed where the folder is not there, not whole, or not ours."""
    register = path / "fonts.json"
    try:
        content = json.loads(register.read_text(encoding="utf-8"))
        folder = FontFolder(
            path,
            tuple(
                FontRole(name, role["label"], tuple(role["families"]))
                for name, role in sorted(content["roles"].items())
            ),
            tuple(Face(file, **description) for file, description in sorted(content["files"].items())),
        )
    except FileNotFoundError as absent:
        raise CannotProceed(f"没有找到字体目录“{path}”，请先运行 sh tools/run.sh，它会备齐字体。") from absent
    except (ValueError, KeyError, TypeError, AttributeError) as damaged:
        raise CannotProceed(f"字体清单“{register}”无法读取，请删除目录“{path}”后运行 sh tools/run.sh。") from damaged
    missing = [name for name in ("fonts.conf", *(face.file for face in folder.faces)) if not (path / name).is_file()]
    if missing:
        raise CannotProceed(f"字体目录“{path}”缺少{'、'.join(missing)}，请删除该目录后运行 sh tools/run.sh。")
    return folder
