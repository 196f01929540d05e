"""Which items the report draws (办理过程图), and the words around the pictures.

The figures of all items stand in the workbook and in the data; a picture is drawn where it is worth a page.
"""

from __future__ import annotations

from collections.abc import Sequence

from conformance.inspection.process import ItemProcess
from conformance.report.model import Report

DRAWN_AT_MOST = 8
PATHS_AT_MOST = 3
"""Of each item, the commonest."""


def drawn_processes(report: Report) -> tuple[ItemProcess, ...]:
    """Items with deviations, the busiest first, then those whose applicants waited longest in all."""
    deviating = sorted((one for one in report.processes if one.deviations), key=lambda one: (-one.cases, one.item_code))
    others = (one for one in report.processes if not one.deviations and one.waited)
    waited = sorted(others, key=lambda one: (-one.waited, one.item_code))
    return tuple([*deviating, *waited][:DRAWN_AT_MOST])


def slowest_first(processes: Sequence[ItemProcess]) -> tuple[ItemProcess, ...]:
    """Items in which applicants wait, those in which they wait longest in all leading."""
    waiting = (one for one in processes if one.waited or one.deviations)
    return tuple(sorted(waiting, key=lambda one: (-one.waited, one.item_code)))


def drawn_words(report: Report) -> str:
    """How many items have cases, which of them are drawn, and where the rest is."""
    drawn, every = drawn_processes(report), len(report.processes)
    if not every:
        return "没有办件，没有过程图。"
    if not drawn:
        return f"有办件的 {every} 项事项都在当日办完，没有过程偏差，不画图。"
    rest = every - len(drawn)
    left_out = f"没有画出的 {rest} 项，数字见表格版的“办理过程”表，过程图用 conformance process 画出。" if rest else ""
    return f"有办件的事项 {every} 项，本附件画 {len(drawn)} 项：{'，'.join(_kinds(report))}。{left_out}"


def _kinds(report: Report) -> list[str]:
    """How many of the items drawn are drawn for which reason."""
    drawn = drawn_processes(report)
    deviating, told = (sum(1 for one in among if one.deviations) for among in (report.processes, drawn))
    kinds = []
    if told:
        which = "" if told == deviating else f"（共 {deviating} 项，画办件最多的）"
        kinds.append(f"有过程偏差的 {told} 项{which}")
    if len(drawn) > told:
        kinds.append(f"{'其余事项中' if told else ''}申请人等候工作日合计最多的 {len(drawn) - told} 项")
    return kinds
