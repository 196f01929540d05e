"""Every code that the reader uses is registered, every registered code is used, and each has a test that names it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from conformance.evidence.problem_codes import PROBLEM_CODES
from tests.evidence.test_messages import LINES

PACKAGE = Path(__file__).parents[2] / "conformance" / "evidence"
CODE = re.compile("[a-z]+(_[a-z]+)+")
MAKERS = {"Fault", "Refused", "_Unreadable"}


def strings(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def stated_codes(path: Path) -> set[str]:
    """The codes that stand first in the making of a fault."""
    calls = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)]
    made = [call.args[0] for call in calls if getattr(call.func, "id", "") in MAKERS and call.args]
    return {str(code.value) for code in made if isinstance(code, ast.Constant)}


def test_codes_in_use_and_codes_registered_are_the_same() -> None:
    modules = [path for path in PACKAGE.glob("*.py") if path.name != "problem_codes.py"]
    used = set().union(*(stated_codes(path) for path in modules))
    assert len(used) > 50
    assert used <= set(PROBLEM_CODES)
    mentioned = set().union(*(strings(path) for path in modules))
    assert set(PROBLEM_CODES) <= mentioned


def test_every_code_has_a_test() -> None:
    others = (path for path in Path(__file__).parent.glob("*.py") if path.name != Path(__file__).name)
    named = set().union(*(strings(path) for path in others))
    tested = {line.code for line in LINES}.union(string.partition(" ")[0] for string in named)
    assert sorted(set(PROBLEM_CODES) - tested) == []


def test_every_code_has_a_chinese_title_of_its_own() -> None:
    assert all(CODE.fullmatch(code) for code in PROBLEM_CODES)
    assert all(re.search("[一-龥]", title) for title in PROBLEM_CODES.values())
    assert len(set(PROBLEM_CODES.values())) == len(PROBLEM_CODES)
