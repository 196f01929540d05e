"""Say in Chinese what a figure, a rule or a verdict means; every sentence with fields is made here."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from conformance.checklist.acceptance import Acceptance, GradingRule
from conformance.checklist.guide import Guide, GuideClause, Law
from conformance.findings.result import Finding
from conformance.report.basis import Basis
from conformance.report.department import DepartmentPart
from conformance.scores.county import CountySummary
from conformance.scores.grading import shown
from conformance.scores.judgement import Bonus, Judgement
from conformance.scores.record import exact
from conformance.scores.scorecard import CheckScore, ClauseResult, Reckoning, Scorecard
from conformance.terms import BookKind, CheckState, Force, Grade, Grading

if TYPE_CHECKING:
    from conformance.report.model import Report
    from conformance.report.proceedings import PreviousRound

_NUMERALS = "〇一二三四五六七八九"
_ANCHOR = re.compile("[A-Za-z][A-Za-z0-9_-]*")
_PAUSE = re.compile("[：，。；、]")
_COUNTRY = "中华人民共和国"

CERTAINTY = {
    "A": "亲见原文或者依据文件",
    "B": "见于他处转述",
    "C": "只凭记忆，待核",
    "D": "由法律或者同类标准推出",
}
"""What the letters mean by which a clause says how well it is known (可信程度)."""

SHEETS = {
    "结论": "数值一栏由“评分汇总”算出。",
    "评分汇总": "各方面得分和总分由“方面得分”算出，按 GB/T 8170 修约到两位小数；等级用未修约的数比较。",
    "方面得分": "得分 = 折算分值 × 适用各条（权重 × 系数）之和 ÷ 适用权重合计；方面不适用的，分值按比例分给其他方面。",
    "条款得分": "得分 = 权重 × 系数 × 折算分值 ÷ 适用权重合计。没有权重的行不计分，原因写在最后一栏。",
    "核查明细": "得分率 =（N − C − U）÷ N；系数由得分率按该条的计分方式得出。",
    "问题明细": "每个不符合的行一条；同一行触及几项核查程序的，只在一处扣分。可以按单位、条款、是否扣分筛选。",
    "填表问题": "填写错误不等于违规：须改正的单元格更正后重新提交。",
    "整改清单": "先列须更正和补报的，再按可挽回的分数从多到少排列；期限由检查组与责任部门商定后填写。",
    "人工判定": "全部人工判定，采信和未采信的都在内。",
    "办理过程": "由台账的日期算出，每个事项每一段一行；天数是工作日，占等候 = 合计天数 ÷ 该事项申请人等候的天数。",
    "过程偏差": "没有照事项所定的次序、阶段和机构办理的办件，只列出，不在这里扣分。",
    "数据校验清单": "摘要确定本报告所用的文件，一个字节不同，摘要就不同。",
}
"""What is to be known before reading a sheet of the workbook."""

ENCLOSED_DATA = "验收报告的数据：每个得分的计算依据、每个问题，以及所依据文件的摘要"
PROMPT = "请检查人员查看，不计分"
TAKEN = "采信"


def anchor(name: str) -> str:
    """A name as the target of a link; a department's code may be a file name with any sign in it."""
    return name if _ANCHOR.fullmatch(name) else f"x{name.encode().hex()}"


def chinese_date(day: date | None) -> str:
    """2017年8月3日, without leading zeros (GB/T 15835); empty where there is none."""
    return f"{day.year}年{day.month}月{day.day}日" if day is not None else ""


def numeral(number: int) -> str:
    """A number up to 99 in Chinese, as chapters are numbered."""
    tens, ones = divmod(number, 10)
    if not tens:
        return _NUMERALS[ones]
    return f"{_NUMERALS[tens] if tens > 1 else ''}十{_NUMERALS[ones] if ones else ''}"


def minus(figure: str) -> str:
    """A figure with the minus sign that print has."""
    return figure.replace("-", "−")


def printed(value: Fraction, places: int = 2) -> str:
    """A figure as it is printed, rounded to so many places."""
    return minus(shown(value, places))


def percent(share: Fraction) -> str:
    """A share as a percentage with one decimal."""
    return f"{shown(share * 100, 1)}%"


def sentence(text: str) -> str:
    """A text closed with a full stop."""
    return f"{text}。"


def blank(what: str) -> str:
    """A place in a draft that the office fills in, since no figure tells it."""
    return f"【请填写：{what}】"


def without_county(title: str, county: str) -> str:
    """A department's name in the lists of its own county."""
    return title.removeprefix(county) or title


def short_title(law: Law) -> str:
    """A law's title without the name of the country."""
    return law.title.removeprefix(_COUNTRY)


def source_of(clause: GuideClause, guide: Guide) -> str:
    """Where a clause comes from: the chapter of the Guide (never our number as its own), or the article of the law."""
    if not clause.law:
        return f"对应《指引》第{numeral(clause.chapter)}章"
    law = next((short_title(law) for law in guide.laws if law.id == clause.law), clause.law)
    return f"《{law}》{clause.official_number or f'第{numeral(clause.article)}条'}"


def requirement(clause: GuideClause) -> str:
    """Title and text of a clause, the title only where the text does not begin by saying the same."""
    return clause.text if _repeats(clause.text, clause.title) else f"{clause.title}：{clause.text}"


def judge(judgement: Judgement | Bonus, basis: Basis) -> str:
    """Who judged: the post alone where it names its organisation in short, otherwise both."""
    organisation, author = basis.organ(judgement.organisation), judgement.author
    full = organisation.replace("办公室", "办")
    ends = (end for end in range(3, len(author) + 1) if author[end - 1] == full[-1])
    named = any(_in_order(author[:end], full) for end in ends)
    return author if named else f"{organisation}{author}"


def grading_words(rule: GradingRule) -> str:
    """How counts become points, in one phrase."""
    if rule.kind is Grading.PER_OCCURRENCE:
        return f"每处扣 {exact(rule.deduct)} 分，扣至 {exact(rule.floor)} 分为止"
    if rule.kind is Grading.STEPS:
        steps = "，".join(f"{percent(at_least)} 以上得 {percent(factor)}" for at_least, factor in reversed(rule.steps))
        return f"分档：{steps}，不足不得分"
    return rule.kind.label


def round_title(acceptance: Acceptance) -> str:
    """Title of the rules with the round, which many titles name already."""
    return acceptance.title if acceptance.round in acceptance.title else f"{acceptance.title}（{acceptance.round}）"


def both(pair: Reckoning) -> str:
    """Points as they stand, and if mended where that differs."""
    stands = f"{shown(pair.as_it_stands)} 分"
    if pair.as_it_stands == pair.if_mended:
        return stands
    return f"{stands}（更正后最高 {shown(pair.if_mended)} 分）"


def verdict(card: Scorecard, acceptance: Acceptance) -> str:
    """The verdict on a department and its reasons, in one or two sentences."""
    if not card.book.readable:
        first = card.book.problems[0].sentence if card.book.problems else "填报表不能打开。"
        return f"未评：填报表无法读取，没有评分。{first}"
    if card.grade is Grade.UNRATED:
        return "未评：本轮没有适用于本单位的条款。"
    if card.grade is Grade.PENDING:
        stands, mended = (_reasons(card, acceptance, mended=mended) for mended in (False, True))
        return (
            f"待定：按现状 {shown(card.total.as_it_stands)} 分，{stands}，为{card.grades[0].label}；"
            f"搁置的单元格更正后都符合的，{shown(card.total.if_mended)} 分，{mended}，为{card.grades[1].label}。"
            "更正单元格或者由检查人员判定后定级。"
        )
    reasons = _reasons(card, acceptance, mended=False)
    closed = "本轮已截止，按现状评定。" if card.grades[0] is not card.grades[1] else ""
    return f"{card.grade.label}：总分 {both(card.total)}，{reasons}。{closed}"


def _reasons(card: Scorecard, acceptance: Acceptance, *, mended: bool) -> str:
    """Why the grade of one reckoning is what it is."""
    grade, total = card.grades[mended], _of(card.total, mended)
    if grade is Grade.UNQUALIFIED:
        reasons = []
        if card.vetoes:
            titles = {one.item.clause.id: one.item.clause.title for one in card.clauses}
            named = "、".join(f"{clause} {titles[clause]}" for clause in card.vetoes)
            reasons.append(f"触及否决项 {len(card.vetoes)} 条（{named}）")
        if total < acceptance.pass_mark:
            reasons.append(f"低于合格线 {exact(acceptance.pass_mark)} 分")
        reasons.extend(
            f"“{score.aspect.label}”低于该方面最低分 {exact(score.floor)} 分"
            for score in card.aspects
            if score.weights and score.floor is not None and _of(score.points, mended) < score.floor
        )
        return "，".join(reasons)
    if grade is Grade.EXCELLENT:
        return f"达到优秀线 {exact(acceptance.excellence_mark)} 分，没有否决项，没有得零分的“应”类条款"
    if total >= acceptance.excellence_mark:
        zero = [
            one.item.clause.id
            for one in card.clauses
            if one.weight > 0
            and one.factor is not None
            and _of(one.factor, mended) == 0
            and one.item.clause.force is Force.SHALL
        ]
        return f"达到优秀线，但有“应”类条款得零分（{'、'.join(zero)}），不评优秀"
    return f"达到合格线 {exact(acceptance.pass_mark)} 分，没有否决项"


def _of(pair: Reckoning, mended: bool) -> Fraction:
    return pair.if_mended if mended else pair.as_it_stands


def mean_words(summary: CountySummary, unrated: Sequence[str]) -> str:
    """The county's means, with how many departments they leave out, and which."""
    without = f"，不含 {len(unrated)} 个部门（未评：{'、'.join(unrated)}）" if unrated else ""
    if summary.mean is None:
        return f"没有可以计算平均分的部门{without}"
    weighted = f"，按事项数加权平均 {both(summary.weighted_mean)}" if summary.weighted_mean is not None else ""
    return f"{summary.departments} 个部门平均 {both(summary.mean)}{weighted}{without}"


def brief_reason(report: Report) -> str:
    """Means of the county in a sentence, without the departments left out by name."""
    left_out = f"，{len(report.unrated_departments)} 个部门未评，没有计入" if report.unrated_departments else ""
    if report.summary.mean is None:
        return f"没有可以计算平均分的部门{left_out}。"
    return f"{report.summary.departments} 个部门平均 {both(report.summary.mean)}{left_out}。"


def distribution_words(report: Report) -> str:
    """How many departments have each grade, naming those whose grade is not good; empty grades are left out."""
    parts = [part for part in report.departments if part.card.book.kind is BookKind.DEPARTMENT]
    phrases = []
    for grade, number in report.summary.distribution.items():
        names = "、".join(without_county(part.title, report.county) for part in parts if part.card.grade is grade)
        named = f"（{names}）" if grade not in (Grade.EXCELLENT, Grade.QUALIFIED) else ""
        if number:
            phrases.append(f"{grade.label} {number} 个{named}")
    return f"{len(parts)} 个部门中，{'，'.join(phrases)}。" if phrases else "没有部门提交填报表。"


def unqualified_words(report: Report, most: int) -> str:
    """Why departments do not qualify, at most so many of them; empty where all do."""
    parts = [
        part
        for part in report.departments
        if part.card.book.kind is BookKind.DEPARTMENT and part.card.grade is Grade.UNQUALIFIED
    ]
    reasons = (
        f"{without_county(part.title, report.county)}{_reasons(part.card, report.basis.acceptance, mended=False)}"
        for part in parts[:most]
    )
    rest = f"；其余 {len(parts) - most} 个见验收报告" if len(parts) > most else ""
    return f"{'；'.join(reasons)}{rest}。" if parts else ""


def county_waiting_words(report: Report, *, listed: bool = True) -> str:
    """What is open in the county, and what the means would be if it were mended; ``listed`` where a table follows."""
    waiting = [part for part in report.departments if part.waiting]
    if not waiting:
        return "没有等级待定的单位，也没有因填表问题搁置的行或者无法进行的核查。"
    rows = sum(len(score.result.set_aside) for part in waiting for _, score in part.waiting)
    facts = [f"{len(waiting)} 个单位的填报表还有影响核查的问题"]
    if rows:
        facts.append(f"搁置 {rows} 行次")
    if report.pending:
        names = "、".join(without_county(part.title, report.county) for part in report.pending)
        facts.append(f"等级待定的 {len(report.pending)} 个（{names}）")
    mean = report.summary.mean
    if mean is None or mean.as_it_stands == mean.if_mended:
        return f"{'，'.join(facts)}。"
    change = f"部门平均分由 {shown(mean.as_it_stands)} 分升至最高 {shown(mean.if_mended)} 分"
    return f"{'，'.join(facts)}。{'下表所列的' if listed else ''}全部更正以后，{change}。"


def due_words(report: Report) -> str:
    """By when the list is to be done."""
    told = report.proceedings
    if told.issued_on is None or told.due_on is None:
        return "期限由检查组与责任部门商定后填写。"
    return f"整改清单{chinese_date(told.issued_on)}下达，期限为{chinese_date(told.due_on)}，按工作日计算。"


def unchecked_words(report: Report) -> str:
    """Where clauses cost points only because nobody has judged them: that is no matter of the department."""
    left = [(without_county(one.title, report.county), len(one.unchecked)) for one in report.departments]
    told = "、".join(f"{title} {number} 条" for title, number in left if number)
    return f"未检查的条款由检查组补判，不列入整改：{told}。" if told else ""


def previous_words(previous: PreviousRound) -> str:
    """What became of the round before, in the county as a whole."""
    both = [(one.before, one.now) for one in previous.changes if one.before is not None and one.now is not None]
    better, worse = sum(now > before for before, now in both), sum(now < before for before, now in both)
    moves = [f"{number} 个{word}" for number, word in ((better, "升分"), (worse, "降分")) if number]
    moved = f"两轮都有得分的 {len(both)} 个单位中，{'，'.join(moves) or '得分都没有变化'}。" if both else ""
    fates = "，".join(f"{fate.label} {number} 个" for fate, number in previous.fates.items() if number)
    return (
        f"与{previous.name}比较：{moved}问题{fates}。" if fates else f"与{previous.name}比较：{moved}两轮都没有问题。"
    )


def waiting_words(part: DepartmentPart) -> str:
    """What mending the workbook would change at most: the total and the grade."""
    total, (stands, mended) = part.card.total, part.card.grades
    if not part.card.aspects or (total.as_it_stands == total.if_mended and stands is mended):
        return "总分和等级都不变。"
    if stands is mended:
        grade = f"等级仍为{stands.label}"
    elif part.card.grade is Grade.PENDING:
        grade = f"等级由{stands.label}变为{mended.label}"
    else:
        grade = f"可评为{mended.label}；本轮已截止，按现状评为{stands.label}"
    return f"总分由 {shown(total.as_it_stands)} 分升至最高 {shown(total.if_mended)} 分，{grade}。"


def problems_title(part: DepartmentPart) -> str:
    """How many problems a workbook has, without those kinds that it has none of."""
    kinds = (("须改正", part.faults), ("提请注意", part.notes))
    return "填表问题：" + "，".join(f"{kind} {len(problems)} 处" for kind, problems in kinds if problems)


def judgement_words(judgement: Judgement) -> str:
    """What a judgement gives."""
    words = []
    if judgement.outcome is not None:
        words.append(f"判为{judgement.outcome.label}")
    if judgement.points is not None:
        words.append(f"给 {exact(judgement.points)} 分")
    if judgement.lifts:
        words.append(f"撤销问题 {len(judgement.lifts)} 处")
    if judgement.overrides:
        words.append("以人工判定为准")
    if judgement.decides:
        words.append("第三人裁定")
    if judgement.answers:
        words.append(f"答复异议 {judgement.answers}" if judgement.gives or judgement.lifts else "异议不成立")
    return "，".join(words)


def state_words(score: CheckScore) -> str:
    """Why a check has no counts; empty where it was counted."""
    state = score.result.state
    if state is CheckState.COUNTED:
        return ""
    if state is CheckState.TABLE_MISSING:
        return "未核查（缺表）"  # told once at the table, with its points
    if state is CheckState.BLOCKED:
        return "无法核查（原因见“搁置和无法核查”）"  # told once, with all the checks that it keeps from running
    return state.label


def why_no_cost(result: ClauseResult, score: CheckScore, basis: Basis) -> str:
    """Why the findings of a check cost no points here."""
    if result.factor is None or result.weight == 0:
        return why_not_scored(result)
    if result.overridden and result.judgement is not None:
        return f"人工判定：{judgement_words(result.judgement)}"
    reasons = []
    if score.lifted:
        reasons.append(f"人工判定撤销 {len(score.lifted)} 处")
    if score.charged_elsewhere:
        titles = "、".join(f"“{basis.check(check)}”" for check in sorted(set(score.charged_elsewhere.values())))
        reasons.append(f"{len(score.charged_elsewhere)} 处已在{titles}计分")
    if score.counts is not None and score.counts.charged and result.item.rule is not None:
        reasons.append(f"{score.counts.charged} 处在计分方式允许的范围内（{grading_words(result.item.rule.grading)}）")
    return "，".join(reasons)


def why_row_costs_nothing(finding: Finding, score: CheckScore, result: ClauseResult, basis: Basis) -> str:
    """Why one row costs no points at a check; empty where it is charged there."""
    if result.factor is None or result.weight == 0:
        return why_not_scored(result)
    if finding.finding_key in score.lifted:
        return "已由人工判定撤销"
    if finding.finding_key in score.charged_elsewhere:
        return f"在“{basis.check(score.charged_elsewhere[finding.finding_key])}”计分"
    return ""


def why_not_scored(result: ClauseResult) -> str:
    """Why a clause is not scored here."""
    if result.item.clause.counted_at:
        return f"已在 {result.item.clause.counted_at} 计分"
    if result.item.rule is None:
        return "未纳入本轮"
    if result.factor is None:
        return "不适用"
    return "权重为 0"


def _repeats(text: str, title: str) -> bool:
    """Whether a text begins with the words of its title, or a title with the first words of its text."""
    head = _PAUSE.split(text)[0]
    return _in_order(title, text[: 2 * len(title)]) or (head[:2] == title[:2] and _in_order(head, title))


def _in_order(part: str, whole: str) -> bool:
    """Whether the signs of one text stand in the other in the same order, whatever stands between."""
    signs = iter(whole)
    return all(sign in signs for sign in part)
