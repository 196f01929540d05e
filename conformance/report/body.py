"""The body of the report as HTML (正文), of which the page, the printed report and the document for editing are made.

Every figure leads on: from the total to the aspect, the clause, the check and the rows behind it. How much of the lists
is shown is the only thing in which the formats differ.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from conformance.inspection.process_map import process_map_svg, share_words, way_words
from conformance.inspection.round import EDITION_TITLES
from conformance.report import gallery, places, process_annex, words
from conformance.report.basis import covered
from conformance.report.department import DepartmentPart
from conformance.report.model import Report
from conformance.report.proceedings import fate_words
from conformance.report.working import working
from conformance.scores.record import exact
from conformance.scores.scorecard import Scorecard

DATA_FILE = "acceptance-report.json"
"""Where the lists stand in full."""

CHAPTERS = (
    ("summary", "结论（建议）"),
    ("task", "一、任务来源和依据"),
    ("method", "二、组织与方法"),
    ("results", "三、结论和总体情况"),
    ("aspects", "四、五个方面得分"),
    ("departments", "五、各部门情况"),
    ("waiting", "六、待定和搁置"),
    ("vetoes", "七、否决项"),
    ("not-applicable", "八、不适用和声明无数据"),
    ("judgements", "九、人工判定与推翻"),
    ("certainty", "十、分值按可信程度的分布"),
    ("rectification", "十一、整改清单"),
    ("once", "十二、同一问题不重复扣分"),
    ("manifest", "十三、数据校验清单"),
    ("signatures", "签名页"),
    ("rules", "附件1 评分规则"),
    ("checks", "附件2 核查程序目录"),
    ("receipts", "附件3 被评单位签收表"),
    ("judging", "附件4 核定要点"),
    ("standards", "附件5 标准明细表"),
    ("attendance", "附件6 会议签到表"),
    ("visits", "附件7 现场检查记录"),
    ("processes", "附件8 办理过程图"),
)
SAMPLE = ("sample", "附件9 抽样清单")
"""Where a sample was drawn and told to the report."""


@dataclass(frozen=True)
class Extent:
    """How much of the lists is shown; counts are always whole."""

    rows: int
    """Rows or cells of one list; the others are counted and stand in the data."""
    claims: int
    """Clauses of a department on which self-assessment and inspection differ."""
    problems: int
    """Clauses that are named as those on which most departments lost points."""
    sentences: bool
    """Whether each row is shown with its message; otherwise its cell alone."""
    every_clause: bool
    """Whether clauses that lost nothing are shown too."""


WHOLE = Extent(rows=20, claims=500, problems=500, sentences=True, every_clause=True)
PRINTED = Extent(rows=10, claims=10, problems=10, sentences=False, every_clause=False)
ALONE = Extent(rows=5, claims=5, problems=5, sentences=False, every_clause=False)
"""For a reader who has a page or a few."""


def report_body(report: Report, extent: Extent) -> str:
    """What stands between <body> and </body>."""
    text = (
        environment()
        .get_template("body.html.j2")
        .render(
            report=report,
            basis=report.basis,
            extent=extent,
            chapters=chapters(report),
            data_file=DATA_FILE,
            clause_target=_targets(report, extent),
        )
    )
    return re.sub(r"\n\s*\n+", "\n", text)


def chapters(report: Report) -> tuple[tuple[str, str], ...]:
    """Target and title of each chapter and annex."""
    return (*CHAPTERS, SAMPLE) if report.proceedings.sampling is not None else CHAPTERS


def department_body(report: Report, part: DepartmentPart) -> str:
    """What is told to one department alone: its results, its part of the rectification list, where it signs."""
    return _alone("department_report.html.j2", report, part=part)


def brief_body(report: Report) -> str:
    """What the head of the county reads on one page."""
    return _alone("brief.html.j2", report)


def closing_body(report: Report, **facts: object) -> str:
    """The county's closing report; ``facts`` are its title, its headings and the index of what is handed over."""
    return _alone("closing.html.j2", report, **facts)


def _alone(template: str, report: Report, **facts: object) -> str:
    """A body that is no part of the report, so that links into the rest of it lead nowhere and are left out."""
    names = {"report": report, "basis": report.basis, "extent": ALONE, "data_file": DATA_FILE, "position": 0}
    body = environment().get_template(template).render(**names, clause_target=_targets(report, ALONE), **facts)
    there = set(re.findall(r' id="([^"]+)"', body))
    body = re.sub(r' href="#([^"]+)"', lambda link: link[0] if link[1] in there else "", body)
    return re.sub(r"\n\s*\n+", "\n", body)


def style(name: str) -> str:
    """A style sheet of the report."""
    return (files(__package__) / "templates" / name).read_text(encoding="utf-8")


def environment() -> Environment:
    """Templates of the report with their filters; an unknown name is an error."""
    made = Environment(
        loader=PackageLoader("conformance.report", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(
        anchor=words.anchor,
        chinese_date=words.chinese_date,
        exact=exact,
        first_sentence=_first_sentence,
        grouped=places.grouped,
        minus=words.minus,
        numeral=words.numeral,
        organ=lambda code, basis: basis.organ(code),
        percent=words.percent,
        place_of=places.place_of,
        requirement=words.requirement,
        shown=words.printed,
        without_county=words.without_county,
    )
    made.globals.update(
        aside_places=places.aside_places,
        gallery=gallery,
        charged_places=places.charged_places,
        set_aside_places=places.set_aside_places,
        blank=words.blank,
        CERTAINTY=words.CERTAINTY,
        EDITION=EDITION_TITLES,
        covered=covered,
        grading_words=words.grading_words,
        judge=words.judge,
        judgement_words=words.judgement_words,
        mean_words=words.mean_words,
        process_annex=process_annex,
        process_map=process_map_svg,
        round_title=words.round_title,
        share=_share,
        share_words=share_words,
        source_of=words.source_of,
        state_words=words.state_words,
        unqualified_words=words.unqualified_words,
        verdict=words.verdict,
        problems_title=words.problems_title,
        violating_rows=_violating_rows,
        waiting_words=words.waiting_words,
        brief_reason=words.brief_reason,
        due_words=words.due_words,
        unchecked_words=words.unchecked_words,
        fate_words=fate_words,
        previous_words=words.previous_words,
        distribution_words=words.distribution_words,
        county_waiting_words=words.county_waiting_words,
        why_no_cost=words.why_no_cost,
        why_not_scored=words.why_not_scored,
        way_words=way_words,
        working=working,
    )
    return made


def _targets(report: Report, extent: Extent) -> Callable[[DepartmentPart, str], str]:
    """Where a clause of a department is shown; empty where this extent leaves it out."""
    targets = {}
    for part in report.departments:
        for score in part.card.aspects:
            shown_here = [loss.result for loss in part.losses_in(score.aspect)]
            if extent.every_clause:
                shown_here.extend(part.others_in(score.aspect))
            for result in shown_here:
                clause = result.item.clause.id
                targets[part.code, clause] = f"d-{words.anchor(part.code)}-{clause}"
    return lambda part, clause: targets.get((part.code, clause), "")


def _share(part: int, whole: int) -> str:
    return words.percent(Fraction(part, whole)) if whole else "0.0%"


def _violating_rows(card: Scorecard) -> int:
    scores = (score for clause in card.clauses for score in clause.checks)
    return sum(score.counts.violating for score in scores if score.counts is not None)


def _first_sentence(markdown: str) -> str:
    """The first sentence of a check's reason, without marks of Markdown: its legal basis."""
    text = re.sub(r"[`*]", "", re.sub(r"\s*\n\s*", "", markdown.strip().split("\n\n")[0]))
    return text.partition("。")[0] + "。"
