"""Assemble the volume (标准文本汇编): folder of fragments to PDF, in one piece."""

from __future__ import annotations

import os
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from conformance.typeset.fonts import FontFolder
from conformance.typeset.pdf import render_pdf
from conformance.volume.folder import read_volume_folder
from conformance.volume.page import volume_html


@dataclass(frozen=True)
class VolumeSummary:
    """What was printed."""

    pages: int
    standards: int
    guides: int
    """Items whose guide and examination rules are in it."""
    sha256: str


def assemble_volume(folder: Path, out: Path, fonts: FontFolder) -> VolumeSummary:
    """Write the volume of `folder` to the file `out`; the same folder and fonts give the same bytes.

    Raises CannotProceed where a fragment, a reference's target or a glyph is missing; `out` is then left as it was.
    """
    content = read_volume_folder(folder)
    css = files("conformance.volume").joinpath("volume.css").read_text(encoding="utf-8")
    rendered = render_pdf(volume_html(content, fonts), [css], title=content.title, fonts=fonts)
    out.parent.mkdir(parents=True, exist_ok=True)
    part = out.with_name(out.name + ".part")
    part.write_bytes(rendered.pdf)
    os.replace(part, out)
    return VolumeSummary(rendered.pages, len(content.standards), len(content.guides), rendered.sha256)
