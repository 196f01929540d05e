"""What the reader without Sphinx and docutils make of unusual Markdown is the same text."""

from pathlib import Path

from conformance.clauses.export import clauses_json
from conformance.clauses.reader import read_standards
from conformance.sphinxext.build import build_site

CASES = [
    ("a quotation", "> 引文\n> 第二行应\n\n正文应。"),
    ("lists in lists", "- 甲\n  - 乙\n    续行\n- 丙\n\n  段落\n\n1. 一\n2. 二"),
    ("escapes, entities, an address", "转义 \\*不是\\* 强调，&amp; &copy; &#65;，<http://a.example/x?a=1&b=2>。"),
    ("hard breaks and emphasis over lines", "行尾两个空格  \n硬换行，**跨\n行**强调，反斜线\\\n换行。"),
    ("comments", "% 注释行\n正文应登记。\n\n<!-- 注释 -->\n\n后文。"),
    ("a block of code", "```\n代码 <b>\n第二行\n```\n\n正文。"),
    ("a note", "````{note}\n提示文字。\n````\n\n正文。"),
    (
        "a table",
        "| 列 | 列二 |\n|:--|--:|\n| **粗** `码` | [链接](http://b.example) |\n| a \\| b | {clause}`archive-copy` |",
    ),
    ("signs that are no markup here", '行内 `代码  两格` 与 ~~删除~~ 和 H~2~O 与 $x$，"直引号" -- 破折号...。'),
    ("raw HTML", "<span>行内 HTML</span>应<br>换行。"),
    ("a reference in a link", "文中 [链接 {clause}`archive-copy` 内](http://c.example) 应。"),
    ("blanks at both ends of lines", "第一行 \n 第二行\tTab   "),
    ("a block break and a target", "+++\n正文应。\n\n(target)=\n后文应。"),
    ("a table in its directive", "```{table} 表题 {clause}`archive-copy`\n| 甲 | 乙 |\n|--|--|\n| 1 | 2 |\n```"),
    ("code by indent", "    缩进代码\n\n正文应。"),
    ("wide blanks and empty lines", "全角　空格应。\n\n\n\n乙"),
]
ENDINGS = """
~~~{clause} archive-tilde
:implements:  G-3.2.2,
:checked_by:
直接
应。
~~~

:::{clause} archive-not-closed
应。
"""


def test_unusual_markdown_gives_the_same_clauses_json(project: Path, tmp_path: Path) -> None:
    page = project / "standards" / "support" / "archive.md"
    clauses = "".join(f"\n:::::{{clause}} archive-{at}\n\n{body}\n:::::\n" for at, (_, body) in enumerate(CASES))
    page.write_text(page.read_text(encoding="utf-8") + clauses + ENDINGS, encoding="utf-8")
    build_site(project, tmp_path / "site")
    table, faults = read_standards(project)
    assert faults == ()
    assert len(table.of_document("archive")) == len(CASES) + 3
    assert (tmp_path / "site" / "clauses.json").read_bytes() == clauses_json(table)
