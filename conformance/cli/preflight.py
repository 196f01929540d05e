"""``conformance preflight``: look at PDFs as a print shop does (印前检查) before they are sent there."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from conformance.cli.parser import add_format
from conformance.errors import CannotProceed
from conformance.preflight.finding import PreflightFinding, Weight
from conformance.preflight.inspect import Preflight, inspect_pdf
from conformance.preflight.profile import Profile
from conformance.typeset.fonts import read_font_folder

HELP = "按印刷厂的要求检查 PDF：页面框、出血、字体、颜色、图像、文字位置、页数、链接"
EXAMPLE = "conformance preflight out/volume/press/block.pdf --signature 16"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Which files, and what they are for."""
    parser.add_argument("files", nargs="+", type=Path, metavar="文件", help="要检查的 PDF，不限本程序所生成的")
    parser.add_argument(
        "--for", dest="purpose", choices=("press", "screen"), default="press",
        help="press 印刷，screen 屏幕阅读（缺省：press）",
    )  # fmt: skip
    parser.add_argument(
        "--signature", type=int, choices=(1, 4, 16), default=4, help="页数应为它的倍数；封面展开图用 1（缺省：4）"
    )
    parser.add_argument("--bleed", type=float, default=3.0, metavar="毫米", help="出血（缺省：3）")
    parser.add_argument("--trim", type=_size, metavar="宽x高", help="成品尺寸，毫米，写成 210x297 的样子（缺省：不查）")
    parser.add_argument(
        "--marked", type=Path, metavar="文件.pdf", help="另存一份标注稿：每处加框写明问题，前附清单；原文件不动"
    )
    add_format(parser)


def _size(text: str) -> tuple[float, float]:
    width, _, height = text.replace("×", "x").partition("x")
    try:
        return float(width), float(height)
    except ValueError as fault:
        raise argparse.ArgumentTypeError(f"“{text}”不是尺寸，请写成 210x297 的样子") from fault


def run(arguments: argparse.Namespace) -> int:
    """Inspect each file; 1 where one has a fault."""
    profile = Profile(
        press=arguments.purpose == "press",
        bleed=arguments.bleed,
        signature=arguments.signature,
        size=arguments.trim,
    )
    _check_marked(arguments)
    results = [(path, _inspect(path, profile)) for path in arguments.files]
    if arguments.marked is not None:
        _mark(*results[0], arguments.marked)
    if arguments.format == "json":
        print(json.dumps([_data(path, result) for path, result in results], ensure_ascii=False, indent=2))
    else:
        for path, result in results:
            _tell(path, result)
        if arguments.marked is not None:
            print(f"标注稿：{arguments.marked}")
    return 1 if any(result.faults for _, result in results) else 0


def _check_marked(arguments: argparse.Namespace) -> None:
    if arguments.marked is None:
        return
    if len(arguments.files) > 1:
        raise CannotProceed("--marked 一次标注一个文件，请逐个运行。")
    if arguments.marked.resolve() == arguments.files[0].resolve():
        raise CannotProceed(f"标注稿“{arguments.marked}”就是要检查的文件，请换一个文件名，原文件不改动。")


def _mark(path: Path, result: Preflight, out: Path) -> None:
    from conformance.preflight.marked import mark_pdf  # WeasyPrint takes half a second to import

    mark_pdf(path, result, out, read_font_folder())


def _inspect(path: Path, profile: Profile) -> Preflight:
    try:
        return inspect_pdf(path, profile)
    except OSError as fault:
        raise CannotProceed(f"不能读取“{path}”，请检查路径。") from fault


def _tell(path: Path, result: Preflight) -> None:
    notes = len(result.findings) - result.faults
    print(f"{path}：{result.pages} 页，问题 {result.faults} 类，提示 {notes} 类")
    for one in result.findings:
        print(f"  {'问题' if one.weight is Weight.FAULT else '提示'}［{one.rule.label}］{one.sentence}")


def _data(path: Path, result: Preflight) -> dict[str, Any]:
    return {
        "file": str(path),
        "pages": result.pages,
        "faults": result.faults,
        "findings": [_row(one) for one in result.findings],
    }


def _row(one: PreflightFinding) -> dict[str, Any]:
    return {
        "rule": one.rule.value,
        "weight": one.weight.value,
        "pages": list(one.pages),
        "found": one.found,
        "expected": one.expected,
        "mend": one.mend,
    }
