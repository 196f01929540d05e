"""How the cases of an item went (办理过程) as data, for the report and for the command ``process``."""

from __future__ import annotations

from typing import Any

from conformance.inspection.process import ItemProcess, Move


def process_record(process: ItemProcess) -> dict[str, Any]:
    """Every figure of an item's process; days are working days."""
    return {
        "item_code": process.item_code,
        "title": process.title,
        "cases": process.cases,
        "stages": {stage.value: count for stage, count in process.stages.items()},
        "moves": [_move(one) for one in process.moves],
        "paths": [{"stages": [stage.value for stage in path.stages], "cases": path.cases} for path in process.paths],
        "stays": [
            {
                "department": one.department_title,
                "stays": one.stays,
                "median_working_days": float(one.median_days),
                "working_days": one.total_days,
            }
            for one in process.stays
        ],
        "deviations": [
            {"kind": one.kind.value, "row": one.row, "case_number": one.case_number, "words": one.words}
            for one in process.deviations
        ],
    }


def _move(move: Move) -> dict[str, Any]:
    return {
        "from": move.source.value,
        "to": move.target.value,
        "cases": move.cases,
        "median_working_days": float(move.median_days),
        "working_days": move.total_days,
    }
