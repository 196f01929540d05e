"""``checks.md``: what each check says of the violating rows of its page's cases, word for word (提示语).

Read it aloud as the clerk who has to mend the cell without asking. After a message has changed:

    python -m tests.messages.test_checks > tests/messages/checks.md
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

from conformance.checklist.check import Check
from conformance.evidence.book import EvidenceBook
from conformance.findings.result import CheckResult
from conformance.terms import Scope
from tests.findings.test_check_pages import CHECKS, books_of, run

PAGE = Path(__file__).with_name("checks.md")
_HEAD = "# What each check tells the department\n\nThe first message of each violating case of its page."


def page() -> str:
    """The page as it should be."""
    of_department = {check.id: check for check in CHECKS.values() if check.scope is Scope.DEPARTMENT}
    books = [book for check in of_department.values() for case in _cases(check) for book in case]
    found = run(of_department, books, chunk=len(books))
    chapters = []
    for check in CHECKS.values():
        alone = check.id not in of_department  # over the county, each case is a county of its own
        said = (_said(check, case, run({check.id: check}, case) if alone else found) for case in _cases(check))
        lines = dict.fromkeys(message for messages in said for message in messages)
        chapters.append(f"## {check.id}\n\n" + "\n".join(f"- {message}" for message in lines))
    return "\n\n".join((_HEAD, *chapters)) + "\n"


def _cases(check: Check) -> Iterator[list[EvidenceBook]]:
    return (list(books_of(check, number)) for number in range(len(check.cases)))


def _said(check: Check, case: list[EvidenceBook], found: Mapping[str, Mapping[str, CheckResult]]) -> Iterator[str]:
    results = [found[book.department][check.id] for book in case if check.id in found[book.department]]
    yield from (result.findings[0].message for result in results if result.findings)


def test_the_messages_are_those_on_the_page() -> None:
    assert PAGE.read_text(encoding="utf-8") == page()


def test_every_message_says_where_and_what_to_do() -> None:
    lines = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("- ")]
    assert len(lines) >= len(CHECKS)
    assert [line for line in lines if not line.startswith("- 表“") or "请" not in line] == []
    assert [line for line in lines if "（（" in line or "，，" in line or "。。" in line] == []


if __name__ == "__main__":
    print(page(), end="")
