"""The command ``conformance``: finds the command named, runs it, and turns what cannot be done into one line.

Exit status 0: done and conforming; 1: done, and something does not conform; 2: could not be done.
"""

from __future__ import annotations

import gc
import io
import os
import sys
from collections.abc import Sequence
from importlib import import_module

from conformance.cli.parser import Parser
from conformance.errors import CannotProceed

COMMANDS = (
    "demo",
    "lint",
    "coverage",
    "guide",
    "template",
    "check",
    "sample",
    "process",
    "score",
    "report",
    "verify",
    "sign",
    "round",
    "query",
    "redline",
    "volume",
    "preflight",
    "reprint",
)
"""Each a module of this package."""
COLLECT_EVERY = 200_000
"""Objects made between two searches for cycles; what a command reads it keeps, Python's 700 slow lint by a fifth."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; gives its exit status."""
    gc.set_threshold(COLLECT_EVERY)
    for stream in (sys.stdout, sys.stderr):
        _let_write_chinese(stream)
    parser = Parser(
        prog="conformance",
        description="行政许可标准化：把标准、核查表和部门填报表变成可以逐格追查的验收报告，并排印标准文本汇编。",
        epilog="例：conformance demo --out out",
    )
    commands = parser.add_subparsers(title="命令", metavar="命令", required=True, dest="命令")
    written = sys.argv[1:] if arguments is None else arguments
    for name in _named(written):
        module = import_module(f"conformance.cli.{name}")
        one = commands.add_parser(name, help=module.HELP, description=module.HELP, epilog=f"例：{module.EXAMPLE}")
        module.add_arguments(one)
        one.set_defaults(run=module.run)
    chosen = parser.parse_args(written)
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


def _let_write_chinese(stream: object) -> None:
    """Under a locale without Chinese write UTF-8; in GBK and the like, spell out the characters that it lacks."""
    if not isinstance(stream, io.TextIOWrapper) or stream.encoding.lower() == "utf-8":
        return
    try:
        "条款".encode(stream.encoding)
    except UnicodeEncodeError:
        stream.reconfigure(encoding="utf-8")
    stream.reconfigure(errors="backslashreplace")


def _named(arguments: Sequence[str]) -> Sequence[str]:
    """The command that is asked for; all where none is, for the list of them. Only what runs is worth importing."""
    return arguments[:1] if arguments and arguments[0] in COMMANDS else COMMANDS


if __name__ == "__main__":
    raise SystemExit(main())
