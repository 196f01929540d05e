"""The command ``conformance``: finds the command named, runs it, and turns what cannot be done into one line.

Exit status 0: done and conforming; 1: done, and something does not conform; 2: could not be done.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from types import ModuleType

from conformance.cli import (
    check,
    coverage,
    demo,
    guide,
    lint,
    redline,
    report,
    round,
    sample,
    score,
    template,
    verify,
    volume,
)
from conformance.cli.parser import Parser
from conformance.errors import CannotProceed

COMMANDS: tuple[ModuleType, ...] = (
    demo,
    lint,
    coverage,
    guide,
    template,
    check,
    sample,
    score,
    report,
    verify,
    round,
    redline,
    volume,
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives its exit status."""
    parser = Parser(
        prog="conformance",
        description="行政许可标准化：把标准、核查表和部门填报表变成可以逐格追查的验收报告，并排印标准文本汇编。",
        epilog="例：conformance demo --out out",
    )
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, dest="命令")
    for module in COMMANDS:
        name = module.__name__.rpartition(".")[2]
        one = commands.add_parser(name, help=module.HELP, description=module.HELP, epilog=f"例：{module.EXAMPLE}")
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    chosen = parser.parse_args(arguments)
    try:
        status: int = chosen.run(chosen)
    except CannotProceed as reason:
        print(reason, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output has left, as `head` does; Python would complain once more at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print("已中断。", file=sys.stderr)
        return 2
    return status


if __name__ == "__main__":
    raise SystemExit(main())
