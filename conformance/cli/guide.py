"""``conformance guide``: guide, brief guide, flowchart, examination rules and acceptance slip of items (服务指南)."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from conformance.checklist.acceptance import load_acceptance
from conformance.checklist.guide import load_guide
from conformance.cli.page import page
from conformance.cli.parser import add_out, add_project
from conformance.errors import CannotProceed
from conformance.items.documents import DOCUMENTS, documents_css, may_be_published
from conformance.items.flowchart import flowchart_svg
from conformance.items.folder import load_items
from conformance.items.item_on_day import ItemOnDay
from conformance.items.organ import load_organs
from conformance.items.words import day_words
from conformance.typeset.fonts import read_font_folder

HELP = "由许可事项生成服务指南（完整版、简版）、流程图、审查工作细则和受理单"
EXAMPLE = "conformance guide --item SY01 --out out/guides"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which items, as of which day, in which forms."""
    parser.add_argument("--item", metavar="事项", help="事项的 id，如 SY01；同时写出 PDF（缺省：全部事项，只写网页）")
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="日期",
        help="依据以哪一天有效的为准，如 2017-08-31（缺省：验收期末日）",
    )
    parser.add_argument("--pdf", action="store_true", help="全部事项也写出 PDF（每个事项约需 3 秒）")
    add_project(parser)
    add_out(parser, "out/guides")


def run(arguments: argparse.Namespace) -> int:
    """Write the files of one item or of all; a file that exists is written anew."""
    root: Path = arguments.project
    day = arguments.as_of or load_acceptance(root, load_guide(root)).period_to
    organs = load_organs(root)
    views = [ItemOnDay(item, organs, day) for item in load_items(root)]
    arguments.out.mkdir(parents=True, exist_ok=True)
    for view in _chosen(views, arguments.item):
        for path in _write(view, arguments.out, pdf=arguments.pdf or arguments.item is not None):
            print(path)
    return 0


def _chosen(views: list[ItemOnDay], wanted: str | None) -> list[ItemOnDay]:
    """The one item that is wanted, or all that were offered by the day and are no secret."""
    if wanted is None:
        chosen = [view for view in views if view.has_begun and may_be_published(view.item)]
        if not chosen:
            raise CannotProceed("到这一天还没有实施的事项，没有服务指南可写；请改用其后的日期。")
        return chosen
    view = next((view for view in views if view.item.id == wanted.upper()), None)
    if view is None:
        known = "、".join(view.item.id for view in views)
        raise CannotProceed(f"没有 id 为“{wanted}”的事项，standards/items/ 中有：{known}。")
    if not may_be_published(view.item):
        raise CannotProceed(f"事项 {view.item.id} 标为涉密，不生成服务指南；请按保密规定另行办理。")
    if not view.has_begun:
        begins, asked = day_words(view.item.in_force.start), day_words(view.day)
        raise CannotProceed(f"事项 {view.item.id} 自{begins}起实施，{asked}尚无服务指南；请改用其后的日期。")
    return [view]


def _write(view: ItemOnDay, out: Path, *, pdf: bool) -> Iterator[Path]:
    item = view.item
    for document in DOCUMENTS:
        body = document.html(view)
        title = f"{item.full_title}：{document.title}"
        path = out / f"{item.id}-{document.id}.html"
        path.write_text(page("item_document.html.j2", title=title, body=body, documents=documents_css()), "utf-8")
        yield path
        if pdf:
            yield _write_pdf(body, title, path.with_suffix(".pdf"))
    chart = out / f"{item.id}-flowchart.svg"
    chart.write_text(flowchart_svg(item), encoding="utf-8")
    yield chart


def _write_pdf(body: str, title: str, path: Path) -> Path:
    from conformance.typeset.pdf import render_pdf  # WeasyPrint takes half a second to import

    path.write_bytes(render_pdf(body, [documents_css()], title=title, fonts=read_font_folder()).pdf)
    return path
