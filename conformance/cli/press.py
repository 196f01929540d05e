"""The press edition (印刷版) of ``conformance volume``: what the printer has to be asked, and what he gets."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble_press import BINDINGS
from conformance.volume.format import FORMATS

if TYPE_CHECKING:
    from conformance.volume.assemble import SetVolume
    from conformance.volume.assemble_press import PressOrder, PressSummary
    from conformance.volume.parts import VolumePart

_THICKEST = 2.0
"""Millimetres of a leaf, at most."""
_FEWEST = 16
"""Pages of a part, at least."""


def add_press(parser: argparse.ArgumentParser) -> None:
    """Whether there is a press edition, and what the printer has to be asked."""
    parser.add_argument(
        "--press", action="store_true", help="同时生成印刷版：结果目录的 volume/press/ 下的书芯、封面和印刷委托单"
    )
    group = parser.add_argument_group("印刷版（与 --press 同用）")
    group.add_argument(
        "--parts", choices=("subsystem", "thickness"),
        help="分册：subsystem 一个子体系一册，thickness 按装订所能承受的厚度（缺省：不分册）",
    )  # fmt: skip
    group.add_argument(
        "--part-pages", type=_pages, metavar="数",
        help="按厚度分册时每册至多的页数（缺省：胶订 800，锁线胶订 1200，骑马订 64）",
    )  # fmt: skip
    group.add_argument(
        "--binding", choices=tuple(BINDINGS), default="perfect",
        help="装订：perfect 胶订，sewn 锁线胶订，saddle 骑马订（缺省：perfect）",
    )  # fmt: skip
    group.add_argument(
        "--signature", type=int, choices=(4, 16), default=16, help="页数补成它的倍数：骑马订 4，书帖 16（缺省：16）"
    )
    group.add_argument("--marks", action="store_true", help="画裁切线和封面的折线（缺省：不画，由印刷厂拼版时加）")
    group.add_argument(
        "--paper", type=_millimetres, default=0.095, metavar="毫米",
        help="书芯一张纸的厚度，以纸厂数据为准：70 克约 0.095，80 克约 0.105（缺省：0.095）",
    )  # fmt: skip
    group.add_argument(
        "--cover-paper", type=_millimetres, default=0.25, metavar="毫米", help="封面一张纸的厚度（缺省：0.25）"
    )
    group.add_argument("--copies", type=_copies, metavar="数", help="印数，写入印刷委托单（缺省：空着，由委托单位填）")
    group.add_argument("--paper-name", default="", metavar="名称", help="书芯用纸，如“70 g 双胶纸”（缺省：空着）")
    group.add_argument(
        "--cover-paper-name", default="", metavar="名称", help="封面用纸，如“200 g 铜版纸覆哑膜”（缺省：空着）"
    )
    group.add_argument(
        "--icc", type=Path, metavar="文件",
        help="印刷厂给的 CMYK 色彩特性文件；给了才按 PDF/X-4 的结构写，是否合格以印刷厂的检查为准",
    )  # fmt: skip


def _pages(text: str) -> int:
    number = int(text)
    if number < _FEWEST:
        raise argparse.ArgumentTypeError(f"每册的页数应不小于 {_FEWEST}")
    return number


def _copies(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("印数应为 1 或者更大的整数")
    return number


def _millimetres(text: str) -> float:
    number = float(text)
    if not 0 < number <= _THICKEST:
        raise argparse.ArgumentTypeError(f"纸厚应大于 0、不大于 {_THICKEST} 毫米")
    return number


def check_press(arguments: argparse.Namespace) -> None:
    """Refuse options that would do nothing, before anything is set."""
    if arguments.parts and not arguments.press:
        raise CannotProceed("--parts 分册只用于印刷版，请同时写 --press。")
    if arguments.part_pages and arguments.parts != "thickness":
        raise CannotProceed("--part-pages 只用于按厚度分册，请同时写 --parts thickness。")


def print_press(fragments: Path, cache: Path, arguments: argparse.Namespace) -> None:
    """The files for the press in ``volume/press``, told one by one."""
    from conformance.volume.assemble import Workshop, set_volume
    from conformance.volume.assemble_press import PressOrder, assemble_press, assemble_press_parts
    from conformance.volume.folder import read_volume_folder
    from conformance.volume.job_ticket import JSON_NAME, PDF_NAME, Commission, make_ticket, write_ticket

    order = PressOrder(
        binding=BINDINGS[arguments.binding],
        signature=arguments.signature,
        marks=arguments.marks,
        sheet=arguments.paper,
        cover=arguments.cover_paper,
        profile=_profile(arguments.icc),
    )
    workshop = Workshop(read_font_folder(), cache / "chunks", arguments.jobs, FORMATS[arguments.size])
    volume = set_volume(read_volume_folder(fragments), workshop)
    folder = arguments.out / "volume" / "press"
    parts = _divide(volume, order, arguments)
    if len(parts) > 1:
        made = assemble_press_parts(volume, parts, folder, workshop, order)
    else:
        made = (assemble_press(volume, folder, workshop, order),)
    commission = Commission(arguments.copies, arguments.paper_name.strip(), arguments.cover_paper_name.strip())
    ticket = make_ticket(volume.content, order, workshop.format, commission, made, folder)
    write_ticket(ticket, folder, workshop.fonts)
    for one in made:
        _tell(one, folder, workshop.format.label, order)
    print(f"{folder / PDF_NAME}：印刷委托单，另有 {JSON_NAME}")


def _divide(volume: SetVolume, order: PressOrder, arguments: argparse.Namespace) -> tuple[VolumePart, ...]:
    from conformance.volume.assemble_parts import divide_by_subsystem, divide_by_thickness

    if arguments.parts == "subsystem":
        return divide_by_subsystem(volume)
    if arguments.parts == "thickness":
        parts = divide_by_thickness(volume, arguments.part_pages or order.binding.pages, order.signature)
        if len(parts) == 1:
            print("全书不超过一册的页数，不必分册。")
        return parts
    return ()


def _tell(made: PressSummary, folder: Path, size: str, order: PressOrder) -> None:
    label = made.part.label if made.part else ""
    spine = f"书脊 {made.spine.width} 毫米" + ("" if made.spine.has_text else "，不足 5 毫米，不印书脊字")
    block = f"{label}书芯 {made.pages} 页" + (f"（汇编第 {made.first_page}—{made.last_page} 页）" if label else "")
    print(f"{folder / made.block}：{block}，{size}，{order.binding.label}")
    print(f"{folder / made.cover}：{label}封面展开图，{spine}")
    if made.pages > order.binding.pages:
        print(
            f"{label}书芯 {made.pages} 页，{order.binding.label}一般不超过 {order.binding.pages} 页，"
            "请用 --parts 分册，或者与印刷厂商定。"
        )


def _profile(path: Path | None) -> bytes | None:
    try:
        return path.read_bytes() if path is not None else None
    except OSError as fault:
        raise CannotProceed(f"不能读取 ICC 文件“{path}”，请检查路径。") from fault
