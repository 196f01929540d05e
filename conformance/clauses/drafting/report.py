"""Run the drafting rules over pages: hits that no comment silences, each with its place and its rewriting."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from conformance.clauses.drafting.catalogue import BY_CODE, RULES
from conformance.clauses.drafting.page import Page
from conformance.clauses.drafting.passage import Hit, Passage
from conformance.clauses.drafting.reading import read_drafting_page
from conformance.clauses.drafting.rule import Fix, Level, Rule
from conformance.clauses.drafting.structure import repeatable
from conformance.clauses.drafting.suppression import comment_hit, read_suppressions
from conformance.errors import Diagnostic, Severity
from conformance.sources.myst import Blocks
from conformance.sources.text import unwrap

UNUSED = BY_CODE["M007"]
_PART_ENDS = "。；！？，："


@dataclass(frozen=True)
class Reported:
    """A hit of a rule on a page."""

    rule: Rule
    level: Level
    hit: Hit
    file: str
    line: int
    column: int
    rewriting: str
    """The part of the sentence as it is to be; empty where a person must word it."""

    @property
    def diagnostic(self) -> Diagnostic:
        """The hit for the list of all faults of a project; a hint is a note there."""
        verb = "请写作" if self.rule.fix is Fix.SAFE else "可写作"
        mends = [self.hit.mend, f"{verb}“{self.rewriting}”" if self.rewriting else ""]
        return Diagnostic(
            f"{self.file}:{self.line}:{self.column}",
            self.rule.code,
            self.hit.found,
            self.hit.expected,
            "，".join(one for one in mends if one),
            Severity.NOTE if self.level is Level.HINT else Severity.FAULT,
        )


def read_pages(sources: Iterable[tuple[str, str]], parsed: Mapping[str, Blocks] | None = None) -> tuple[Page, ...]:
    """The pages of these files and texts, each knowing which of its texts stand in three or more.

    Pages that somebody has ``parsed`` before, by file, are not parsed again.
    """
    pages = [read_drafting_page(source, file, (parsed or {}).get(file)) for file, source in sources]
    files: dict[str, set[str]] = defaultdict(set)
    for page in pages:
        for passage in page.normative:
            if text := repeatable(passage):
                files[text].add(page.file)
    repeated = {text: tuple(sorted(names)) for text, names in files.items() if len(names) >= 3}
    return tuple(replace(page, repeated=repeated) for page in pages)


def drafting_hits(page: Page, rules: Sequence[Rule] = RULES) -> tuple[Reported, ...]:
    """What these rules find in a page, in the order of the page."""
    found = sorted(_hits(page, rules), key=lambda pair: (pair[1].start, pair[0].code, pair[1].end))
    replaced = [hit for _, hit in found if hit.replacement is not None]
    reported = []
    for rule, hit in found:
        line, column = page.place(hit.start)
        level = rule.levels[page.edition]
        reported.append(Reported(rule, level, hit, page.file, line, column, _rewriting(page, hit, replaced)))
    return tuple(reported)


def apart(hits: Iterable[Hit]) -> list[Hit]:
    """The replacing hits that do not overlap, the first of each place first."""
    kept: list[Hit] = []
    for hit in sorted(hits, key=lambda one: (one.start, one.end)):
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _hits(page: Page, rules: Sequence[Rule]) -> Iterator[tuple[Rule, Hit]]:
    suppressions, _ = read_suppressions(page)
    used = set()
    for rule in rules:
        if page.edition not in rule.levels:
            continue
        for hit in rule.check(page):
            covering = [one for one in suppressions if one.covers(rule.code, hit)]
            used.update(covering)
            if not covering:
                yield rule, hit
    if UNUSED in rules:
        known = {rule.code for rule in rules}
        for one in suppressions:
            if one not in used and (one.code in known or one.code not in BY_CODE):
                yield UNUSED, comment_hit(one.comment, f"这里没有规则 {one.code} 可报之处，注释已经无用")


def _rewriting(page: Page, hit: Hit, replaced: list[Hit]) -> str:
    """The part of the sentence around a hit, with all that is replaced in it."""
    passage = _passage_of(page, hit)
    if hit.replacement is None or "\n" in hit.replacement or passage is None:
        return ""
    first, last = passage.start, passage.at(len(passage.text) - 1) + 1
    if hit.end - hit.start == last - first:
        return hit.replacement
    start = max((page.source.rfind(mark, first, hit.start) + 1 for mark in _PART_ENDS), default=first)
    start = max(start, first)
    stops = [stop for mark in _PART_ENDS if (stop := page.source.find(mark, hit.end, last)) >= 0]
    end = min(stops, default=last)
    text, at = "", start
    for one in apart(one for one in replaced if start <= one.start and one.end <= end):
        if one.replacement is not None and "\n" not in one.replacement:
            text += page.source[at : one.start] + one.replacement
            at = one.end
    return unwrap((text + page.source[at:end]).replace("\r", ""))


def _passage_of(page: Page, hit: Hit) -> Passage | None:
    place = bisect_right(page.passages, hit.start, key=lambda one: one.start) - 1
    if place < 0:
        return None
    passage = page.passages[place]
    inside = bool(passage.text) and hit.end <= passage.at(len(passage.text) - 1) + 1
    return passage if inside else None
