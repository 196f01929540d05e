"""The licensing items of a county project, read from ``standards/items/`` (事项库)."""

from __future__ import annotations

from pathlib import Path

from conformance.errors import Diagnostic
from conformance.items.copies import copy_faults
from conformance.items.faults import item_faults, set_faults
from conformance.items.item import LicensingItem, item_from
from conformance.items.organ import read_organs
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
    schema = read_schema(project / FOLDER / "item.schema.json")
    read: list[tuple[YamlFile, LicensingItem]] = []
    for path in sorted((project / FOLDER).glob("*.yaml")):
        file = read_yaml_file(project, f"{FOLDER}/{path.name}", schema, faults)
        if file is not None:
            item = item_from(file.data, file.digest)
            read.append((file, item))
            faults.extend(item_faults(file, item, organs))
            faults.extend(copy_faults(file, item))
    faults.extend(set_faults(read))
    return tuple(sorted((item for _, item in read), key=lambda item: item.id)), tuple(faults)
