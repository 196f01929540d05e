"""Build the site of a county project, and with it the fragments of its volume.

Run as a process of its own: ``python -m conformance.sphinxext.build PROJECT OUT [FRAGMENTS] [--as-of=DATE]``.
Warnings are faults, and the environment is made anew each time, so that the same project gives the same bytes.
"""

from __future__ import annotations

import io
import re
import shutil
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError, SphinxError
from sphinx.util.docutils import docutils_namespace, patch_docutils

from conformance.clauses.export import SCHEMA_FILE
from conformance.errors import CannotProceed

_USAGE = "用法：python -m conformance.sphinxext.build 项目文件夹 输出文件夹 [汇编片段文件夹] [--as-of=日期]"
AS_OF = "--as-of="
_PAGE_FOLDERS = ("standards", "checks", "items")
_TOLD_AT_MOST = 30
"""Lines of warnings that the message repeats."""
_COLOUR = re.compile("\x1b\\[[0-9;]*m")


def build_site(project: Path, out: Path, fragments: Path | None = None, as_of: str = "") -> None:
    """Write the site to ``out``, and the fragments to their folder where one is named.

    ``as_of`` is the day whose standards are shown, as 2017-10-01; without one all that are there are shown.

    Pages of an earlier site there are removed first, so that none remains of what is gone; other files are left alone.
    CannotProceed tells the faults of the standards, each with file and line.
    """
    overrides = {"conformance_fragments": str(fragments.resolve()) if fragments else "", "conformance_as_of": as_of}
    out.mkdir(parents=True, exist_ok=True)
    _remove_pages(out)
    with tempfile.TemporaryDirectory(prefix="conformance-site-") as doctrees:
        run_sphinx(project, out, Path(doctrees), overrides, builder="html", work=lambda app: app.build(force_all=True))
    # It holds a digest of settings that name folders of this machine, and serves only incremental builds.
    (out / ".buildinfo").unlink(missing_ok=True)


def run_sphinx(
    project: Path,
    out: Path,
    doctrees: Path,
    overrides: dict[str, Any],
    *,
    builder: str,
    work: Callable[[Sphinx], None],
) -> None:
    """Let Sphinx do its ``work``, every warning a fault; CannotProceed tells them, each with file and line."""
    warnings = io.StringIO()
    settings = {"show_warning_types": False, **overrides}
    with patch_docutils(), docutils_namespace():
        try:
            app = Sphinx(
                project, _settings_folder(project), out, doctrees, builder, settings, status=None, warning=warnings,
                warningiserror=True, parallel=1,
            )  # fmt: skip
            work(app)
        except SphinxError as error:
            # Sphinx wraps what a handler of ours raises.
            if isinstance(error, ExtensionError) and isinstance(error.orig_exc, CannotProceed):
                raise error.orig_exc from error
            raise CannotProceed(f"网站没有建成：\n{_told(warnings) or error}") from error
    if app.statuscode:
        raise CannotProceed(f"网站没有建成：\n{_told(warnings)}")


def _remove_pages(out: Path) -> None:
    """Remove the folders of pages that an earlier build wrote; its schema file tells that it was one."""
    if (out / SCHEMA_FILE.name).is_file():
        for folder in _PAGE_FOLDERS:
            shutil.rmtree(out / folder, ignore_errors=True)


def main(arguments: list[str]) -> int:
    """Build as the arguments say; 2 and one message on standard error where it cannot be done."""
    days = [one.removeprefix(AS_OF) for one in arguments if one.startswith(AS_OF)]
    folders = [Path(one) for one in arguments if not one.startswith(AS_OF)]
    if len(folders) not in (2, 3) or len(days) > 1:
        print(_USAGE, file=sys.stderr)
        return 2
    project, out, *fragments = folders
    try:
        build_site(project, out, fragments[0] if fragments else None, *days)
    except CannotProceed as reason:
        print(reason, file=sys.stderr)
        return 2
    return 0


def _settings_folder(project: Path) -> Path:
    """The folder of conf.py: the project's own where it has one, else that of this program."""
    return project if (project / "conf.py").is_file() else Path(__file__).parents[2]


def _told(warnings: io.StringIO) -> str:
    """What Sphinx warned of, a line each, without its colours and its word for a warning."""
    text = _COLOUR.sub("", warnings.getvalue()).replace("WARNING: ", "")
    lines = [line for line in text.splitlines() if line.strip()]
    more = f"\n……共 {len(lines)} 行" if len(lines) > _TOLD_AT_MOST else ""
    return "\n".join(lines[:_TOLD_AT_MOST]) + more


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
