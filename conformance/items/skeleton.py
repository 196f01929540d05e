"""What all items of a county share (共用骨架), and an item's own file completed with it.

``standards/items/common.yaml`` holds the defaults, the steps, how each kind of material is examined and whom to ask;
the file of an item says only what is its own. Both together have the fields of ``item.py``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from conformance.errors import Diagnostic
from conformance.items.organ import Organ
from conformance.sources.yaml_file import YamlFile, read_schema, read_yaml_file

FILE = "standards/items/common.yaml"
SCHEMA = "standards/items/common.schema.json"
EXAMINATION_STEP = "审查"
"""The step at which each material is examined."""
_OF_A_STEP = ("organ", "post", "days", "timed", "input", "output", "branch")
_OF_A_MATERIAL = ("originals", "copies", "form", "source", "necessity", "blank_form", "sample_form", "note")
_NONE = "无"

Data = Mapping[str, Any]


class SkeletonFault(StrEnum):
    """What keeps an item from being completed, or the skeleton from completing any."""

    DUPLICATE = "item-common-duplicate"
    PHONES = "item-phones"
    CONTACT = "item-contact"
    WINDOW = "item-window"
    STEP = "item-step"


@dataclass(frozen=True)
class Skeleton:
    """The common file, its lists by name."""

    data: Data
    steps: Mapping[str, Data]
    sources: Mapping[str, Data]
    """How a material is written and examined, by its source."""
    contacts: Mapping[str, Data]
    """By department."""
    halls: Mapping[str, str]
    """Part of the centre by the first letter of a window."""


def read_skeleton(project: Path, faults: list[Diagnostic]) -> Skeleton | None:
    """The skeleton of a county project; where it cannot be read, its faults are added and None is returned."""
    file = read_yaml_file(project, FILE, read_schema(project / SCHEMA), faults)
    if file is None:
        return None
    faults.extend(_own_faults(file))
    return Skeleton(
        data=file.data,
        steps=_by(file.data["steps"], "name"),
        sources=_by(file.data["materials"], "source"),
        contacts=_by(file.data["contacts"], "department"),
        halls={one["letter"]: one["hall"] for one in file.data["halls"]},
    )


def gaps(file: YamlFile, skeleton: Skeleton) -> Iterator[Diagnostic]:
    """What an item leaves to the skeleton and the skeleton does not have; it cannot be completed before that."""
    contact = skeleton.contacts.get(file.data["department"])
    if contact is None:
        yield file.fault(
            SkeletonFault.CONTACT,
            "department",
            found=f"部门“{file.data['department']}”在 common.yaml 中没有窗口和电话",
            mend="请改正部门代码，或者在 contacts 中补上",
        )
    elif _window(file.data, contact)[0] not in skeleton.halls:
        yield file.fault(
            SkeletonFault.WINDOW,
            "window",
            found=f"窗口“{_window(file.data, contact)}”不在任何一个区",
            expected="以" + "、".join(skeleton.halls) + "起头的编号",
        )
    for index, step in enumerate(file.data["steps"]):
        yield from _step_gaps(file, index, step, skeleton)
    names = {step["name"] for step in file.data["steps"]}
    for index, rule in enumerate(file.data["examination_rules"]):
        if rule["step"] not in names:
            yield file.fault(
                SkeletonFault.STEP,
                "examination_rules",
                index,
                "step",
                found=f"细则“{rule['step']}：{rule['content']}”的环节不在本事项的环节中",
                mend="请删去，或者改正环节",
            )


def completed(own: Data, skeleton: Skeleton, organs: Mapping[str, Organ]) -> dict[str, Any]:
    """The data of an item with every field; ``gaps`` must have found none."""
    fill = _Filling(_words(own, skeleton, organs))
    in_force = own.get("in_force", skeleton.data["defaults"]["in_force"])
    steps = [fill.step(step, skeleton.steps[_kind(step)]) for step in own["steps"]]
    for step, following in zip(steps, [*(one["name"] for one in steps[1:]), ""], strict=True):
        step["next"] = following
    for number, step in enumerate(steps, start=1):
        step["number"] = number
    return {
        "departments_joint": [],
        "lead": own["department"],
        "acceptance_body": fill.words["organ"],
        "decision_body": fill.words["organ"],
        "window": fill.words["window"],
        **fill.texts(skeleton.data["links"]),
        **skeleton.data["defaults"],
        **{key: value for key, value in own.items() if key not in _ONLY_IN_THE_FILE},
        "basis": [{**in_force, "to": None, **one} for one in own["basis"]],
        "materials": [_material(one, number, own, skeleton) for number, one in enumerate(own["materials"], start=1)],
        "steps": steps,
        "examination_rules": list(_rules(own, steps, skeleton, fill)),
        "guide": _guide(own, skeleton, fill),
    }


_ONLY_IN_THE_FILE = ("material_basis", "rules_edition")


def _own_faults(file: YamlFile) -> Iterator[Diagnostic]:
    for key, name in (("steps", "name"), ("materials", "source"), ("contacts", "department"), ("halls", "letter")):
        values = [one[name] for one in file.data[key]]
        for index, value in enumerate(values):
            if value in values[:index]:
                yield file.fault(
                    SkeletonFault.DUPLICATE, key, index, name, found=f"“{value}”写了两次", mend="请删去其中一处"
                )
    for index, contact in enumerate(file.data["contacts"]):
        if contact["phone"] == contact["complaint_phone"]:
            yield file.fault(
                SkeletonFault.PHONES,
                "contacts",
                index,
                "complaint_phone",
                found=f"{contact['department']} 的投诉电话与咨询电话相同",
                expected="另一个号码",
            )


def _step_gaps(file: YamlFile, index: int, step: Data, skeleton: Skeleton) -> Iterator[Diagnostic]:
    common = skeleton.steps.get(_kind(step))
    if common is None:
        yield file.fault(
            SkeletonFault.STEP,
            "steps",
            index,
            "like" if "like" in step else "name",
            found=f"环节“{_kind(step)}”不在 common.yaml 的环节中",
            expected="、".join(skeleton.steps) + "之一；另起名称的，用 like 写明照哪一个",
        )
    elif "days" not in step and "days" not in common:
        yield file.fault(
            SkeletonFault.STEP, "steps", index, found=f"环节“{step['name']}”没有写时限", mend="请写 days（工作日）"
        )


def _kind(step: Data) -> str:
    """The step of the skeleton that this one is like."""
    kind: str = step.get("like", step["name"])
    return kind


def _window(own: Data, contact: Data) -> str:
    window: str = own.get("window", contact["window"])
    return window


def _words(own: Data, skeleton: Skeleton, organs: Mapping[str, Organ]) -> dict[str, str]:
    """What stands in the skeleton's braces for this item."""
    department = own["department"]
    contact = skeleton.contacts[department]
    window = _window(own, contact)
    return {
        "organ": organs[department].title if department in organs else department,
        "result": own["result"]["name"],
        "department": department.lower(),
        "id": own["id"].lower(),
        "window": window,
        "hall": skeleton.halls[window[0]],
        "phone": contact["phone"],
    }


@dataclass(frozen=True)
class _Filling:
    """Puts an item's words into the texts of the skeleton."""

    words: Mapping[str, str]

    def text(self, value: Any, **more: str) -> Any:
        words = {**self.words, **more}
        if not isinstance(value, str):
            return value
        return re.sub(r"\{(\w+)\}", lambda match: words.get(match[1], match[0]), value)

    def texts(self, values: Data, **more: str) -> dict[str, Any]:
        return {key: self.text(value, **more) for key, value in values.items()}

    def step(self, own: Data, common: Data) -> dict[str, Any]:
        filled = self.texts({key: common[key] for key in _OF_A_STEP if key in common}, step=own["name"])
        return {**filled, **{key: value for key, value in own.items() if key != "like"}}


def _material(own: Data, number: int, item: Data, skeleton: Skeleton) -> dict[str, Any]:
    common = skeleton.sources[own["source"]]
    return {
        "number": number,
        "name": own["name"],
        "basis": own.get("basis", item["material_basis"]),
        **{key: own.get(key, common.get(key)) for key in _OF_A_MATERIAL},
    }


def _rules(item: Data, steps: list[dict[str, Any]], skeleton: Skeleton, fill: _Filling) -> Iterator[dict[str, Any]]:
    """Step by step: the rule that all items have, the materials at the examination, the item's own points."""
    edition = item.get("rules_edition", {key: skeleton.data["rules"][key] for key in ("edition", "effective_on")})
    for own, step in zip(item["steps"], steps, strict=True):
        common = skeleton.steps[_kind(own)]
        stated: list[Data] = []
        if "rule" in common:
            stated.append(fill.texts(common["rule"], step=step["name"]))
        if step["name"] == EXAMINATION_STEP:
            stated += [_examined(material, skeleton) for material in item["materials"]]
        points = [rule for rule in item["examination_rules"] if rule["step"] == step["name"]]
        stated += [{**common.get("point", {}), **point} for point in points]
        for rule in stated:
            yield _rule(rule, step, edition, skeleton)


def _examined(material: Data, skeleton: Skeleton) -> dict[str, Any]:
    """How a material is examined: as its source says, but for what it says itself; its own note is a caution."""
    common = skeleton.sources[material["source"]]
    own_note = material.get("note", _NONE)
    stated = {"caution": own_note} if own_note != _NONE else {}
    stated |= {key: material[key] for key in ("method", "criterion", "caution") if key in material}
    return {
        **{key: common[key] for key in ("method", "criterion", "caution")},
        **stated,
        "content": material["name"],
        "requirement": material["examined"],
    }


def _rule(stated: Data, step: Data, edition: Data, skeleton: Skeleton) -> dict[str, Any]:
    common = {"liability": skeleton.data["rules"]["liability"], "post": step["post"]}
    return {**common, **stated, "step": step["name"], **edition}


def _guide(item: Data, skeleton: Skeleton, fill: _Filling) -> dict[str, Any]:
    common = skeleton.data["guide"]
    return {
        **fill.texts(common),
        "consultation": fill.texts(common["consultation"]),
        "complaint_phone": skeleton.contacts[item["department"]]["complaint_phone"],
        **item["guide"],
    }


def _by(entries: list[Data], key: str) -> dict[str, Data]:
    return {entry[key]: entry for entry in entries}
