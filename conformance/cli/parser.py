"""An argument parser that speaks Chinese: usage, help and errors of argparse in the words of our users."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from conformance.errors import CannotProceed

_MESSAGES = (
    (r"the following arguments are required: (.+)", "缺少参数：{}"),
    (r"unrecognized arguments: (.+)", "不认识的参数：{}"),
    (r"argument (.+): expected one argument", "参数 {} 后面要写一个值"),
    (r"argument (.+): expected at least one argument", "参数 {} 后面至少要写一个值"),
    (r"argument (.+): invalid choice: (.+?) \(choose from (.+)\)", "参数 {}：“{}”不能用，可用的是 {}"),
    (r"argument (.+): invalid (?:\w+) value: (.+)", "参数 {}：“{}”不是合用的值"),
    (r"argument (.+): ignored explicit argument (.+)", "参数 {} 不带值，多写了 {}"),
    (r"argument (.+): not allowed with argument (.+)", "参数 {} 不能与 {} 同用"),
    (r"argument (.+?): ([^a-z].+)", "参数 {}：{}"),
    (r"ambiguous option: (.+) could match (.+)", "参数 {} 有歧义，可以是 {}"),
)


class ChineseHelp(argparse.RawDescriptionHelpFormatter):
    """Help with Chinese headings, and the example kept as written."""

    def add_usage(self, usage: Any, actions: Any, groups: Any, prefix: str | None = None) -> None:
        """Begin with 用法."""
        super().add_usage(usage, actions, groups, "用法：" if prefix is None else prefix)


class Parser(argparse.ArgumentParser):
    """Parses the arguments of a command; a wrong one ends with exit status 2 and one line."""

    def __init__(self, **settings: Any) -> None:
        settings.setdefault("formatter_class", ChineseHelp)
        super().__init__(**settings, add_help=False, allow_abbrev=False)
        self._positionals.title = "参数"
        self._optionals.title = "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def error(self, message: str) -> NoReturn:
        """Say in one line what is wrong and where help is."""
        print(f"{translate(message)}。说明见 {self.prog} --help", file=sys.stderr)
        raise SystemExit(2)


def translate(message: str) -> str:
    """An error of argparse in Chinese; one that is not known stays as it is."""
    for pattern, chinese in _MESSAGES:
        if match := re.fullmatch(pattern, message):
            return chinese.format(*(word.strip("'") for word in match.groups()))
    return message


def add_project(parser: argparse.ArgumentParser) -> None:
    """The option by which every command finds its county project."""
    parser.add_argument(
        "--project",
        type=Path,
        default=Path(),
        metavar="目录",
        help="县项目目录，内有 standards/ 和 checklists/（缺省：当前目录）",
    )


def add_as_of(parser: argparse.ArgumentParser) -> None:
    """The option that names the day whose standards are shown."""
    parser.add_argument(
        "--as-of",
        type=date.fromisoformat,
        metavar="日期",
        help="只用这一天有效的标准和事项，写成 2017-10-01 的样子（缺省：不论日期，库中全部）",
    )


def add_out(parser: argparse.ArgumentParser, default: str) -> None:
    """The option that says where results go."""
    parser.add_argument(
        "--out", type=Path, default=Path(default), metavar="目录", help=f"结果写到这里（缺省：{default}）"
    )


def add_calendar(parser: argparse.ArgumentParser) -> None:
    """The option that supposes a county holiday."""
    parser.add_argument(
        "--calendar",
        type=Path,
        metavar="文件",
        help="假设日历：在国家日历上另加的放假日和上班日，看时限怎样变，结果不用于验收（缺省：不加）",
    )


def add_format(parser: argparse.ArgumentParser) -> None:
    """The option that chooses between people and programs."""
    parser.add_argument(
        "--format", choices=("text", "json"), default="text", help="text 给人看，json 给程序用（缺省：text）"
    )


def read_file(path: Path) -> bytes:
    """A file that an argument names; CannotProceed where it cannot be read."""
    try:
        return path.read_bytes()
    except OSError as fault:
        raise CannotProceed(f"“{path}”打不开，请核对路径。") from fault
