"""Write the handbook's page of each drafting rule, and their index, from the rules and their cases.

    python tools/rule_pages.py

writes docs/handbook/rules/<code>.md and index.md; a test fails where they differ from what this would write.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
if str(ROOT) not in sys.path:
    sys.path.insert(0, str(ROOT))  # run as a script, Python looks for modules in tools/ alone

from conformance.clauses.drafting.catalogue import RULES  # noqa: E402 - needs the path above
from conformance.clauses.drafting.rule_page import index_page, rule_page  # noqa: E402

FOLDER = ROOT / "docs" / "handbook" / "rules"


def pages() -> Mapping[str, str]:
    """The name and the text of every page."""
    return {"index.md": index_page(RULES)} | {f"{rule.code}.md": rule_page(rule) for rule in RULES}


def main() -> None:
    """Write all pages, and remove those of rules that are gone."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    made = pages()
    for path in FOLDER.glob("*.md"):
        if path.name not in made:
            path.unlink()
    for name, text in made.items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    print(f"已写出 {len(made)} 页：{FOLDER.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
