"""A Dask cluster on this machine alone (本机集群): a scheduler and workers, each in a process of its own.

For tests and benchmarks; docs/handbook/scale.md says how a city sets one up over several machines.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_SECONDS = 60


@contextmanager
def local_cluster(folder: Path, workers: int, first: Sequence[str] = ()) -> Iterator[str]:
    """The scheduler's address; logs and scratch files go to the folder. Everything ends with the context.

    ``first`` is put before each command, such as ``chrt -r 10``.
    """
    file = folder / "scheduler.json"
    own = ["--host", "127.0.0.1", "--no-dashboard"]
    scheduler = [*own, "--port", "0", "--scheduler-file", str(file)]
    with ExitStack() as running:
        running.enter_context(_process(folder, first, "scheduler", scheduler))
        address = _address(file)
        for number in range(workers):
            one = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder / str(number))]
            running.enter_context(_process(folder, first, "worker", [address, *own, *one]))
        yield address


@contextmanager
def _process(folder: Path, first: Sequence[str], kind: str, arguments: list[str]) -> Iterator[None]:
    command = [*first, sys.executable, "-m", f"distributed.cli.dask_{kind}", *arguments]
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    with (folder / f"{kind}.log").open("a") as log:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=log, stderr=log)
        try:
            yield
        finally:
            process.terminate()
            process.wait()


def _address(file: Path) -> str:
    until = time.monotonic() + _SECONDS
    while time.monotonic() < until:
        if file.is_file() and (text := file.read_text(encoding="utf-8")):
            return str(json.loads(text)["address"])
        time.sleep(0.05)
    raise RuntimeError(f"the scheduler did not start; its log is beside {file}")
