"""Workbooks given back with marks (批注本), one for each that was handed in and could be read."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from conformance.cli.project import CountyProject
from conformance.cli.scoring import Scoring
from conformance.errors import CannotProceed
from conformance.evidence.annotation.workbook import CannotAnnotate
from conformance.report.annotated import annotated_workbook
from conformance.report.mending import plan_mending


def refuse_writing_over(workbooks: Sequence[Path], folder: Path) -> None:
    """CannotProceed where the folder holds a workbook that was handed in."""
    if any(path.resolve().parent == folder.resolve() for path in workbooks):
        raise CannotProceed(f"“{folder}”里放着提交的填报表，批注本会盖掉原表，请另指一个目录。")


def write_annotated(
    project: CountyProject, scoring: Scoring, workbooks: Sequence[Path], folder: Path
) -> tuple[str, ...]:
    """Write the copies under the names of their files; gives a line for each that cannot be made."""
    folder.mkdir(parents=True, exist_ok=True)
    paths = {path.name: path for path in reversed(workbooks)}
    told = []
    for card in scoring.cards:
        book = card.book
        if not book.readable:
            told.append(f"{book.file_name}：没有批注本，因为填报表没有采用。{book.problems[0].sentence}")
            continue
        content = paths[book.file_name].read_bytes()
        if hashlib.sha256(content).hexdigest() != book.sha256:
            told.append(f"{book.file_name}：没有批注本，因为文件在核查时被改动，请重新核查。")
            continue
        plan = plan_mending(
            card,
            scoring.results.get(book.department, ()),
            checks=project.checks,
            tables=project.tables,
            acceptance=project.acceptance,
        )
        try:
            (folder / book.file_name).write_bytes(annotated_workbook(content, plan, project.acceptance))
        except CannotAnnotate as reason:
            told.append(f"{book.file_name}：没有批注本，因为{reason}。请用 Excel 或者 WPS 打开原表，另存后重新提交。")
    return tuple(told)
