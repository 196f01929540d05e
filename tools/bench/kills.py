"""Kill at random moments and go on (中断试验): every result must be the bytes of an undisturbed run.

    python -m tools.bench.kills [--workbooks FOLDER] [--kills 20] [--seed 7]

Scores two counties with two processes, over and over: half of the times one worker is killed with SIGKILL while the
run goes on, half of the times the whole run is killed and started again. The moments are drawn from the seed. Exit
status 1 where a result differs.
"""

from __future__ import annotations

import argparse
import os
import random
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

from tools.bench.engine import make_departments
from tools.bench.scale import digest, score, whole


def main() -> int:
    """Kill, go on, compare, print."""
    parser = argparse.ArgumentParser(description="在随机的时刻终止进程，接着做完，比对结果")
    parser.add_argument("--workbooks", type=Path, metavar="目录", help="用这些填报表（缺省：由样例县生成 20 份）")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--seed", type=int, default=7)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as aside:
        folder = Path(aside)
        source = arguments.workbooks or folder / "source"
        if arguments.workbooks is None:
            source.mkdir()
            make_departments(source, 20)
        for county in ("a", "b"):
            shutil.copytree(source, folder / "books" / county)
        return _kill(folder, arguments.kills, random.Random(arguments.seed))


def _kill(folder: Path, kills: int, chance: random.Random) -> int:
    undisturbed = whole(folder / "books", folder / "out", [], "--jobs", "2")
    wanted = digest(folder / "out")
    different = 0
    for number in range(kills):
        out = folder / f"out-{number}"
        moment = chance.uniform(0.02, 0.98) * undisturbed.seconds
        process = score(folder / "books", out, [], "--jobs", "2")
        time.sleep(moment)
        what = _kill_worker(process, chance) if number % 2 else _kill_run(process)
        if process.wait() not in (0, 1):
            whole(folder / "books", out, [], "--jobs", "2")
        same = digest(out) == wanted
        different += not same
        print(f"{number + 1:2d}. {what} after {moment:5.2f} s: {'the same' if same else 'DIFFERENT'}", flush=True)
        shutil.rmtree(out)
    print(f"{kills} kills, an undisturbed run takes {undisturbed.seconds:.1f} s: {different} different")
    return 1 if different else 0


def _kill_run(process: subprocess.Popen[bytes]) -> str:
    process.kill()
    return "the whole run killed"


def _kill_worker(process: subprocess.Popen[bytes], chance: random.Random) -> str:
    """One of those that are there, or that come next; a run that has ended has none."""
    listed = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    while process.poll() is None:
        if workers := listed.read_text(encoding="ascii").split():
            os.kill(int(chance.choice(workers)), signal.SIGKILL)
            return "one worker killed   "
        time.sleep(0.05)
    return "it had ended before  "


if __name__ == "__main__":
    raise SystemExit(main())
