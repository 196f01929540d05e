"""Which software made a result, and in what environment (软件和运行环境), as two digests."""

from __future__ import annotations

import hashlib
import platform
import sys
from importlib.metadata import version
from pathlib import Path

from conformance.report.basis import Software
from conformance.typeset.fonts import FONT_FOLDER

PROGRAM = Path(__file__).resolve().parents[1]
LIBRARIES = (
    "duckdb", "fonttools", "jinja2", "lxml", "openpyxl", "pydyf", "python-calamine", "python-docx", "weasyprint",
)  # fmt: skip
"""Those on which bytes or figures of a report depend."""


ENGINE_LIBRARIES = ("duckdb", "jinja2", "jsonschema", "jsonschema-rs", "pyarrow", "python-calamine", "pyyaml")
"""Those on which the results of reading, checking and scoring depend."""


def software_facts() -> Software:
    """The program as it stands on this machine."""
    return Software(version("conformance"), _program_digest(), _environment_digest())


def engine_digest() -> str:
    """SHA-256 of what results rest on beside the rules: the program, Python, the libraries that read and check."""
    facts = [_program_digest(), f"python {sys.version_info[:3]}", platform.machine()]
    facts += [f"{library} {version(library)}" for library in ENGINE_LIBRARIES]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()


def _program_digest() -> str:
    files = sorted(path for path in PROGRAM.rglob("*") if path.is_file() and "__pycache__" not in path.parts)
    lines = "".join(
        f"{path.relative_to(PROGRAM).as_posix()} {hashlib.sha256(path.read_bytes()).hexdigest()}\n" for path in files
    )
    return hashlib.sha256(lines.encode()).hexdigest()


def _environment_digest() -> str:
    from weasyprint.text.ffi import pango  # WeasyPrint takes half a second to import

    register = FONT_FOLDER / "fonts.json"
    facts = [
        f"python {sys.version_info[:3]}",
        f"machine {platform.machine()}",
        *(f"{library} {version(library)}" for library in LIBRARIES),
        f"pango {pango.pango_version()}",
        f"fonts {hashlib.sha256(register.read_bytes()).hexdigest() if register.is_file() else ''}",
    ]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()
