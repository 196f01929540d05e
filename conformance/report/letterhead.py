"""The red head and the imprint of a report that is issued as a document (红头、版记), by GB/T 9704—2012, 7.2 and 7.4.

The issuer's name stands in red 35 mm below the upper edge of the type area, the document's number two lines below it
over a red line; the imprint closes the last page.
"""

from __future__ import annotations

from html import escape

from conformance.checklist.acceptance import Letterhead
from conformance.report.words import chinese_date

TYPE_AREA = 156 * 72 / 25.4
"""Its width in points."""
LARGEST = 40.0
"""Size in points of an issuer's name that has room enough; a long one is set smaller, on one line."""


def with_letterhead(body: str, letterhead: Letterhead | None) -> str:
    """The report's body between the head and the imprint; unchanged where there is none."""
    return body if letterhead is None else f"{_head(letterhead)}\n{body}\n{_imprint(letterhead)}"


def _head(letterhead: Letterhead) -> str:
    size = min(LARGEST, TYPE_AREA / len(letterhead.issuer))
    return (
        f'<header class="letterhead"><p class="issuer" style="font-size: {size:.2f}pt">{escape(letterhead.issuer)}</p>'
        f'<p class="document-number">{escape(letterhead.document_number)}</p></header>'
    )


def _imprint(letterhead: Letterhead) -> str:
    copies = f"<p>抄送：{escape('，'.join(letterhead.copies_to))}。</p>" if letterhead.copies_to else ""
    printed = f"<span>{escape(letterhead.printed_by)}</span><span>{chinese_date(letterhead.printed_on)}印发</span>"
    return f'<section class="imprint"><div>{copies}<p class="printed">{printed}</p></div></section>'
