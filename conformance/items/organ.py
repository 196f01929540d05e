"""The organs of the county (机构) by their code: ``standards/organs.yaml``.

Items name departments by code; workbooks, guides and reports print the full name and the unified social credit code
(统一社会信用代码).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from conformance.errors import Diagnostic
from conformance.sources.yaml_file import read_schema, read_yaml_file, refuse

FILE = "standards/organs.yaml"
DUPLICATE = "organ-duplicate-code"


@dataclass(frozen=True)
class Organ:
    """An organ that handles, decides or oversees licensing."""

    code: str
    """Short code of the department, such as SY."""
    title: str
    type: str
    """行政机关, 事业单位, 派出机构, 中心, 分中心 or 公共服务中心."""
    credit_code: str
    certainty: str
    """Of the title, as for a clause of the Guide."""
    book: str = ""
    """The kind of workbook that it fills in (填报类别); empty: a department's, if it has items."""


def load_organs(project: Path) -> Mapping[str, Organ]:
    """The organs of a county project by code, in the order of the file; CannotProceed with a line for each fault."""
    organs, faults = read_organs(project)
    refuse(faults)
    return organs


def read_organs(project: Path) -> tuple[Mapping[str, Organ], tuple[Diagnostic, ...]]:
    """The organs by code, and the faults of their file."""
    faults: list[Diagnostic] = []
    schema = read_schema(project / "standards" / "organs.schema.json")
    file = read_yaml_file(project, FILE, schema, faults)
    organs: dict[str, Organ] = {}
    for number, data in enumerate(file.data["organs"] if file is not None else ()):
        organ = Organ(**data)
        if file is not None and organ.code in organs:
            faults.append(file.fault(DUPLICATE, "organs", number, "code", found=f"机构代码“{organ.code}”写了两次"))
        organs[organ.code] = organ
    return organs, tuple(faults)
