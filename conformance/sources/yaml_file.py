"""A YAML file of the county project, read and held against its JSON Schema, with the line of every value.

Facts that people write by hand come through here: each fault becomes a Diagnostic with file, line, what was found, what
is expected and how to mend it, and reading goes on to the next fault. Dates stay texts, since a schema can say what a
text looks like; yes, no, on and off are texts as in YAML 1.2. The front matter of a page is read alike.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

import jsonschema_rs
import yaml

from conformance.errors import CannotProceed, Diagnostic

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

Key = str | int

_KEPT_AS_TEXT = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
_TEXT, _LIST, _MAPPING, _MERGE = (f"tag:yaml.org,2002:{name}" for name in ("str", "seq", "map", "merge"))
_FOUND_AT_MOST = 40
"""Characters of a found value that a message quotes."""


class FileFault(StrEnum):
    """What can be wrong with a file before anyone asks what it says."""

    MISSING = "file-missing"
    ENCODING = "file-encoding"
    SYNTAX = "file-syntax"
    SCHEMA = "file-schema"


@dataclass(frozen=True)
class YamlFile:
    """What a file, or the front matter of a page, holds, and where each value stands."""

    place: str
    """The file as seen from the project's root."""
    data: Mapping[str, Any]
    digest: str
    """SHA-256 of what was read, in hexadecimal."""
    first_line: int
    """The line of the file on which the YAML begins."""
    _root: yaml.Node = field(repr=False)

    def line(self, *keys: Key) -> int:
        """The line (from 1) of the value at the end of this path, or of its nearest ancestor that is there."""
        return _node_at(self._root, keys).start_mark.line + self.first_line

    def fault(self, code: str, *keys: Key, found: str, expected: str = "", mend: str = "") -> Diagnostic:
        """A fault of the value at the end of this path."""
        place = f"{self.place}:{self.line(*keys)}"
        return Diagnostic(place=place, code=code, found=found, expected=expected, mend=mend)


class Schema:
    """A JSON Schema (2020-12) that also asserts that dates are dates.

    jsonschema-rs says at once that data are valid, as they nearly always are; for what it refuses, jsonschema gives the
    errors, or finds that there are none.
    """

    def __init__(self, schema: Mapping[str, Any]) -> None:
        self._schema = schema
        self._quick = jsonschema_rs.Draft202012Validator(dict(schema), validate_formats=True)

    def errors(self, data: Any) -> list[ValidationError]:
        """Every error, in the order of the file."""
        if self._quick.is_valid(data):
            return []
        from jsonschema import Draft202012Validator, FormatChecker  # takes longer to load than a project to validate

        validator = Draft202012Validator(self._schema, format_checker=FormatChecker(formats=["date"]))
        return sorted(validator.iter_errors(data), key=lambda error: [str(key).zfill(6) for key in error.absolute_path])


def read_schema(path: Path) -> Schema:
    """The schema in this file; jsonschema_rs.ValidationError where it is none."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    jsonschema_rs.meta.validate(schema)
    return Schema(schema)


def read_text(project: Path, name: str, faults: list[Diagnostic]) -> str | None:
    """The text of the file ``name`` under the project; a fault is added and None returned where it cannot be read."""
    try:
        return (project / name).read_bytes().decode("utf-8")
    except OSError:
        faults.append(_fault(name, FileFault.MISSING, "没有这个文件或者不能读取", "请补上该文件，或者核对文件夹"))
    except UnicodeDecodeError:
        faults.append(_fault(name, FileFault.ENCODING, "不是 UTF-8 编码的文字", "请另存为 UTF-8 编码"))
    return None


def read_yaml_file(project: Path, name: str, schema: Schema, faults: list[Diagnostic]) -> YamlFile | None:
    """Read the file ``name`` under the project; where it has faults they are added and None is returned."""
    text = read_text(project, name, faults)
    return None if text is None else read_yaml(text, name, schema, faults)


def read_yaml(
    text: str, name: str, schema: Schema, faults: list[Diagnostic], *, first_line: int = 1
) -> YamlFile | None:
    """Read YAML that begins on this line of the file ``name``; faults are added, and then None is returned."""
    try:
        root, data = _parse(text)
    except yaml.MarkedYAMLError as error:
        faults.append(_syntax_fault(name, first_line, error))
        return None
    except (yaml.YAMLError, RecursionError):
        faults.append(_fault(name, FileFault.SYNTAX, "含有控制字符或者嵌套过深", "请删去控制字符，减少嵌套"))
        return None
    file = YamlFile(name, data, hashlib.sha256(text.encode()).hexdigest(), first_line, root)
    found = [_schema_fault(file, error) for error in schema.errors(data)]
    faults.extend(found)
    return None if found else file


def refuse(faults: Sequence[Diagnostic]) -> None:
    """Stop the command where there are faults; the message has a line for each."""
    if faults:
        raise CannotProceed("\n".join(fault.sentence for fault in faults))


class _OwnRules:
    """Reads dates as texts, knows only true and false, and refuses a key that stands twice."""

    yaml_implicit_resolvers: ClassVar[dict[Any, Any]] = {
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in _KEPT_AS_TEXT]
        for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.constructor.ConstructorError(None, None, "key is no text", key.start_mark)
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value} twice", key.start_mark)
            seen.add(key.value)
        made: dict[Hashable, Any] = super().construct_mapping(node, deep)  # type: ignore[misc] # the loader's
        return made


class _Loader(_OwnRules, yaml.SafeLoader):
    """In Python: says exactly where a file is no YAML."""


class _QuickLoader(_OwnRules, getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # type: ignore[misc] # libyaml, if built
    """Ten times as fast, with the same lines; what it says of faults is not used."""


for _loader in (_Loader, _QuickLoader):
    _loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def _parse(text: str) -> tuple[yaml.Node, Any]:
    try:
        return _load(_QuickLoader(text))
    except (yaml.YAMLError, RecursionError):
        return _load(_Loader(text))


def _load(loader: Any) -> tuple[yaml.Node, Any]:
    try:
        root = loader.get_single_node()
        if root is None:
            return yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0)), {}
        return root, _construct(loader, root, set())
    finally:
        loader.dispose()


def _construct(loader: Any, node: yaml.Node, within: set[int]) -> Any:
    """What the node says; texts, lists and mappings, which are nearly all, without the loader's detours."""
    if isinstance(node, yaml.ScalarNode):
        return node.value if node.tag == _TEXT else loader.construct_object(node)
    if id(node) in within or node.tag not in (_LIST, _MAPPING):
        return loader.construct_object(node, deep=True)  # says what is wrong
    within = within | {id(node)}
    if isinstance(node, yaml.SequenceNode):
        return [_construct(loader, child, within) for child in node.value]
    made: dict[Hashable, Any] = {}
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(None, None, "key is no text", key.start_mark)
        if key.tag == _MERGE:
            return loader.construct_object(node, deep=True)
        name = _construct(loader, key, within)
        if name in made:
            raise yaml.constructor.ConstructorError(None, None, f"key {key.value} twice", key.start_mark)
        made[name] = _construct(loader, value, within)
    return made


def _node_at(node: yaml.Node, keys: Iterable[Key]) -> yaml.Node:
    for key in keys:
        child = _child(node, key)
        if child is None:
            return node
        node = child
    return node


def _child(node: yaml.Node, key: Key) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        child: yaml.Node = node.value[key]
        return child
    if isinstance(node, yaml.MappingNode):
        return next((value for name, value in node.value if name.value == key), None)
    return None


def _syntax_fault(name: str, first_line: int, error: yaml.MarkedYAMLError) -> Diagnostic:
    line = first_line + (error.problem_mark.line if error.problem_mark is not None else 0)
    place = f"{name}:{line}"
    if error.problem is not None and error.problem.endswith(" twice"):
        key = error.problem.removeprefix("key ").removesuffix(" twice")
        return _fault(place, FileFault.SYNTAX, f"“{key}”写了两次", "请删去其中一处")
    return _fault(place, FileFault.SYNTAX, "不合 YAML 的写法", "请检查该行的缩进、冒号和引号")


def _schema_fault(file: YamlFile, error: ValidationError) -> Diagnostic:
    keys = tuple(error.absolute_path)
    name = _name(file.data, keys)
    wanted: Any = error.validator_value
    written: Any = error.instance
    if error.validator == "required":
        missing = "、".join(f"“{key}”" for key in wanted if key not in written)
        return file.fault(FileFault.SCHEMA, *keys, found=f"{name}缺少{missing}", mend="请补上")
    if error.validator == "additionalProperties":
        known: Any = error.schema
        extra = "、".join(sorted(f"“{key}”" for key in written if key not in known["properties"]))
        return file.fault(FileFault.SCHEMA, *keys, found=f"{name}有不认识的{extra}", mend="请删去，或者改正拼写")
    describe = _EXPECTED.get(str(error.validator))
    expected = describe(wanted) if describe else "合乎数据格式的值"
    return file.fault(FileFault.SCHEMA, *keys, found=f"{name}写的是{_shown(written)}", expected=expected)


def _name(data: Any, keys: Sequence[Key]) -> str:
    """The path for people: an entry of a list goes by its id where it has one, else by its place from 1."""
    words: list[str] = []
    for key in keys:
        data = data[key]
        if isinstance(key, str):
            words.append(key)
        else:
            words.append(str(data["id"]) if isinstance(data, Mapping) and "id" in data else str(key + 1))
    return f"“{'.'.join(words)}”" if words else "文件"


def _shown(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _FOUND_AT_MOST else text[:_FOUND_AT_MOST] + "……"


_TYPES = {
    "string": "文字", "integer": "整数", "boolean": " true 或者 false", "array": "一列值", "object": "一组名称和值",
}  # fmt: skip

_EXPECTED: Mapping[str, Callable[[Any], str]] = {
    "enum": lambda value: "、".join(f"“{one}”" for one in value) + "之一",
    "type": lambda value: _TYPES.get(str(value), "另一种值"),
    "pattern": lambda value: f"合乎格式 {value} 的文字",
    "format": lambda _: "真实的日期（年-月-日）",
    "minItems": lambda value: f"至少{value}个值",
    "minLength": lambda value: f"至少{value}个字",
    "minimum": lambda value: f"不小于{value}的数",
    "uniqueItems": lambda _: "不重复的值",
    "anyOf": lambda _: "真实的日期（年-月-日）或者 null",
}


def _fault(place: str, code: FileFault, found: str, mend: str) -> Diagnostic:
    return Diagnostic(place=place, code=code, found=found, expected="", mend=mend)
