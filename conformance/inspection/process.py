"""How cases really went (办理过程) against the steps that their items declare, out of 环, 件 and 流转 as they are.

Pure functions for the report and the command ``process``: for each item the stages that its cases passed, from which to
which and in how many working days, the paths taken, and every case that went against the order, left out a declared
stage, went through one twice, or was handled by an organ that is not the item's.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import duckdb

from conformance.checklist.calendar import Calendar
from conformance.checklist.table import EvidenceTable
from conformance.evidence.book import EvidenceBook
from conformance.findings.database import fetch, open_database
from conformance.findings.stack import stack_books
from conformance.terms import DeviationKind, ProcessStage

LEDGER = "ledger"
SECONDS = 60.0
"""A statement is interrupted after so long."""

_COLUMNS = {
    ProcessStage.RECEIVED: "received_on",
    ProcessStage.CORRECTION: "correction_notified_on",
    ProcessStage.CORRECTED: "corrected_on",
    ProcessStage.ACCEPTANCE: "accepted_on",
    ProcessStage.VISIT: "visited_on",
    ProcessStage.EXAMINATION: "examined_on",
    ProcessStage.DECISION: "decided_on",
    ProcessStage.DELIVERY: "delivered_on",
    ProcessStage.ARCHIVE: "archived_on",
}
"""The column of the ledger that tells when a stage was done, in the order of the law (chapter IV)."""
_STEP_WORDS = {  # tried in this order on the name of a declared step; 公示 is no stage of a case
    ProcessStage.VISIT: "现场|实地|勘|踏",
    ProcessStage.RECEIVED: "收件|接件",
    ProcessStage.CORRECTED: "补正|补齐",
    ProcessStage.ACCEPTANCE: "受理",
    ProcessStage.EXAMINATION: "审查|审核|核查|初审",
    ProcessStage.DECISION: "决定|审批|批准",
    ProcessStage.DELIVERY: "送达|颁发|发证|领取",
    ProcessStage.ARCHIVE: "归档",
}

_EVENTS = " union all ".join(
    f"select department, item_code, row, key, '{stage.value}' as stage, {rank} as rank, {column} as day"
    f" from ledger where {column} is not null and item_code is not null"
    for rank, (stage, column) in enumerate(_COLUMNS.items())
)
_RANKS = ", ".join(f"('{stage.value}', {rank})" for rank, stage in enumerate(_COLUMNS))
_DECLARED = (
    "select department, item_code, step_number, step_title, organ, days,"
    " case when contains(step_title, '公示') then null "
    + " ".join(
        f"when regexp_matches(step_title, '{words}') then '{stage.value}'" for stage, words in _STEP_WORDS.items()
    )
    + " end as stage from step where item_code is not null and step_title is not null"
)
_VISIT, _ACCEPTANCE, _DECISION = (
    repr(stage.value) for stage in (ProcessStage.VISIT, ProcessStage.ACCEPTANCE, ProcessStage.DECISION)
)

_STEPS = f"""
select department, item_code, step_title, organ, days, stage from ({_DECLARED})
order by department, item_code, step_number
"""
_CASES = """
select department, item_code, count(*) from ledger where item_code is not null group by all order by all
"""
_TITLES = """
select department, item_code, concat_ws('：', main_title, nullif(sub_title, '无')) from item_register
where item_code is not null order by all
"""
_STAGES = f"select department, item_code, stage, count(*) from ({_EVENTS}) group by all order by all"
_MOVES = f"""
with moves as (
  select department, item_code, stage, day,
         lag(stage) over w as before, lag(day) over w as left_on
  from ({_EVENTS}) window w as (partition by department, row order by day, rank)
)
select m.department, m.item_code, m.before, m.stage, count(*),
       median(e.ordinal - s.ordinal), sum(e.ordinal - s.ordinal)
from moves m left join workday s on s.day = m.left_on left join workday e on e.day = m.day
where m.before is not null group by all order by all
"""
_PATHS = f"""
select department, item_code, path, count(*) as cases from (
  select department, item_code, row, string_agg(stage, ' ' order by day, rank) as path from ({_EVENTS}) group by all
) group by all order by department, item_code, cases desc, path
"""
_OUT_OF_ORDER = f"""
with bound as (
  select *, arg_max(stage, day) over w as latest, max(day) over w as latest_on
  from ({_EVENTS}) where stage <> {_VISIT}
  window w as (partition by department, row order by rank rows between unbounded preceding and 1 preceding)
), visits as (
  select v.department, v.item_code, v.row, v.key, v.stage, v.day, b.stage as latest, b.day as latest_on
  from ({_EVENTS}) v join ({_EVENTS}) b on b.department = v.department and b.row = v.row
  where v.stage = {_VISIT}
    and (b.stage = {_ACCEPTANCE} and v.day < b.day or b.stage = {_DECISION} and v.day > b.day)
)
select department, item_code, row, key, stage, day, latest, latest_on from bound where latest_on > day
union all select department, item_code, row, key, stage, day, latest, latest_on from visits order by all
"""
_SKIPPED = f"""
with reached as (select department, row, max(rank) as rank from ({_EVENTS}) group by all),
ranks(stage, rank) as (values {_RANKS})
select distinct l.department, l.item_code, l.row, l.key, d.stage
from ledger l
join (select distinct department, item_code, stage from ({_DECLARED}) where stage is not null) d
  on d.department = l.department and d.item_code = l.item_code
join ranks k on k.stage = d.stage
join reached r on r.department = l.department and r.row = l.row and r.rank > k.rank
left join ({_EVENTS}) e on e.department = l.department and e.row = l.row and e.stage = d.stage
where e.stage is null and l.acceptance_result = '受理' and l.decision_result in ('准予', '不予')
  and not (d.stage = {_VISIT} and coalesce(l.site_visit, '') = '否') order by all
"""
_REPEATED = """
select department, item_code, row, key, '补正告知' as what, correction_count as times
from ledger where correction_count > 1 and item_code is not null
union all
select l.department, l.item_code, l.row, l.key, concat('转', c.department_title) as what, count(*) as times
from circulation c join ledger l on l.department = c.department and l.case_number = c.case_number
left join item_register i on i.department = l.department and i.item_code = l.item_code
left join department d on d.department = l.department
where l.item_code is not null and c.department_title is not null
  and c.department_title <> coalesce(i.lead_department, d.title, '')
group by all having count(*) > 1 order by all
"""
_WRONG_ORGAN = """
select l.department, l.item_code, l.row, l.key,
       '受理' as what, l.acceptance_body as found, i.acceptance_body as declared
from ledger l join item_register i on i.department = l.department and i.item_code = l.item_code
where l.acceptance_body <> i.acceptance_body
union all
select l.department, l.item_code, l.row, l.key, '决定' as what, l.decision_body as found, i.decision_body as declared
from ledger l join item_register i on i.department = l.department and i.item_code = l.item_code
where l.decision_body <> i.decision_body and l.decided_on is not null
union all
select distinct l.department, l.item_code, l.row, l.key, '会签' as what, c.department_title, i.joint_departments
from circulation c join ledger l on l.department = c.department and l.case_number = c.case_number
join item_register i on i.department = l.department and i.item_code = l.item_code
where c.department_title is not null and i.joint_departments is not null
  and not contains(i.joint_departments, c.department_title)
order by all
"""
_STAYS = """
select l.department, l.item_code, c.department_title,
       count(*), median(e.ordinal - s.ordinal), sum(e.ordinal - s.ordinal)
from circulation c join ledger l on l.department = c.department and l.case_number = c.case_number
left join workday s on s.day = c.in_on left join workday e on e.day = c.out_on
where c.in_on <= c.out_on and l.item_code is not null and c.department_title is not null group by all order by all
"""


@dataclass(frozen=True)
class DeclaredStep:
    """A step of the item (环) and the stage of a case that it is."""

    title: str
    organ: str
    days: int | None
    stage: ProcessStage | None
    """None where the ledger has no day for it, such as 制证."""


@dataclass(frozen=True)
class Move:
    """From one stage to the next one that a case reached."""

    source: ProcessStage
    target: ProcessStage
    cases: int
    median_days: Fraction
    total_days: int
    """Working days of all its cases together; negative where the days run backwards."""


@dataclass(frozen=True)
class Stay:
    """What time the cases of a joint item spent at one department (流转)."""

    department_title: str
    stays: int
    median_days: Fraction
    total_days: int


@dataclass(frozen=True)
class CasePath:
    """Stages in the order in which cases passed them, and how many did."""

    stages: tuple[ProcessStage, ...]
    cases: int


@dataclass(frozen=True)
class Deviation:
    """A case that did not go as it should."""

    kind: DeviationKind
    row: int
    case_number: str
    words: str
    """What happened, half a sentence."""


@dataclass(frozen=True)
class ItemProcess:
    """How the cases of one item went."""

    department: str
    item_code: str
    title: str
    cases: int
    steps: tuple[DeclaredStep, ...]
    stages: Mapping[ProcessStage, int]
    """How many cases passed each stage."""
    moves: tuple[Move, ...]
    paths: tuple[CasePath, ...]
    """The commonest first."""
    deviations: tuple[Deviation, ...]
    stays: tuple[Stay, ...]

    @property
    def deviation_words(self) -> str:
        """How many deviations there are of each kind: 逆序 2 件次; empty where there are none."""
        counts = Counter(one.kind for one in self.deviations)
        return "，".join(f"{kind.label} {counts[kind]} 件次" for kind in DeviationKind if counts[kind])

    @property
    def waiting(self) -> tuple[Move, ...]:
        """The moves in which an applicant waits for days: all but filing, which comes after delivery."""
        return tuple(move for move in self.moves if move.total_days > 0 and move.target is not ProcessStage.ARCHIVE)

    @property
    def waited(self) -> int:
        """Working days that the applicants of all cases waited together."""
        return sum(move.total_days for move in self.waiting)

    @property
    def slowest(self) -> Move | None:
        """Where most working days are lost; None where all is done within the day."""
        return max(self.waiting, key=lambda move: (move.total_days, move.source, move.target), default=None)

    def share_of(self, move: Move) -> Fraction:
        """The share of all days that applicants wait which this move takes; 0 for one in which nobody waits."""
        return Fraction(move.total_days, self.waited) if move in self.waiting else Fraction(0)


def item_processes(
    books: Sequence[EvidenceBook], tables: Mapping[str, EvidenceTable], calendar: Calendar
) -> tuple[ItemProcess, ...]:
    """Every item with a case, by department and code; rows in which a problem sits count as far as they can be read."""
    readable = [book for book in books if book.readable]
    connection = open_database(stack_books(readable, tables, calendar))
    titles = {tuple(one[:2]): one[2] for one in _rows(connection, _TITLES)}
    unread = {
        (book.department, one.row, one.column) for book in readable for one in book.problems if one.table == LEDGER
    }
    known = {
        statement: _by_item(_rows(connection, statement))
        for statement in (_STEPS, _STAGES, _MOVES, _PATHS, _OUT_OF_ORDER, _SKIPPED, _REPEATED, _WRONG_ORGAN, _STAYS)
    }
    # a day that cannot be read is a typing error, not a stage left out
    for item, rows in known[_SKIPPED].items():
        known[_SKIPPED][item] = [row for row in rows if (item[0], row[0], _COLUMNS[ProcessStage(row[2])]) not in unread]
    return tuple(
        _item((department, code), cases, titles, known) for department, code, cases in _rows(connection, _CASES)
    )


_Item = tuple[str, str]
_Row = tuple[Any, ...]


def _rows(connection: duckdb.DuckDBPyConnection, statement: str) -> list[_Row]:
    return fetch(connection, statement, seconds=SECONDS)


def _by_item(rows: Iterable[_Row]) -> dict[_Item, list[_Row]]:
    """The rest of each row, by department and item."""
    sorted_out: dict[_Item, list[_Row]] = defaultdict(list)
    for department, code, *rest in rows:
        sorted_out[department, code].append(tuple(rest))
    return sorted_out


def _item(
    item: _Item, cases: int, titles: Mapping[Any, str], known: Mapping[str, Mapping[_Item, list[_Row]]]
) -> ItemProcess:
    def of(statement: str) -> list[_Row]:
        return known[statement].get(item, [])

    return ItemProcess(
        department=item[0],
        item_code=item[1],
        title=titles.get(item) or item[1],
        cases=cases,
        steps=tuple(DeclaredStep(title, organ or "", days, _stage(stage)) for title, organ, days, stage in of(_STEPS)),
        stages={ProcessStage(stage): count for stage, count in of(_STAGES)},
        moves=tuple(sorted((_move(*row) for row in of(_MOVES)), key=_place)),
        paths=tuple(CasePath(tuple(map(ProcessStage, path.split())), count) for path, count in of(_PATHS)),
        deviations=tuple(
            sorted(
                [
                    *(_out_of_order(*row) for row in of(_OUT_OF_ORDER)),
                    *(_skipped(*row) for row in of(_SKIPPED)),
                    *(_repeated(*row) for row in of(_REPEATED)),
                    *(_wrong_organ(*row) for row in of(_WRONG_ORGAN)),
                ],
                key=lambda one: (one.row, one.kind, one.words),
            )
        ),
        stays=tuple(
            Stay(title, count, Fraction(days or 0), int(total or 0)) for title, count, days, total in of(_STAYS)
        ),
    )


def _stage(value: str | None) -> ProcessStage | None:
    return ProcessStage(value) if value is not None else None


def _move(source: str, target: str, cases: int, median: float | None, total: int | None) -> Move:
    return Move(ProcessStage(source), ProcessStage(target), cases, Fraction(median or 0), int(total or 0))


def _place(move: Move) -> tuple[int, int]:
    """Moves follow one another as the stages do."""
    order = list(ProcessStage)
    return order.index(move.source), order.index(move.target)


def _out_of_order(row: int, key: str, stage: str, day: object, latest: str, latest_on: object) -> Deviation:
    before, after = ProcessStage(stage).label, ProcessStage(latest).label
    if stage == ProcessStage.VISIT and latest == ProcessStage.DECISION:
        words = f"{before}（{day}）晚于{after}（{latest_on}）"
    else:
        words = f"{before}（{day}）早于{after}（{latest_on}）"
    return Deviation(DeviationKind.OUT_OF_ORDER, row, key, words)


def _skipped(row: int, key: str, stage: str) -> Deviation:
    return Deviation(DeviationKind.SKIPPED, row, key, f"事项有“{ProcessStage(stage).label}”，这一件没有记载")


def _repeated(row: int, key: str, what: str, times: int) -> Deviation:
    return Deviation(DeviationKind.REPEATED, row, key, f"{what} {times} 次")


def _wrong_organ(row: int, key: str, what: str, found: str, declared: str) -> Deviation:
    return Deviation(DeviationKind.WRONG_ORGAN, row, key, f"{what}的是“{found}”，事项清单为“{declared}”")
