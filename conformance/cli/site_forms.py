"""The on-site forms of a round (现场检查记录表): written for each department, and collected into judgements."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path

from conformance.cli.page import page
from conformance.cli.project import CountyProject
from conformance.errors import CannotProceed
from conformance.evidence.book import Problem
from conformance.evidence.problems import at_sheet
from conformance.evidence.value import Fault
from conformance.inspection.filled_sheet import read_filled
from conformance.inspection.judgement_text import MARK, judgement_text
from conformance.inspection.objection_book import SHEET as OBJECTION_SHEET
from conformance.inspection.objection_book import Contested, contestable, objection_book, read_objections
from conformance.inspection.results import RoundResults
from conformance.inspection.site_form import (
    Dispute,
    SampledCase,
    SiteForm,
    find_disputes,
    make_ruling_form,
    make_site_form,
    sampled_cases,
)
from conformance.inspection.site_form_book import SHEET as FORM_SHEET
from conformance.inspection.site_form_book import FilledForm, Recusal, read_site_form, site_form_book
from conformance.report.docx import page_docx
from conformance.scores.judgement import Judgement, Objection
from conformance.scores.record import exact
from conformance.typeset.fonts import read_font_folder

RULINGS = "rulings"
"""Folder of the forms for a third inspector, beside the judgements."""


def make_forms(project: CountyProject, results: RoundResults, sample: Path | None) -> Mapping[str, SiteForm]:
    """The form of each department whose workbook could be read."""
    cases = _sampled(project, sample)
    return {
        code: make_site_form(department, project.checklist.of(department.kind), cases, round_title=results.name)
        for code, department in sorted(results.departments.items())
        if department.readable
    }


def _sampled(project: CountyProject, sample: Path | None) -> tuple[SampledCase, ...]:
    if sample is None:
        return ()
    titles = {item.code: item.full_title for item in project.items}
    try:
        return tuple(sampled_cases(json.loads(sample.read_text(encoding="utf-8")), titles))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise CannotProceed(f"“{sample}”不是抽样结果，请指定 conformance sample draw 写的 sample.json。") from fault


def write_forms(forms: Mapping[str, SiteForm], results: RoundResults, out: Path) -> Iterator[Path]:
    """For each department a form to fill in, the same to print as PDF and DOCX, and a list for its objections."""
    out.mkdir(parents=True, exist_ok=True)
    for code, form in forms.items():
        yield from _write_form(form, out)
        department = results.departments[code]
        path = out / f"{code}-objections.xlsx"
        book = objection_book(contestable(department), department, round_title=results.name)
        path.write_bytes(book)
        yield path


def _write_form(form: SiteForm, folder: Path) -> Iterator[Path]:
    from conformance.typeset.pdf import render_pdf  # WeasyPrint takes half a second to import

    folder.mkdir(parents=True, exist_ok=True)
    name = f"{form.purpose}记录表（{form.department_title}）"
    html = page("site_form.html.j2", form=form, points=lambda weight: f"{exact(weight)} 分" if weight else "不计分")
    css = files("conformance.cli").joinpath("site_form.css").read_text(encoding="utf-8")
    pdf = render_pdf(html, [css], title=name, fonts=read_font_folder()).pdf
    contents = (("xlsx", site_form_book(form)), ("docx", page_docx(html, name)), ("pdf", pdf))
    for ending, content in contents:
        path = folder / f"{form.department}.{ending}"
        path.write_bytes(content)
        yield path


@dataclass(frozen=True)
class Collection:
    """What came back, by department, and what is wrong in it."""

    filled: dict[str, list[FilledForm]] = field(default_factory=lambda: defaultdict(list))
    contested: dict[str, list[Contested]] = field(default_factory=lambda: defaultdict(list))
    problems: list[tuple[str, Problem]] = field(default_factory=list)
    """With the name of the file."""

    @property
    def departments(self) -> Sequence[str]:
        """Codes of those on whom anything came back."""
        return sorted(self.filled.keys() | self.contested.keys())

    def judgements(self, code: str) -> tuple[Judgement, ...]:
        """All judgements on a department, answers to its objections among them."""
        judged = [one for form in self.filled.get(code, ()) for one in form.judgements]
        answers = [one.answer for one in self.contested.get(code, ()) if one.answer is not None]
        return (*judged, *answers)

    def objections(self, code: str) -> tuple[Objection, ...]:
        """All objections of a department."""
        return tuple(one.objection for one in self.contested.get(code, ()))


def collect(
    paths: Sequence[Path], project: CountyProject, forms: Mapping[str, SiteForm], results: RoundResults
) -> Collection:
    """Read every form and list of objections; a faulty one hides no other."""
    lines = [line for code in forms for line in contestable(results.departments[code])]
    recusal = Recusal(project.acceptance.refuse_own_judges, organisations(project))
    collection = Collection()
    for path in paths:
        sheets, problems = read_filled(path.read_bytes(), path.name)
        if FORM_SHEET in sheets:
            filled, problems = read_site_form(sheets, forms, recusal)
            if filled is not None:
                collection.filled[filled.form.department].append(filled)
        elif OBJECTION_SHEET in sheets:
            contested, problems = read_objections(sheets, lines, recusal)
            for one in contested:
                collection.contested[one.line.department].append(one)
        elif not problems:
            names = f"{FORM_SHEET}或者{OBJECTION_SHEET}"
            fault = Fault("form_sheet", f"没有名为{names}的工作表", "", "请交回发出的记录表或者异议表")
            problems = [at_sheet(fault, next(iter(sheets), path.name))]
        collection.problems.extend((path.name, problem) for problem in problems)
    return collection


def organisations(project: CountyProject) -> Mapping[str, str]:
    """Those who may judge, by code: the county's organs, and who signs for the inspection group."""
    signing = {one.organisation: one.title for one in project.acceptance.signatories}
    return {**signing, **{code: organ.title for code, organ in project.organs.items()}}


def write_judgements(
    collection: Collection, project: CountyProject, forms: Mapping[str, SiteForm], results: RoundResults, out: Path
) -> Mapping[str, tuple[Dispute, ...]]:
    """``<code>.yaml`` for each department, and a form for a third inspector where two differ; gives the disputes."""
    out.mkdir(parents=True, exist_ok=True)
    found = {}
    for code in collection.departments:
        path, judgements = out / f"{code}.yaml", collection.judgements(code)
        if path.exists() and not path.read_text(encoding="utf-8").startswith(MARK):
            raise CannotProceed(f"“{path}”是手写的判定，没有覆盖；请用 --out 另指一个目录。")
        text = judgement_text(code, results.name, judgements, collection.objections(code))
        path.write_text(text, encoding="utf-8")
        items = project.checklist.of(results.departments[code].kind)
        disputes = find_disputes(judgements, items, project.acceptance)
        if disputes:
            found[code] = disputes
            ruling = make_ruling_form(forms[code], disputes, organisations(project))
            for _ in _write_form(ruling, out / RULINGS):
                pass
    return found
