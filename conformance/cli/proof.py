"""The proof-reader's edition (校样) of ``conformance volume``: ``volume/proof.pdf``."""

from __future__ import annotations

import argparse

from conformance.clauses.alteration import Alteration, alterations
from conformance.clauses.redline import compare
from conformance.cli.edition_folder import named_edition
from conformance.errors import CannotProceed
from conformance.typeset.fonts import read_font_folder

NAME = "proof.pdf"


def add_proof(parser: argparse.ArgumentParser) -> None:
    """Whether there is a proof, and what it is held against."""
    group = parser.add_argument_group("校样")
    group.add_argument(
        "--proof", action="store_true", help=f"同时生成校样：结果目录的 volume/{NAME}，有行号，外侧留 60 毫米批改"
    )
    group.add_argument(
        "--against", metavar="旧版",
        help="上次付印所依据的标准：县项目目录、standards 目录，或者 git 版本；校样在改动的行旁画竖线（缺省：不画）",
    )  # fmt: skip


def check_proof(arguments: argparse.Namespace) -> None:
    """Refuse an option that would do nothing, before anything is set."""
    if arguments.against is not None and not arguments.proof:
        raise CannotProceed("--against 只用于校样，请同时写 --proof。")


def print_proof(arguments: argparse.Namespace) -> None:
    """The proof of the volume that lies in ``volume/volume.pdf``, told on one line."""
    from pikepdf import Pdf

    from conformance.volume.assemble import write_pdf
    from conformance.volume.proof import Mark, make_proof

    marks = [Mark(one.anchor, one.text, one.start, one.end) for one in _alterations(arguments)]
    folder = arguments.out / "volume"
    with Pdf.open(folder / "volume.pdf") as pdf:
        made = make_proof(pdf, marks, read_font_folder())
        write_pdf(pdf, folder / NAME)
    changed = f"，与“{arguments.against}”相比 {made.pages} 页、{made.lines} 行有改动" if arguments.against else ""
    print(f"{folder / NAME}：校样{changed}")
    if made.lost:
        print(f"另有 {made.lost} 处改动没有在汇编中找到位置，请用 conformance redline 对照。")


def _alterations(arguments: argparse.Namespace) -> tuple[Alteration, ...]:
    """What the sources say that the last printing did not."""
    if arguments.against is None:
        return ()
    old, new = (named_edition(str(one), arguments.project) for one in (arguments.against, arguments.project))
    return alterations(compare(old, new), new)
