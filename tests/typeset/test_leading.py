"""Lines stand as far apart as the style sheet says, whatever faces they hold."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise

import pytest
from pypdf import PdfReader

from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf

CSS = "@page { size: A4; margin: 20mm } html { font: 16pt/29pt fang } p { margin: 0 }"


def base_lines(body: str) -> list[float]:
    """Heights of the base lines of a page, from the top."""
    pdf = render_pdf(body, [CSS], title="行距", fonts=read_font_folder()).pdf
    heights: set[float] = set()

    def visit(text: str, cm: list[float], tm: list[float], _font: object, _size: float) -> None:
        if text.strip():
            heights.add(round(tm[4] * cm[1] + tm[5] * cm[3] + cm[5], 2))

    PdfReader(BytesIO(pdf)).pages[0].extract_text(visitor_text=visit)  # type: ignore[arg-type]
    return sorted(heights, reverse=True)


@pytest.mark.parametrize("line", ["许可事项办理", "GB/T 9704", "许可 36 项，ABC", "（“许可”）"])
def test_lines_of_mixed_faces_keep_their_distance(line: str) -> None:
    heights = base_lines(f"<p>许可</p><p>{line}</p><p>{line}</p><p>许可</p>")
    steps = [above - below for above, below in pairwise(heights)]
    assert steps == pytest.approx([29, 29, 29], abs=0.01)


def test_a_height_left_to_the_face_is_not_touched() -> None:
    (first, second) = base_lines('<p style="line-height: normal">许可</p><p style="line-height: normal">许可</p>')
    assert first - second != pytest.approx(29, abs=0.5)
