"""A workbook given back (批注本): the department's own file, what to mend marked at its cells and listed in front."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from conformance.checklist.acceptance import Acceptance
from conformance.evidence.annotation.front import FrontLine, Look
from conformance.evidence.annotation.mark import Mark, MarkKind
from conformance.evidence.annotation.workbook import COMMENTS, annotate
from conformance.evidence.book import EvidenceBook, Problem
from conformance.findings.result import Finding
from conformance.report.mending import MendPlan, MendStep, Place
from conformance.report.words import grading_words
from conformance.scores.grading import shown
from conformance.scores.record import exact
from conformance.scores.scorecard import ClauseResult
from conformance.terms import Grade, Grading

_HEADINGS = ("序号", "位置（点击前往）", "哪里要改，怎样改", "可多得分", "改后总分")


def annotated_workbook(content: bytes, plan: MendPlan, acceptance: Acceptance) -> bytes:
    """The workbook ``content`` with marks; CannotAnnotate where its package does not hold together."""
    return annotate(content, list(marks_of(plan)), list(front_lines(plan, acceptance)))


def front_lines(plan: MendPlan, acceptance: Acceptance) -> Iterator[FrontLine]:
    """The lines of the sheet in front."""
    book = plan.card.book
    yield FrontLine(Look.TITLE, (f"需要修改：{book.department_title or book.department}",))
    for text in _summary(plan, acceptance):
        yield FrontLine(Look.TEXT, (text,))
    yield FrontLine(Look.HEADING, _HEADINGS)
    for number, step in enumerate(plan.steps, 1):
        words = (str(number), _count(step), _step_words(step), shown(step.gain), shown(step.total))
        yield FrontLine(Look.STEP, words)
        yield from map(_line, step.places)
    yield from _section("不扣分，也请改正", "本轮不计分，或者已在别处计分", plan.without_points)
    yield from _section("请看一看", "不一定有错，核对后无误的不必改", plan.to_look_at)


def marks_of(plan: MendPlan) -> Iterator[Mark]:
    """A mark for each message at its cell; the further cells of a message have its colour alone."""
    for place in plan.places:
        if place.sheet and place.cell:
            yield Mark(place.sheet, place.cell, _kind(place), _at_the_cell(place))
            yield from (Mark(place.sheet, cell, _kind(place), "") for cell in _further_cells(place, plan.card.book))


def _further_cells(place: Place, book: EvidenceBook) -> Iterator[str]:
    """Those that the one message is about beside its own: of a merged range, of formulas without a result."""
    problem = place.source
    if not isinstance(problem, Problem) or problem.table not in book.tables:
        return
    letters = book.tables[problem.table].letters
    yield from (f"{letters[column]}{row}" for row, column in problem.also if column in letters)


def _kind(place: Place) -> MarkKind:
    if place.prompt:
        return MarkKind.NOTE
    return MarkKind.FINDING if isinstance(place.source, Finding) else MarkKind.FAULT


def _at_the_cell(place: Place) -> str:
    """The message without its place, where it is read beside the cell."""
    return place.message.removeprefix(f"表“{place.sheet}”{place.cell}：")


def _summary(plan: MendPlan, acceptance: Acceptance) -> Iterator[str]:
    yield _total_words(plan, acceptance)
    if plan.steps:
        yield "下面按改正后多得的分从多到少排列，“改后总分”是这一条和以上各条都改正以后的总分。先改排在前面的。"
        yield "日期、数量等确属事实的，不要改成合格的数：保留原数据，说明原因，完成整改，由检查组判定。"
    yield (
        "单元格的底色：红色是读不出的（须改正），黄色是不符合条款的（问题），蓝色是请核对的（提示）；"
        "鼠标停在单元格上可以看到说明。改好以后原样提交本文件即可：本表和底色、批注不影响读取，再次核查时自动更新，不必删除。"
    )
    if sum(1 for place in plan.places if place.cell) > COMMENTS:
        yield f"需要说明的地方很多，批注只写前 {COMMENTS} 格，其余只有底色，说明都在本表。"
    if plan.card.county_checks_left_out:
        yield "这次只核查了本单位一份填报表，没有与其他单位核对（如编码重复），总分不含这些核查。"


def _total_words(plan: MendPlan, acceptance: Acceptance) -> str:
    card = plan.card
    if card.grade is Grade.UNRATED:
        return "本轮没有适用于本单位的条款，没有评分。"
    now, then = card.total.as_it_stands, plan.total
    marks = f"合格线 {exact(acceptance.pass_mark)} 分，优秀线 {exact(acceptance.excellence_mark)} 分"
    said = f"现在 {shown(now)} 分" + (f"，下列各处都改正后最高 {shown(then)} 分" if then > now else "")
    best = sum((aspect.max_points for aspect in card.aspects), Fraction(0))
    rest = f"其余 {shown(best - then)} 分由检查组现场判定，不能靠修改本表得到。" if then < best else ""
    vetoes = f"触及否决项 {'、'.join(card.vetoes)}，不改正不能合格。" if card.vetoes else ""
    return f"{said}（{marks}）。{vetoes}{rest}"


def _count(step: MendStep) -> str:
    """How many places a step has."""
    new = f"{len(step.places)} 处" if step.places else ""
    told = f"上面已列的 {step.told} 处" if step.told else ""
    return "，另加".join(part for part in (new, told) if part)


def _step_words(step: MendStep) -> str:
    first = step.results[0]
    how = _how(first, step)
    also = f"（{'、'.join(one.item.clause.id for one in step.results[1:])} 同时得分）" if len(step.results) > 1 else ""
    return f"{first.item.clause.id} {first.item.clause.title}{also}{how}"


def _how(result: ClauseResult, step: MendStep) -> str:
    """How the points come in, where there is more than one place to mend."""
    rule = result.item.rule
    if rule is None or len(step.places) + step.told < 2:
        return ""
    if rule.grading.kind is Grading.STRICT:
        return "：须全部改正才得分"
    return f"：{grading_words(rule.grading)}"


def _line(place: Place) -> FrontLine:
    kind = _kind(place)
    where = f"{place.sheet}!{place.cell}" if place.cell else f"表“{place.sheet}”" if place.sheet else "整个文件"
    link = (place.sheet, place.cell) if place.sheet else None
    return FrontLine(Look.LINE, ("", where, f"〔{kind.label}〕{_at_the_cell(place)}", "", ""), link, kind)


def _section(title: str, why: str, places: Sequence[Place]) -> Iterator[FrontLine]:
    if places:
        yield FrontLine(Look.STEP, ("", f"{len(places)} 处", f"{title}（{why}）", "", ""))
        yield from map(_line, places)
