"""Where an edition of the standards is read from: a folder, or a revision of the git repository of the project."""

from __future__ import annotations

import io
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from conformance.clauses.edition import Edition, read_edition
from conformance.errors import CannotProceed

_FOLDER = "standards"


def named_edition(name: str, project: Path) -> Edition:
    """The edition of a folder or a git revision; what is wrong in it is told on standard error."""
    with edition_folder(name, project) as folder:
        edition, faults = read_edition(folder)
    for fault in faults:
        print(f"“{name}”中 {fault.sentence}", file=sys.stderr)
    return edition


@contextmanager
def edition_folder(name: str, project: Path) -> Iterator[Path]:
    """A folder that holds ``standards/``: the one named, the parent of the one named, or a copy of a git revision.

    A folder goes before a revision of the same name. CannotProceed where there is neither.
    """
    place = Path(name)
    if (place / _FOLDER).is_dir():
        yield place
        return
    with tempfile.TemporaryDirectory(prefix="conformance-redline-") as aside:
        copy = Path(aside)
        if (place / "system.yaml").is_file():
            (copy / _FOLDER).symlink_to(place.resolve(), target_is_directory=True)
        elif place.is_dir():
            raise CannotProceed(f"目录“{name}”中没有 standards/，请指县项目目录或者它的 standards 目录。")
        else:
            _extract(_archive(name, project), copy)
        yield copy


def _archive(revision: str, project: Path) -> bytes:
    """The tar of standards/ at a revision."""
    not_there = f"“{revision}”既不是目录，也不是“{project}”的 git 版本，请核对路径或者版本名。"
    try:
        found = _git(project, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except FileNotFoundError as no_git:
        raise CannotProceed(f"没有目录“{revision}”；要比较 git 版本，请先安装 git。") from no_git
    if found.returncode:
        raise CannotProceed(not_there)
    archive = _git(project, "archive", "--format=tar", found.stdout.decode().strip(), _FOLDER)
    if archive.returncode:
        raise CannotProceed(f"git 版本“{revision}”中没有 standards/，请核对版本名。")
    return archive.stdout


def _git(project: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(["git", *arguments], cwd=project, capture_output=True, check=False)


def _extract(archive: bytes, folder: Path) -> None:
    """Write the regular files below standards/; links and names that lead elsewhere are no standards."""
    with tarfile.open(fileobj=io.BytesIO(archive)) as tar:
        for member in tar:
            path = PurePosixPath(member.name)
            content = tar.extractfile(member) if member.isfile() else None
            if content is not None and path.parts[0] == _FOLDER and ".." not in path.parts:
                target = folder / path
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
