"""Which signs give way, and which line breaks of a source are no blanks."""

from __future__ import annotations

import pytest

from conformance.typeset.punctuation import mend_html, squeeze


def marked(text: str) -> str:
    """The text with the signs that give way in braces."""
    return text.replace('<span class="halt">', "{").replace("</span>", "}")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("（《指引》）", "（{《}指引{》}）"),
        ("四类）；《指引》（2016版）的", "四类{）}{；}《指引{》}（2016版）的"),
        ("他说：“可以。”", "他说{：}“可以{。}”"),
        ("“‘完整’”", "“{‘}完整{’}”"),
        ("办件，事项。", "办件，事项。"),
        ("——（见表1）", "——（见表1）"),
        ("A),(B", "A),(B"),
    ],
)
def test_a_sign_gives_way_only_beside_another(text: str, expected: str) -> None:
    assert marked(squeeze(text)) == expected


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>行政\n  许可</p>", "<p>行政许可</p>"),
        ("<p>行政，\n许可</p>", "<p>行政，许可</p>"),
        ("<p>行政\n<b>许可</b></p>", "<p>行政<b>许可</b></p>"),
        ("<p>by\nlaw</p>", "<p>by\nlaw</p>"),
        ("<p>第\n42条</p>", "<p>第\n42条</p>"),
        ("<p>依据 Law\n第四条</p>", "<p>依据 Law\n第四条</p>"),
        ("<p>前段\n</p><p>后段</p>", "<p>前段\n</p><p>后段</p>"),
        ("<pre>行政\n许可</pre>", "<pre>行政\n许可</pre>"),
        ("<p>甲&amp;\n乙</p>", "<p>甲&amp;\n乙</p>"),
        ('<p title="》，">甲》，乙</p>', '<p title="》，">甲{》}，乙</p>'),
        ("<style>q { quotes: '“' '”，' }</style>", "<style>q { quotes: '“' '”，' }</style>"),
        ("<!-- 》， --><br/>", "<!-- 》， --><br/>"),
    ],
)
def test_only_the_text_of_a_page_is_mended(html: str, expected: str) -> None:
    assert marked(mend_html(html)) == expected
