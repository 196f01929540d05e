"""Write the fragments of the volume alone, without the site, going on from what an earlier build has read.

Run as a process of its own:
``python -m conformance.sphinxext.fragment_build PROJECT FRAGMENTS DOCTREES [--as-of=DATE]``.
Only pages whose text has changed are read again; the fragments are the same as those of a fresh build.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from sphinx.application import Sphinx

from conformance.errors import CannotProceed
from conformance.sphinxext.build import AS_OF, run_sphinx
from conformance.sphinxext.domain import PRINTED
from conformance.sphinxext.fragments import write_fragments

_USAGE = f"用法：python -m conformance.sphinxext.fragment_build 项目文件夹 汇编片段文件夹 中间文件夹 [{AS_OF}日期]"


def build_fragments(project: Path, fragments: Path, doctrees: Path, as_of: str = "") -> None:
    """Write the fragments to their folder; ``doctrees`` keeps what was read for the next time.

    CannotProceed tells the faults of the standards, each with file and line.
    """
    doctrees.mkdir(parents=True, exist_ok=True)
    run_sphinx(
        project, doctrees, doctrees, {"conformance_as_of": as_of}, builder=PRINTED,
        work=lambda app: _build(app, fragments),
    )  # fmt: skip


def _build(app: Sphinx, fragments: Path) -> None:
    app.build()
    if not app.statuscode:
        write_fragments(app.env, fragments)


def main(arguments: Sequence[str]) -> int:
    """Build as the arguments say; 2 and one message on standard error where it cannot be done."""
    days = [one.removeprefix(AS_OF) for one in arguments if one.startswith(AS_OF)]
    folders = [Path(one) for one in arguments if not one.startswith(AS_OF)]
    if len(folders) != 3 or len(days) > 1:
        print(_USAGE, file=sys.stderr)
        return 2
    project, fragments, doctrees = folders
    try:
        build_fragments(project, fragments, doctrees, *days)
    except CannotProceed as reason:
        print(reason, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
