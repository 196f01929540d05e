"""Time ``conformance lint`` against a plain Sphinx build of the same standards, in one run.

    tools/bench/authoring --clauses 5000 --rounds 5

The project is made of the shipped one: its standards as they are, and copies of them with slugs, codes, slots and ids
of their own until there are enough clauses. Each round times two whole processes, one after the other: ``conformance
lint`` with every rule over the whole project, and ``sphinx-build`` with myst-parser over the same pages. Sphinx has
nothing of ours but a directive and a role that let the pages parse, and the settings of the project's own site, without
the tree of all pages beside each page that would take it several times as long. Neither keeps anything from one round
to the next.
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
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from conformance.clauses.reader import document_files

ROOT = Path(__file__).resolve().parents[2]
TARGET = 0.2
"""What lint may take at most, as a part of what Sphinx takes."""
_CLAUSE = re.compile(r"^(:{3,}\{clause\} )(\S+)", re.MULTILINE)
_LONG_LINE = re.compile(r"^(?!.*适用于本文件)(.{20,}?)([，、；。])", re.MULTILINE)
"""A line that may be a whole paragraph, up to its first mark; not the fixed sentence before references or terms."""
_CONF = """\
import sys
sys.path.insert(0, {here!r})
project, language, root_doc = "standards", "zh_CN", "index"
extensions = ["myst_parser", "plain"]
myst_enable_extensions = ["colon_fence"]
html_theme, html_sidebars = "basic", {{"**": []}}
html_copy_source = html_use_index = html_domain_indices = False
"""
_INDEX = "# 标准\n\n```{toctree}\n:glob:\n:maxdepth: 1\n\nstandards/**\n```\n"
_PLAIN = """\
from docutils import nodes
from sphinx.util.docutils import SphinxDirective


class Clause(SphinxDirective):
    required_arguments = 1
    has_content = True
    option_spec = {"implements": str, "checked_by": str}

    def run(self):
        return self.parse_content_to_nodes()


def setup(app):
    app.add_directive("clause", Clause)
    app.add_role("clause", lambda name, raw, text, *rest: ([nodes.literal(raw, text)], []))
    return {"parallel_read_safe": True}
"""


def make_project(out: Path, clauses: int) -> int:
    """Write the project, of at least so many clauses, and give how many it has."""
    for folder in ("standards", "checklists"):
        shutil.copytree(ROOT / folder, out / folder)
    pages = [(name, (ROOT / name).read_text(encoding="utf-8")) for name in document_files(ROOT)]
    made = sum(len(_CLAUSE.findall(text)) for _, text in pages)
    slots = []
    for copy in count(2):
        for name, text in pages:
            if made >= clauses:
                system = out / "standards" / "system.yaml"
                system.write_text("\n".join([system.read_text(encoding="utf-8").rstrip(), *slots, ""]), "utf-8")
                return made
            document = name.replace(".md", f"-{copy}.md")
            (out / document).write_text(_copied(text, copy), encoding="utf-8")
            slots.append(_slot(text, document, copy, len(slots)))
            made += len(_CLAUSE.findall(text))
    raise AssertionError("count never ends")


def _copied(text: str, copy: int) -> str:
    """A page under other ids; a word in each long line differs, so that no paragraph is a repeated one."""
    text = re.sub(r"^code: ([A-Z]+) ", rf"code: \1 {copy}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^slot: (\S+)", rf"slot: \1-{copy}", text, count=1, flags=re.MULTILINE)
    text = _CLAUSE.sub(rf"\1\2-{copy}", text)
    text = re.sub(r"\{clause\}`([^`]+)`", rf"{{clause}}`\1-{copy}`", text)
    head, scope, body = text.partition("\n# 范围\n")
    return head + scope + _LONG_LINE.sub(rf"\1（第{copy}组）\2", body)


def _slot(text: str, document: str, copy: int, place: int) -> str:
    """The line of the standard system that places a copy."""
    slot = re.findall(r"^slot: (\S+)", text, flags=re.MULTILINE)[0]
    subsystem = document.split("/")[1]
    group = {"basis": 101, "provision": 201, "support": 301, "posts": 401}[subsystem]
    return (
        f'  - {{id: {slot}-{copy}, number: "{group}.{1000 + place}", title: 副本, subsystem: {subsystem}, '
        f"department: ZJ, level: 县级服务标准, document: {document}}}"
    )


def make_site(project: Path, out: Path) -> int:
    """Write the sources of a plain Sphinx build of the project's standards; gives how many pages there are."""
    pages = document_files(project)
    for page in pages:
        (out / page).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(project / page, out / page)
    (out / "index.md").write_text(
        "# 标准\n\n```{toctree}\n:glob:\n:maxdepth: 1\n\nstandards/**\n```\n", encoding="utf-8"
    )
    (out / "conf.py").write_text(_CONF.format(here=str(out)), encoding="utf-8")
    (out / "plain.py").write_text(_PLAIN, encoding="utf-8")
    return len(pages)


def _seconds(command: Sequence[str]) -> float:
    """How long a process takes; it must end well, since a fault found early would make it fast."""
    started = perf_counter()
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    taken = perf_counter() - started
    if done.returncode:
        raise SystemExit(f"{' '.join(command)} 没有正常结束：\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    return taken


def measure(folder: Path, clauses: int, rounds: int) -> str:
    """Make the project under the folder, time both sides in turns, and say what came out."""
    project, site = folder / "project", folder / "site"
    made = make_project(project, clauses)
    pages = make_site(project, site)
    lint = [sys.executable, "-m", "conformance.cli.main", "lint", "--project", str(project)]
    lints, sphinxes = [], []
    for number in range(rounds):
        built = folder / f"html-{number}"
        sphinx = [sys.executable, "-m", "sphinx", "-b", "html", "-E", "-q", str(site), str(built)]
        lints.append(_seconds(lint))
        sphinxes.append(_seconds(sphinx))
        shutil.rmtree(built)
    size = sum((project / page).stat().st_size for page in document_files(project))
    load = "、".join(f"{one:.2f}" for one in os.getloadavg())
    ratio = median(lints) / median(sphinxes)
    return (
        f"标准 {pages} 份，条款 {made} 条，{size / 1e6:.1f} MB；{os.cpu_count()} 个处理器，负载 {load}；{rounds} 轮\n"
        f"conformance lint：中位 {median(lints):.2f} 秒（{_listed(lints)}）\n"
        f"sphinx-build：中位 {median(sphinxes):.2f} 秒（{_listed(sphinxes)}）\n"
        f"比值 {ratio:.3f}，目标不大于 {TARGET}：{'达到' if ratio <= TARGET else '没有达到'}"
    )


def _listed(times: Sequence[float]) -> str:
    return "、".join(f"{one:.2f}" for one in times)


def main() -> None:
    """Read the arguments, measure in a folder that is removed, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clauses", type=int, default=5000, help="至少多少条款（缺省：5000）")
    parser.add_argument("--rounds", type=int, default=5, help="各测几次（缺省：5）")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="authoring-") as folder:
        print(measure(Path(folder), arguments.clauses, arguments.rounds))


if __name__ == "__main__":
    main()
