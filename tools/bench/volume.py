"""Time ``conformance volume`` against WeasyPrint setting the same text in one piece, in one run.

    tools/bench/volume --clauses 1500

The project is the shipped one with copies of its standards until there are enough clauses for a thousand pages. What is
compared are whole processes, Sphinx included on our side and not on the other: one piece by ``render_pdf``, in which
our justification is on as well; a cold run with one process and with two; a run after one edit of one standard; a run
in which nothing has changed. Ratios of a run with one process are of processor seconds, which other work on the
machine disturbs least, those with two of wall seconds; both are shown. Memory is that of the largest process.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

from conformance.cli.volume import CACHE
from conformance.typeset.fonts import read_font_folder
from conformance.typeset.pdf import render_pdf
from conformance.volume.assemble import Workshop, finish_screen, front_chunk, set_volume, volume_sections, volume_style
from conformance.volume.folder import read_volume_folder
from conformance.volume.page import ELSEWHERE
from tools.bench.authoring import make_project

ROOT = Path(__file__).resolve().parents[2]
_ONE_PIECE = "--one-piece"
_MERGE = "--merge"
_EDITED = "standards/provision/acceptance.md"
_LINE = re.compile(r"^(?=[\u4e00-\u9fff].{20})", re.MULTILINE)
"""The beginning of a line of text."""


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
    print(f"{' '.join(command[3:5])}：{wall:.1f} 秒，处理器 {usage.ru_utime + usage.ru_stime:.1f} 秒", file=sys.stderr)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} 没有正常结束：\n{text[-3000:]}")
    return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, text.strip())


def set_in_one_piece(fragments: Path, out: Path) -> None:
    """The text of the whole volume as one page, set by WeasyPrint at once."""
    content, fonts = read_volume_folder(fragments), read_font_folder()
    workshop = Workshop(fonts, out.parent, 1)
    sections = volume_sections(content)
    chunks = [chunk for section in sections for chunk in (section.title_page, *section.chunks)]
    folios = {chunk.name: number for number, chunk in enumerate(chunks, start=1)}
    html = "".join(chunk.html for chunk in (front_chunk(content, fonts, folios), *chunks))
    rendered = render_pdf(
        html.replace(f'href="{ELSEWHERE}', 'href="#'), volume_style(workshop).css, title=content.title, fonts=fonts
    )
    out.write_bytes(rendered.pdf)
    print(rendered.pages)


def merge_alone(fragments: Path, out: Path, cache: Path) -> None:
    """Merge chunks that are all in the cache, and print the milliseconds a page."""
    workshop = Workshop(read_font_folder(), cache, 1)
    volume = set_volume(read_volume_folder(fragments), workshop)
    started = perf_counter()
    finish_screen(volume, workshop, out)
    print((perf_counter() - started) * 1000 / volume.screen_book().pages)


def measure(folder: Path, clauses: int) -> str:
    """Make the project under the folder, run everything once, and say what came out."""
    project, out = folder / "project", folder / "out"
    make_project(project, clauses)

    def volume(jobs: int) -> Run:
        arguments = ["--project", str(project), "--out", str(out), "--jobs", str(jobs)]
        return run([sys.executable, "-m", "conformance.cli.main", "volume", *arguments])

    cold_one = volume(1)
    fragments = next((out / CACHE / "fragments").iterdir())
    me = [sys.executable, "-m", "tools.bench.volume"]
    whole = run([*me, _ONE_PIECE, str(fragments), str(folder / "whole.pdf")])
    size = (out / "volume" / "volume.pdf").stat().st_size / (folder / "whole.pdf").stat().st_size
    merge = float(run([*me, _MERGE, str(fragments), str(folder / "m.pdf"), str(out / CACHE / "chunks")]).said)
    same = volume(1)
    page = project / _EDITED
    page.write_text(_LINE.sub("经办人员", page.read_text(encoding="utf-8"), count=1), encoding="utf-8")
    edited = volume(1)
    after_edit = (out / "volume" / "volume.pdf").read_bytes()
    shutil.rmtree(out)
    cold_two = volume(2)
    equal = after_edit == (out / "volume" / "volume.pdf").read_bytes()
    rows = [
        ("冷，一个进程", cold_one.cpu / whole.cpu, 1.1),
        ("冷，两个进程", cold_two.wall / whole.wall, 0.6),
        ("改一项标准", edited.cpu / whole.cpu, 0.08),
        ("没有改动", same.cpu / whole.cpu, 0.05),
        ("文件大小", size, 1.1),
        ("最大进程的内存（MiB）", max(one.memory for one in (cold_one, cold_two, edited, same)), 350),
        ("合并每页毫秒", merge, 1.5),
    ]
    runs = {"一整块": whole, "冷一": cold_one, "冷二": cold_two, "改": edited, "无改动": same}
    shown = "；".join(f"{name} {one.wall:.1f}/{one.cpu:.1f} 秒、{one.memory:.0f} MiB" for name, one in runs.items())
    load = "、".join(f"{one:.2f}" for one in os.getloadavg())
    return "\n".join(
        [
            f"{cold_one.said.rpartition('/')[2]}；一整块 {whole.said} 页；{os.cpu_count()} 个处理器，负载 {load}",
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
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="volume-") as folder:
        print(measure(Path(folder), arguments.clauses))
    return None


if __name__ == "__main__":
    main()
