"""What must agree across the whole project: words, labels, commands and their documents."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import conformance
from conformance import terms
from conformance.cli.main import COMMANDS

ROOT = Path(__file__).parents[1]
GLOSSARY = ROOT / "standards" / "glossary.md"
HAN = re.compile("[一-龥]")


def _classes() -> dict[str, type]:
    found: dict[str, type] = {}
    for module in pkgutil.walk_packages(conformance.__path__, "conformance."):
        if module.name.startswith("conformance.sphinxext"):
            continue
        for name, value in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
            if value.__module__.startswith("conformance."):
                found[name] = value
    return found


def _rows() -> list[tuple[str, str]]:
    lines = GLOSSARY.read_text(encoding="utf-8").splitlines()
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")]
    return [(row[0], row[1].strip("`")) for row in cells if row[1].startswith("`")]


def test_every_identifier_of_the_glossary_exists() -> None:
    classes = _classes()
    assert [identifier for _, identifier in _rows() if identifier not in classes] == []


def test_no_term_and_no_identifier_stands_twice_in_the_glossary() -> None:
    chinese = [word for word, _ in _rows()]
    english = [identifier for _, identifier in _rows()]
    assert len(set(chinese)) == len(chinese)
    assert len(set(english)) == len(english)


def test_every_term_is_in_the_glossary_and_every_member_has_a_label() -> None:
    listed = {identifier for _, identifier in _rows()}
    enumerations = [
        value
        for _, value in inspect.getmembers(terms, inspect.isclass)
        if issubclass(value, terms.Term) and list(value)
    ]
    assert enumerations
    for enumeration in enumerations:
        assert enumeration.__name__ in listed
        labels = [member.label for member in enumeration]
        assert all(HAN.search(label) for label in labels)
        assert len(set(labels)) == len(labels)


def test_every_command_is_in_both_readmes_and_speaks_chinese() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        text = (ROOT / name).read_text(encoding="utf-8")
        for command in COMMANDS:
            assert f"| `{command}` |" in text
    for command in COMMANDS:
        module = importlib.import_module(f"conformance.cli.{command}")
        assert HAN.search(module.HELP)
        assert module.EXAMPLE.startswith("conformance ")


def test_both_readmes_begin_with_the_two_commands() -> None:
    for name in ("README.md", "README.zh-CN.md"):
        lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
        assert [line.partition("#")[0].strip() for line in lines[2:6]] == [
            "```sh",
            "sh tools/run.sh",
            "sh tools/test.sh",
            "```",
        ]


def test_no_module_is_longer_than_five_hundred_lines() -> None:
    long = [
        str(path.relative_to(ROOT))
        for folder in ("conformance", "tools", "tests")
        for path in (ROOT / folder).rglob("*.py")
        if len(path.read_text(encoding="utf-8").splitlines()) > 500
    ]
    assert long == []
