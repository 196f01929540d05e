"""Time ``conformance volume`` against WeasyPrint setting the same text in one piece, in one run.

    python -m tools.bench.volume --clauses 1500
    python -m tools.bench.volume --clauses 1500 --real-time    # on a machine with other work, as root

The project is the shipped one with copies of its standards until there are enough clauses for a thousand pages. What is
compared are whole processes, Sphinx included on our side and not on the other: one piece by ``render_pdf``, in which
our justification is on as well; a cold run with one process and with two; a run after a word of one standard has been
changed, one after a standard has grown by some pages, so that all pages behind it have other numbers; a run in which
nothing has changed. Ratios of a run with one process are of processor seconds, which other work on the machine disturbs
least, those with two of wall seconds; both are shown. With ``--real-time`` the two runs whose wall seconds count go
before other work. Memory is that of the largest process, each process counted from its start.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter, process_time

from conformance.cli.volume import CACHE
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf
from conformance.volume.assemble import Workshop, finish_screen, front_chunks, set_volume, volume_sections, volume_style
from conformance.volume.folder import read_volume_folder
from conformance.volume.page import ELSEWHERE, FRONT_PARTS, indexes_html
from tools.bench.authoring import make_project

ROOT = Path(__file__).resolve().parents[2]
_ONE_PIECE = "--one-piece"
_MERGE = "--merge"
_FIRST = ("chrt", "--rr", "10")
"""Goes before other work."""
_EDITED = "standards/provision/acceptance.md"
_LINE = re.compile(r"^(?=[\u4e00-\u9fff].{20})", re.MULTILINE)
"""The beginning of a line of text."""
_WORD = "经办人员"
_SOME_PAGES = _WORD * 900


@dataclass(frozen=True)
class Run:
    """What a process and those that it started took."""

    wall: float
    cpu: float
    memory: float
    """MiB of the largest of them."""
    said: str


def run(command: Sequence[str]) -> Run:
    """Run to the end; a command that fails ends the measurement."""
    with tempfile.TemporaryFile("w+") as said:
        started = perf_counter()
        process = subprocess.Popen(command, cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        said.seek(0)
        text = said.read()
    shown = " ".join(command[command.index("-m") + 1 :][:3])
    print(f"{shown}：{wall:.1f} 秒，处理器 {usage.ru_utime + usage.ru_stime:.1f} 秒", file=sys.stderr)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} 没有正常结束：\n{text[-3000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text.strip())


def set_in_one_piece(fragments: Path, out: Path) -> None:
    """The text of the whole volume as one page, set by WeasyPrint at once."""
    content, fonts = read_volume_folder(fragments), read_font_folder()
    workshop = Workshop(fonts, out.parent, 1)
    sections = volume_sections(content)
    chunks = [chunk for section in sections for chunk in (section.title_page, *section.chunks)]
    digits: Mapping[str, int] = defaultdict(lambda: 3)
    front = front_chunks(content, dict.fromkeys(FRONT_PARTS, 4))
    html = "".join((*(chunk.html for chunk in (*front, *chunks)), indexes_html(content, digits, fonts)))
    rendered = render_pdf(
        html.replace(f'href="{ELSEWHERE}', 'href="#'), volume_style(workshop).css, title=content.title, fonts=fonts
    )
    out.write_bytes(rendered.pdf)
    print(rendered.pages)


def merge_alone(fragments: Path, out: Path, cache: Path) -> None:
    """Merge chunks that are all in the cache, and print the milliseconds of the processor that a page takes."""
    workshop = Workshop(read_font_folder(), cache, 1)
    volume = set_volume(read_volume_folder(fragments), workshop)
    started = process_time()
    finish_screen(volume, workshop, out)
    print((process_time() - started) * 1000 / volume.screen_book().pages)


def measure(folder: Path, clauses: int, first: Sequence[str]) -> str:
    """Make the project under the folder, run everything once, and say what came out.

    ``first`` are the words before a command whose wall seconds count.
    """
    project, out = folder / "project", folder / "out"
    make_project(project, clauses)
    page, volume_file = project / _EDITED, out / "volume" / "volume.pdf"

    def volume(jobs: int, before: Sequence[str] = ()) -> Run:
        arguments = ["--project", str(project), "--out", str(out), "--jobs", str(jobs)]
        return run([*before, sys.executable, "-m", "conformance.cli.main", "volume", *arguments])

    def edit(begin: str) -> None:
        page.write_text(_LINE.sub(begin, page.read_text(encoding="utf-8"), count=1), encoding="utf-8")

    cold_one = volume(1)
    fragments = next((out / CACHE / "fragments").iterdir())
    me = [sys.executable, "-m", "tools.bench.volume"]
    whole = run([*first, *me, _ONE_PIECE, str(fragments), str(folder / "whole.pdf")])
    size = volume_file.stat().st_size / (folder / "whole.pdf").stat().st_size
    merge = float(run([*me, _MERGE, str(fragments), str(folder / "m.pdf"), str(out / CACHE / "chunks")]).said)
    same = volume(1)
    edit(_WORD)
    edited = volume(1)
    edit(_SOME_PAGES)
    shifted = volume(1)
    after_edits = volume_file.read_bytes()
    shutil.rmtree(out)
    cold_two = volume(2, first)
    equal = after_edits == volume_file.read_bytes()
    rows = [
        ("冷，一个进程", cold_one.cpu / whole.cpu, 1.1),
        ("冷，两个进程", cold_two.wall / whole.wall, 0.6),
        ("改一项标准的一个词", edited.cpu / whole.cpu, 0.08),
        ("一项标准增加几页", shifted.cpu / whole.cpu, 0.08),
        ("没有改动", same.cpu / whole.cpu, 0.05),
        ("文件大小", size, 1.1),
        ("最大进程的内存（MiB）", max(one.memory for one in (cold_one, cold_two, edited, shifted, same)), 350),
        ("合并每页毫秒", merge, 1.5),
    ]
    runs = {"一整块": whole, "冷一": cold_one, "冷二": cold_two, "改词": edited, "增页": shifted, "无改动": same}
    shown = "；".join(f"{name} {one.wall:.1f}/{one.cpu:.1f} 秒、{one.memory:.0f} MiB" for name, one in runs.items())
    load = "、".join(f"{one:.2f}" for one in os.getloadavg())
    return "\n".join(
        [
            f"{cold_one.said.rpartition('/')[2]}，增页后{shifted.said.rpartition('，')[2]}；一整块 {whole.said} 页",
            f"{os.cpu_count()} 个处理器，负载 {load}",
            f"墙上/处理器：{shown}",
            *(f"{name}：{value:.3f}，目标不大于 {aim}：{_verdict(value <= aim)}" for name, value, aim in rows),
            f"改动后由缓存得到的文件与冷排逐字节相同：{'是' if equal else '否'}",
        ]
    )


def _verdict(reached: bool) -> str:
    return "达到" if reached else "没有达到"


def main() -> None:
    """Read the arguments, measure in a folder that is removed, and print."""
    if sys.argv[1:2] == [_ONE_PIECE]:
        return set_in_one_piece(*map(Path, sys.argv[2:]))
    if sys.argv[1:2] == [_MERGE]:
        return merge_alone(*map(Path, sys.argv[2:]))
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, default=1500, help="至少多少条款（缺省：1500，约一千页）")
    parser.add_argument("--real-time", action="store_true", help="计墙上时间的两次运行先于机器上的其他工作")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="volume-") as folder:
        print(measure(Path(folder), arguments.clauses, _FIRST if arguments.real_time else ()))
    return None


if __name__ == "__main__":
    main()
