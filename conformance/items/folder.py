"""The licensing items of a county project, read from ``standards/items/`` (事项库)."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from conformance.errors import Diagnostic
from conformance.items.copies import copy_faults
from conformance.items.faults import item_faults, set_faults
from conformance.items.item import LicensingItem, item_from
from conformance.items.organ import read_organs
from conformance.items.skeleton import FILE as COMMON
from conformance.items.skeleton import completed, gaps, read_skeleton
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file, refuse

FOLDER = "standards/items"


def load_items(project: Path) -> tuple[LicensingItem, ...]:
    """The items of a county project in the order of their ids; CannotProceed with a line for each fault."""
    items, faults = read_items(project)
    refuse(faults)
    return items


def read_items(project: Path) -> tuple[tuple[LicensingItem, ...], tuple[Diagnostic, ...]]:
    """The items whose files can be read, in the order of their ids, and every fault with file, line and field."""
    organs, organ_faults = read_organs(project)
    faults = list(organ_faults)
    skeleton = read_skeleton(project, faults)
    if skeleton is None:
        return (), tuple(faults)
    schema = read_schema(project / FOLDER / "item.schema.json")
    read: list[tuple[YamlFile, LicensingItem]] = []
    for name in sorted(f"{FOLDER}/{path.name}" for path in (project / FOLDER).glob("*.yaml")):
        file = read_yaml_file(project, name, schema, faults) if name != COMMON else None
        if file is None:
            continue
        missing = tuple(gaps(file, skeleton))
        faults.extend(missing)
        if not missing:
            data = completed(file.data, skeleton, organs)
            item = item_from(data, _digest(data))
            read.append((file, item))
            faults.extend(item_faults(file, item, organs))
            faults.extend(copy_faults(file, item))
    faults.extend(set_faults(read))
    return tuple(sorted((item for _, item in read), key=lambda item: item.id)), tuple(faults)


def _digest(data: dict[str, Any]) -> str:
    """Of all that the item's file and the common one say about it; a remark or the order of the keys is no matter."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
