"""A workbook's package as parts (OPC): their bytes, their relations, their content types; written anew the same way.

Parts that nobody writes keep their bytes.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from conformance.evidence.annotation.element import appended, as_value, parse, spliced
from conformance.evidence.package import zip_bytes

_TYPES = "[Content_Types].xml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_EMPTY = f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_RELATIONS}"/>'.encode()


@dataclass(frozen=True)
class Relation:
    """One part's link to another."""

    id: str
    kind: str
    """The last word of its type, such as ``comments``."""
    target: str
    """The part's name; as written where it lies outside of the package."""


class Parts:
    """The parts by name, which a package tells apart without case."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            self._parts = {entry.filename: package.read(entry) for entry in package.infolist() if not entry.is_dir()}
        self._names = {name.lower(): name for name in self._parts}

    def __contains__(self, name: str) -> bool:
        return name.lower() in self._names

    def read(self, name: str) -> bytes:
        """The bytes of a part; KeyError where there is none."""
        return self._parts[self._names[name.lower()]]

    def write(self, name: str, content: bytes) -> None:
        """Put a part in place of the one that is there, or at the end."""
        self._parts[self._names.setdefault(name.lower(), name)] = content

    def new_name(self, pattern: str) -> str:
        """The pattern with the first number from 1 that no part has."""
        number = 1
        while pattern.format(number) in self:
            number += 1
        return pattern.format(number)

    def save(self) -> bytes:
        """The package; the same parts give the same bytes."""
        return zip_bytes(self._parts.items())

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The links of a part in their order."""
        name = _relations_of(part)
        if name not in self:
            return ()
        return tuple(
            Relation(one.attributes["Id"], one.attributes["Type"].rpartition("/")[2], _target(part, one.attributes))
            for one in parse(self.read(name)).children
        )

    def related(self, part: str, kind: str) -> Relation | None:
        """The first link of a kind."""
        return next((one for one in self.relations(part) if one.kind == kind), None)

    def relate(self, part: str, type_: str, target: str) -> str:
        """Link a part with another; gives the id of the link."""
        name = _relations_of(part)
        content = self.read(name) if name in self else _EMPTY
        root = parse(content)
        taken = {one.attributes["Id"].lower() for one in root.children}
        number = 1
        while f"rid{number}" in taken:
            number += 1
        new = f'<{root.prefix}Relationship Id="rId{number}" Type={as_value(type_)} Target={as_value("/" + target)}/>'
        self.write(name, spliced(content, [appended(content, root, new.encode())]))
        return f"rId{number}"

    def add(self, name: str, content: bytes, type_: str) -> None:
        """A new part of a content type."""
        self.write(name, content)
        self._declare("Override", "PartName", "/" + name, type_)

    def add_default(self, extension: str, type_: str) -> None:
        """Say what parts with this extension are, where nobody has."""
        self._declare("Default", "Extension", extension, type_)

    def remove(self, part: str, of: str) -> None:
        """Take out a part, its own links, its content type, and the link that leads to it from ``of``."""
        for name in (part, _relations_of(part)):
            if name in self:
                del self._parts[self._names.pop(name.lower())]
        self._cut(_TYPES, lambda one: one.get("PartName", "").lstrip("/").lower() == part.lower())
        self._cut(_relations_of(of), lambda one: _target(of, one).lower() == part.lower())

    def _declare(self, element: str, key: str, value: str, type_: str) -> None:
        content = self.read(_TYPES)
        root = parse(content)
        if not any(one.attributes.get(key, "").lower() == value.lower() for one in root.each(element)):
            new = f"<{root.prefix}{element} {key}={as_value(value)} ContentType={as_value(type_)}/>"
            at = max((one.end for one in root.each(element)), default=root.inside)
            self.write(_TYPES, spliced(content, [(at, at, new.encode())]))

    def _cut(self, name: str, is_it: Callable[[Mapping[str, str]], bool]) -> None:
        content = self.read(name)
        root = parse(content)
        gone = [one for one in root.children if is_it(one.attributes)]
        if gone and len(gone) == len(root.children):
            del self._parts[self._names.pop(name.lower())]  # links of nothing
        elif gone:
            self.write(name, spliced(content, [(one.start, one.end, b"") for one in gone]))


def _relations_of(part: str) -> str:
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def _target(part: str, values: Mapping[str, str]) -> str:
    target = values.get("Target", "")
    if values.get("TargetMode") == "External":
        return target
    if target.startswith("/"):
        return target[1:]
    return posixpath.normpath(posixpath.join(posixpath.dirname(part), target))
