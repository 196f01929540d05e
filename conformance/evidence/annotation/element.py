"""XML as elements with the bytes where they stand, so that a part can be changed there and stay as it was elsewhere.

A tree that is parsed and written anew would lose prefixes, extension lists and the order of attributes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

_TAG = re.compile(rb"""<[^>"']*(?:"[^"]*"[^>"']*|'[^']*'[^>"']*)*>""")
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

Splice = tuple[int, int, bytes]
"""First byte, byte after the last, and what comes in their place."""


@dataclass
class Element:
    """An element and where it stands in its part."""

    prefix: str
    """With its colon; empty in the default namespace."""
    name: str
    """Without its prefix."""
    attributes: Mapping[str, str]
    start: int
    inside: int
    """Where the start tag ends."""
    close: int = 0
    """Where the end tag begins; same as ``inside`` for an empty element."""
    end: int = 0
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, name: str) -> Element | None:
        """The first child of this name."""
        return next(self.each(name), None)

    def each(self, name: str) -> Iterator[Element]:
        """The children of this name."""
        return (child for child in self.children if child.name == name)

    @property
    def canonical(self) -> object:
        """The same for two elements that say the same."""
        inner = tuple(child.canonical for child in self.children)
        return self.name, tuple(sorted(self.attributes.items())), self.text.strip(), inner


def parse(content: bytes, *, without: Sequence[str] = ()) -> Element:
    """The root; what is inside of elements named in ``without`` is passed over. ExpatError where it is no XML."""
    stack: list[Element] = []
    roots: list[Element] = []
    hidden = 0
    parser = expat.ParserCreate()
    parser.buffer_text = True

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal hidden
        if hidden or (stack and stack[-1].name in without):
            hidden += 1
            return
        prefix, colon, local = name.rpartition(":")
        at = parser.CurrentByteIndex
        tag = _TAG.match(content, at)
        assert tag is not None, "expat has read this tag"
        element = Element(prefix + colon, local, attributes, at, tag.end())
        (stack[-1].children if stack else roots).append(element)
        stack.append(element)

    def end(_: str) -> None:
        nonlocal hidden
        if hidden:
            hidden -= 1
            return
        element = stack.pop()
        if content[element.inside - 2 : element.inside] == b"/>":
            element.close = element.end = element.inside
        else:
            element.close = parser.CurrentByteIndex
            element.end = content.index(b">", element.close) + 1

    def text(data: str) -> None:
        if stack and not hidden:
            stack[-1].text += data

    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.Parse(content, True)
    return roots[0]


def spliced(content: bytes, splices: Sequence[Splice]) -> bytes:
    """The content with each splice made; those at one place come in the order given."""
    pieces: list[bytes] = []
    at = 0
    for start, end, new in sorted(splices, key=lambda splice: splice[0]):
        pieces += (content[at:start], new)
        at = end
    return b"".join((*pieces, content[at:]))


def appended(content: bytes, element: Element, new: bytes) -> Splice:
    """Put new content at the end of an element, also of an empty one."""
    if element.close != element.inside or content[element.inside - 2 : element.inside] != b"/>":
        return element.close, element.close, new
    opened = content[element.start : element.inside - 2].rstrip() + b">"
    return element.start, element.end, opened + new + f"</{element.prefix}{element.name}>".encode()


def attribute_set(content: bytes, element: Element, name: str, value: str) -> Splice:
    """Set one attribute of an element; only its value changes where it is there."""
    tag = content[element.start : element.inside]
    found = re.search(rb"""\s%s\s*=\s*("[^"]*"|'[^']*')""" % re.escape(name.encode()), tag)
    if found is not None:
        return element.start + found.start(1), element.start + found.end(1), quoteattr(value).encode()
    at = element.inside - (2 if tag.endswith(b"/>") else 1)
    return at, at, f" {name}={quoteattr(value)}".encode()


def inserted(root: Element, order: Sequence[str], name: str, new: bytes) -> Splice:
    """Put a new child where the schema's order wants it, after all that come before it."""
    before = set(order[: order.index(name) + 1])
    at = max((child.end for child in root.children if child.name in before), default=root.inside)
    return at, at, new


def as_text(text: str) -> str:
    """A text for an element, without signs that XML does not allow."""
    return escape(_NOT_XML.sub("", text))


def as_value(text: str) -> str:
    """A text as the value of an attribute, with its quotes."""
    return quoteattr(_NOT_XML.sub("", text))
