"""The digest of the software (软件摘要) that a chunk is made with: this program's files and the libraries' versions."""

from __future__ import annotations

import hashlib
import platform
from functools import cache
from importlib.metadata import version
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_OWN = (".py", ".j2", ".css", ".json", ".yaml")
_LIBRARIES = (
    "docutils", "fonttools", "jinja2", "myst-parser", "pikepdf", "pydyf", "sphinx", "tinycss2", "tinyhtml5",
    "uharfbuzz", "weasyprint",
)  # fmt: skip
_SHARED = "lib{}.so*"
_SYSTEM = ("pango-1.0", "pangoft2-1.0", "harfbuzz", "fontconfig")
"""Libraries of the system that decide where lines break."""


@cache
def software_digest() -> str:
    """In hexadecimal; another one means that nothing kept from before may be used."""
    digest = hashlib.sha256(f"{platform.python_version()} {platform.machine()}".encode())
    for path in sorted(path for path in _PACKAGE.rglob("*") if path.suffix in _OWN):
        content = hashlib.sha256(path.read_bytes()).hexdigest()
        digest.update(f"{path.relative_to(_PACKAGE).as_posix()} {content}\n".encode())
    for name in _LIBRARIES:
        digest.update(f"{name} {version(name)}\n".encode())
    for name in _SYSTEM:
        found = sorted({path.resolve().name for root in _library_folders() for path in root.glob(_SHARED.format(name))})
        digest.update(f"{name} {found}\n".encode())
    return digest.hexdigest()


def _library_folders() -> list[Path]:
    """Where Linux keeps shared libraries; the real file's name tells the version."""
    return [folder for root in ("/lib", "/usr/lib") for folder in (Path(root), *Path(root).glob("*-linux-gnu"))]
