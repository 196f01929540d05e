"""Read the folder of fragments that the volume is made of: volume.json, one HTML file a standard and one an item.

The folder is written by conformance.sphinxext; this side checks what the volume leans on: every file is there, an
id stands for one place in the whole volume, every cross reference has its target.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.errors import CannotProceed

SCHEMA = 4
NAMED_AT_MOST = 10
_ID = re.compile(r'<[a-zA-Z][^<>]*?\sid="([^"]+)"')
_LINK = re.compile(r'<[a-zA-Z][^<>]*?\shref="#([^"]+)"')
"""In a start tag. This program writes the fragments, so no reader of any HTML is needed, which takes half a second."""


@dataclass(frozen=True)
class Fragment:
    """The text of one standard, or of one item's guide and examination rules."""

    html: str
    """One <article>; the sections of a standard are preface, introduction, chapter, annex, bibliography."""
    sha256: str
    ids: tuple[str, ...]
    links: tuple[str, ...]
    """Targets of the cross references, without #."""


@dataclass(frozen=True)
class VolumeStandard:
    """One standard with what its cover says."""

    slug: str
    code: str
    title: str
    sound: tuple[str, ...]
    """The title's syllables, by which it is sorted."""
    title_en: str
    issued_on: str | None
    effective_on: str | None
    """Both None in a draft."""
    status: str
    replaces: str | None
    proposed_by: str
    managed_by: str
    drafted_by: tuple[str, ...]
    fragment: Fragment


@dataclass(frozen=True)
class Subsystem:
    """A subsystem of the system of standards (子体系), with the standards that are written."""

    id: str
    title: str
    standards: tuple[VolumeStandard, ...]


@dataclass(frozen=True)
class Slot:
    """One place of the system (体系表的一行), written or still to be written."""

    number: str
    title: str
    code: str | None
    subsystem: str
    department: str
    document: str | None
    """Slug of the standard that fills the place."""
    remark: str


@dataclass(frozen=True)
class PrintedGuide:
    """The guide and the examination rules of one item (服务指南与审查工作细则), printed after the standards."""

    slug: str
    code: str
    """Code of the item."""
    title: str
    fragment: Fragment


@dataclass(frozen=True)
class ClauseReference:
    """A clause of a standard as an index names it."""

    id: str
    label: str


@dataclass(frozen=True)
class GuideClause:
    """A clause of the Guide or the law, with the clauses of standards that implement it."""

    id: str
    """The project's own number."""
    title: str
    clauses: tuple[ClauseReference, ...]


@dataclass(frozen=True)
class BoardRole:
    """A role on the editorial board (编委会) with the posts of those who hold it."""

    role: str
    members: tuple[str, ...]


@dataclass(frozen=True)
class VolumeContent:
    """Everything that is printed."""

    county: str
    publisher: str
    title: str
    edition: str
    compiled_on: str
    as_of: str | None
    """The day whose standards are printed; None where all that are there are."""
    subsystems: tuple[Subsystem, ...]
    slots: tuple[Slot, ...]
    permit: str
    """准印证号; empty until it is granted."""
    board: tuple[BoardRole, ...]
    preface: tuple[str, ...]
    """Its paragraphs; where there are none, the volume says what it is in one of its own."""
    diagram: str
    """The structure of the system (体系结构图) as SVG."""
    guides: tuple[PrintedGuide, ...]
    guide_clauses: tuple[GuideClause, ...]
    guides_as_of: str
    """The day whose provisions the guides show."""

    @property
    def standards(self) -> tuple[VolumeStandard, ...]:
        """All standards in the order in which they are printed."""
        return tuple(standard for subsystem in self.subsystems for standard in subsystem.standards)


def read_volume_folder(folder: Path) -> VolumeContent:
    """Read and check a folder; CannotProceed names the file and the fault."""
    source = folder / "volume.json"
    try:
        data = json.loads(source.read_text(encoding="utf-8"))
    except FileNotFoundError as absent:
        raise CannotProceed(f"没有找到“{source}”，请先由 standards/ 生成汇编片段。") from absent
    except ValueError as damaged:
        raise CannotProceed(f"“{source}”不是完整的 JSON 文件，请重新生成汇编片段。") from damaged
    try:
        if data["schema"] != SCHEMA:
            raise CannotProceed(f"“{source}”的格式版本为 {data['schema']}，应为 {SCHEMA}，请重新生成汇编片段。")
        content = _content(data, folder)
    except KeyError as absent_key:
        raise CannotProceed(f"“{source}”缺少字段 {absent_key.args[0]}，请重新生成汇编片段。") from absent_key
    _check(content, folder)
    return content


def _content(data: dict[str, Any], folder: Path) -> VolumeContent:
    return VolumeContent(
        county=data["county"],
        publisher=data["publisher"],
        title=data["title"],
        edition=str(data["edition"]),
        compiled_on=data["compiled_on"],
        as_of=data["as_of"],
        subsystems=tuple(
            Subsystem(entry["id"], entry["title"], tuple(_standard(one, folder) for one in entry["standards"]))
            for entry in data["subsystems"]
        ),
        slots=tuple(
            Slot(
                number=str(entry["number"]),
                title=entry["title"],
                code=entry["code"],
                subsystem=entry["subsystem"],
                department=entry["department"],
                document=entry["document"],
                remark=entry["remark"],
            )
            for entry in data["slots"]
        ),
        permit=data["permit"],
        board=tuple(BoardRole(entry["role"], tuple(entry["members"])) for entry in data["board"]),
        preface=tuple(data["preface"]),
        diagram=data["diagram"],
        guides=tuple(
            PrintedGuide(entry["slug"], entry["code"], entry["title"], _fragment(folder / entry["fragment"]))
            for entry in data["guides"]
        ),
        guide_clauses=tuple(
            GuideClause(
                entry["id"],
                entry["title"],
                tuple(ClauseReference(clause["id"], clause["label"]) for clause in entry["clauses"]),
            )
            for entry in data["guide_clauses"]
        ),
        guides_as_of=data["guides_as_of"],
    )


def _standard(entry: dict[str, Any], folder: Path) -> VolumeStandard:
    return VolumeStandard(
        slug=entry["slug"],
        code=entry["code"],
        title=entry["title"],
        sound=tuple(entry["sound"]),
        title_en=entry["title_en"],
        issued_on=entry["issued_on"],
        effective_on=entry["effective_on"],
        status=entry["status"],
        replaces=entry["replaces"],
        proposed_by=entry["proposed_by"],
        managed_by=entry["managed_by"],
        drafted_by=tuple(entry["drafted_by"]),
        fragment=_fragment(folder / entry["fragment"]),
    )


def _fragment(path: Path) -> Fragment:
    try:
        content = path.read_bytes()
    except FileNotFoundError as absent:
        raise CannotProceed(f"没有找到正文“{path}”，请重新生成汇编片段。") from absent
    text = content.decode("utf-8").strip()
    if not (text.startswith("<article") and text.endswith("</article>")):
        raise CannotProceed(f"正文“{path}”应为一个完整的 article 元素，请重新生成汇编片段。")
    return Fragment(text, hashlib.sha256(content).hexdigest(), tuple(_ID.findall(text)), tuple(_LINK.findall(text)))


def _check(content: VolumeContent, folder: Path) -> None:
    """Refuse an id that stands for two places, a reference without a target, a place filled by nothing."""
    standards = content.standards
    if not standards:
        raise CannotProceed(f"“{folder}”中没有一项标准，汇编无从编起，请检查 standards/。")
    printed: tuple[VolumeStandard | PrintedGuide, ...] = (*standards, *content.guides)
    count = Counter(identifier for one in printed for identifier in one.fragment.ids)
    if twice := [identifier for identifier, times in count.items() if times > 1]:
        raise CannotProceed(f"下列编号在汇编中出现不止一次：{_few(twice)}，请在 standards/ 中改为各不相同。")
    dead = [f"{one.code} 的“{link}”" for one in printed for link in one.fragment.links if link not in count]
    if dead:
        raise CannotProceed(f"下列引用在汇编中没有目标：{_few(dead)}，请更正引用的编号。")
    slugs = {standard.slug for standard in standards}
    if lost := [slot.title for slot in content.slots if slot.document is not None and slot.document not in slugs]:
        raise CannotProceed(f"体系表中下列标准注明已有文本，汇编中却没有：{_few(lost)}，请检查 standards/system.yaml。")
    subsystems = {subsystem.id for subsystem in content.subsystems}
    if homeless := [slot.title for slot in content.slots if slot.subsystem not in subsystems]:
        raise CannotProceed(f"体系表中下列标准的子体系不存在：{_few(homeless)}，请检查 standards/system.yaml。")


def _few(names: list[str]) -> str:
    more = f"等 {len(names)} 处" if len(names) > NAMED_AT_MOST else ""
    return "、".join(names[:NAMED_AT_MOST]) + more
