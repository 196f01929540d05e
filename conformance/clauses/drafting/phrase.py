"""The fixed sentences (固定句) of each edition of GB/T 1.1, and how a text is held against them."""

from __future__ import annotations

import re
import unicodedata

REFERENCES = {
    "2009": (
        "下列文件对于本文件的应用是必不可少的。凡是注日期的引用文件，仅注日期的版本适用于本文件。"
        "凡是不注日期的引用文件，其最新版本（包括所有的修改单）适用于本文件。"
    ),
    "2020": (
        "下列文件中的内容通过文中的规范性引用而构成本文件必不可少的条款。其中，注日期的引用文件，仅该日期对应的版本适用于本文件；"
        "不注日期的引用文件，其最新版本（包括所有的修改单）适用于本文件。"
    ),
}
"""What leads to the list of documents referred to."""
NO_REFERENCES = "本文件没有规范性引用文件。"
NO_TERMS = "本文件没有需要界定的术语和定义。"
"""Both of 2020; the edition of 2009 leaves such a chapter out."""
TERMS = "下列术语和定义适用于本文件。"
_TERMS = re.compile("(?:.{2,80}界定的(?:以及下列)?|下列)术语和定义适用于本文件。")
DRAFTED_BY = {
    "2009": "本标准按照GB/T 1.1—2009给出的规则起草。",
    "2020": ("本文件按照GB/T 1.1—2020《标准化工作导则  第1部分：标准化文件的结构和起草规则》的规定起草。"),
}
PATENT = "请注意本文件的某些内容可能涉及专利。本文件的发布机构不承担识别专利的责任。"


def same(text: str, phrase: str) -> bool:
    """Whether both say the same but for blanks and the width of characters."""
    return _normal(text) == _normal(phrase)


def leads_to_terms(text: str) -> bool:
    """Whether the text is one of the three sentences that lead to the terms."""
    return bool(_TERMS.fullmatch(re.sub(r"\s", "", text)))


def _normal(text: str) -> str:
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))
