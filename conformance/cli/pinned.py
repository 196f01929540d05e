"""A county project as the run began with it (锁定的依据), so that whoever takes part reckons by the same rules.

A worker elsewhere loads the project for itself and refuses where a rule, the program or a library is another there.
"""

from __future__ import annotations

import hashlib
import socket
from dataclasses import dataclass
from pathlib import Path

from conformance.cli.project import CountyProject, load_project
from conformance.cli.software import engine_digest
from conformance.errors import CannotProceed
from conformance.scores.judgement import SCHEMA_FILE


@dataclass(frozen=True)
class PinnedProject:
    """Where the project lies, and the digest of all that results rest on beside workbooks and judgements."""

    root: Path
    acceptance: Path | None
    calendar: Path | None
    digest: str

    def load(self) -> CountyProject:
        """The project, once a process; CannotProceed where it is not the one that was pinned."""
        if self not in _LOADED:
            project = load_project(self.root, self.acceptance, self.calendar)
            if _digest(project) != self.digest:
                raise CannotProceed(
                    f"{socket.gethostname()} 上的软件、程序库或者“{self.root}”的依据与发起评分的机器不同，"
                    "请在每台机器上安装同一版软件、使用同一个项目目录后重新运行。"
                )
            _LOADED.clear()
            _LOADED[self] = project
        return _LOADED[self]


_LOADED: dict[PinnedProject, CountyProject] = {}


def pin_project(project: CountyProject, acceptance: Path | None, calendar: Path | None) -> PinnedProject:
    """The project as it was loaded from its folder, with these files in place of its own; forks find it loaded."""
    pinned = PinnedProject(
        project.root.resolve(),
        acceptance.resolve() if acceptance is not None else None,
        calendar.resolve() if calendar is not None else None,
        _digest(project),
    )
    _LOADED[pinned] = project
    return pinned


def _digest(project: CountyProject) -> str:
    schema = hashlib.sha256((project.root / SCHEMA_FILE).read_bytes()).hexdigest()
    facts = [engine_digest(), schema, *(f"{name} {digest}" for name, digest in sorted(project.editions.items()))]
    return hashlib.sha256("\n".join(facts).encode()).hexdigest()
