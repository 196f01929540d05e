"""The handbook's page on items, held against the schemas and read as an item."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from conformance.items.folder import FOLDER, read_items
from conformance.items.organ import FILE
from conformance.items.skeleton import FILE as COMMON
from conformance.items.skeleton import SCHEMA

PROJECT = Path(__file__).parents[2]
PAGE = (PROJECT / "docs" / "handbook" / "items.md").read_text(encoding="utf-8")


def test_the_example_is_an_item_without_a_fault(tmp_path: Path) -> None:
    (tmp_path / FOLDER).mkdir(parents=True)
    for name in (FILE, "standards/organs.schema.json", COMMON, SCHEMA, f"{FOLDER}/item.schema.json"):
        shutil.copy(PROJECT / name, tmp_path / name)
    (example,) = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    (tmp_path / FOLDER / "gh01.yaml").write_text(example, encoding="utf-8")
    items, faults = read_items(tmp_path)
    assert [item.id for item in items] == ["GH01"]
    assert [fault.sentence for fault in faults] == []


def test_every_field_that_it_names_is_one() -> None:
    known: set[str] = set()
    for name in (f"{FOLDER}/item.schema.json", SCHEMA):
        _collect(json.loads((PROJECT / name).read_text(encoding="utf-8")), known)
    named = set(re.findall(r"`([a-z_]+)`", PAGE))
    assert named - known == set()
    words = set(re.findall(r"`\{([a-z]+)\}`", PAGE))
    assert words == {"organ", "result", "window", "hall", "phone", "department", "id", "step"}


def _collect(part: object, known: set[str]) -> None:
    if isinstance(part, dict):
        known.update(part.get("properties", {}))
        for value in part.values():
            _collect(value, known)
    elif isinstance(part, list):
        for value in part:
            _collect(value, known)
