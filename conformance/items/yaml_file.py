"""A YAML file of the county project, read and held against its JSON Schema, with the line of every value.

Stands at the foot of items and checklist: both read facts that people write by hand, so each fault becomes a Diagnostic
with file, line, what was found, what is expected and how to mend it, and reading goes on to the next fault. Dates stay
texts, since a schema can say what a text looks like; yes, no, on and off are texts as in YAML 1.2.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from conformance.errors import Diagnostic

Key = str | int

_KEPT_AS_TEXT = ("tag:yaml.org,2002:timestamp", "tag:yaml.org,2002:bool")
_FOUND_AT_MOST = 40
"""Characters of a found value that a message quotes."""


@dataclass(frozen=True)
class YamlFile:
    """What a file holds, and where each value stands."""

    path: Path
    data: Mapping[str, Any]
    digest: str
    """SHA-256 of the file, in hexadecimal."""
    _root: yaml.Node = field(repr=False)

    def line(self, *keys: Key) -> int:
        """The line (from 1) of the value at the end of this path, or of its nearest ancestor that is there."""
        return _node_at(self._root, keys).start_mark.line + 1

    def fault(self, *keys: Key, found: str, expected: str, mend: str) -> Diagnostic:
        """A fault of the value at the end of this path."""
        return _fault(f"{self.path.name}:{self.line(*keys)}", found, expected, mend)


def read_schema(path: Path) -> Draft202012Validator:
    """A validator from a schema file of the project (JSON Schema 2020-12)."""
    schema = json.loads(path.read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def read_yaml_file(path: Path, schema: Draft202012Validator, faults: list[Diagnostic]) -> YamlFile | None:
    """Read a file; where it has faults they are added to ``faults`` and None is returned."""
    try:
        content = path.read_bytes()
        root, data = _parse(content)
    except OSError:
        faults.append(_fault(path.name, "没有这个文件", "可以读取的文件", "请补上该文件，或者核对文件夹。"))
        return None
    except UnicodeDecodeError:
        faults.append(_fault(path.name, "不是 UTF-8 文字", "UTF-8 编码的文字文件", "请另存为 UTF-8 编码。"))
        return None
    except yaml.MarkedYAMLError as error:
        faults.append(_syntax_fault(path, error))
        return None
    except (yaml.YAMLError, RecursionError):
        faults.append(_fault(path.name, "含有不能识别的字符或者嵌套过深", "合法的 YAML", "请删去控制字符，减少嵌套。"))
        return None
    file = YamlFile(path, data, hashlib.sha256(content).hexdigest(), root)
    found = [_schema_fault(file, error) for error in _leaves(schema.iter_errors(data))]
    faults.extend(found)
    return None if found else file


class _Loader(yaml.SafeLoader):
    """Reads dates as texts, knows only true and false, and refuses a key that stands twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"key {key.value} twice", key.start_mark)
            seen.add(key.value)
        return super().construct_mapping(node, deep)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in _KEPT_AS_TEXT]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(true|false)$"), list("tf"))


def _parse(content: bytes) -> tuple[yaml.Node, Any]:
    loader = _Loader(content.decode("utf-8"))
    try:
        root = loader.get_single_node()
        if root is None:
            root = yaml.MappingNode("tag:yaml.org,2002:map", [], yaml.Mark("", 0, 0, 0, None, 0))
        return root, loader.construct_document(root)
    finally:
        loader.dispose()


def _node_at(node: yaml.Node, keys: tuple[Key, ...]) -> yaml.Node:
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


def _leaves(errors: Iterator[ValidationError]) -> list[ValidationError]:
    """The errors in the order of the file, those of a chosen branch in place of the branch."""
    found: list[ValidationError] = []
    for error in errors:
        found.extend(_leaves(iter(error.context)) if error.context and error.validator != "anyOf" else [error])
    return sorted(found, key=lambda error: [str(key).zfill(6) for key in error.absolute_path])


def _syntax_fault(path: Path, error: yaml.MarkedYAMLError) -> Diagnostic:
    line = error.problem_mark.line + 1 if error.problem_mark is not None else 1
    if error.problem is not None and error.problem.endswith(" twice"):
        name = error.problem.removeprefix("key ").removesuffix(" twice")
        return _fault(f"{path.name}:{line}", f"“{name}”写了两次", "每个名称只写一次", "请删去其中一处。")
    return _fault(f"{path.name}:{line}", "不合 YAML 的写法", "合法的 YAML", "请检查该行的缩进、冒号和引号。")


def _schema_fault(file: YamlFile, error: ValidationError) -> Diagnostic:
    keys = tuple(error.absolute_path)
    name = ".".join(str(key + 1) if isinstance(key, int) else key for key in keys) or "全文"
    describe = _EXPECTED.get(str(error.validator), lambda _: "符合数据格式的值")
    return file.fault(
        *keys,
        found=f"“{name}”为{_shown(error)}",
        expected=describe(error),
        mend="请按该文件旁边的数据格式（JSON Schema）改正。",
    )


def _shown(error: ValidationError) -> str:
    if error.validator in ("required", "additionalProperties"):
        return "名称不齐或者多余的一组"
    text = json.dumps(error.instance, ensure_ascii=False)
    return text if len(text) <= _FOUND_AT_MOST else text[:_FOUND_AT_MOST] + "……"


def _missing(error: ValidationError) -> str:
    return "写有" + "、".join(f"“{key}”" for key in error.validator_value if key not in error.instance)


def _known(error: ValidationError) -> str:
    extra = sorted(set(error.instance) - set(error.schema.get("properties", {})))
    return "没有" + "、".join(f"“{key}”" for key in extra)


def _one_of(error: ValidationError) -> str:
    return "下列之一：" + "、".join(f"“{value}”" for value in error.validator_value)


_TYPES = {
    "string": "文字", "integer": "整数", "number": "数", "boolean": "true 或者 false",
    "array": "一列值", "object": "一组名称和值", "null": "空值",
}  # fmt: skip

_EXPECTED = {
    "required": _missing,
    "additionalProperties": _known,
    "enum": _one_of,
    "type": lambda error: _TYPES.get(str(error.validator_value), "另一种值"),
    "pattern": lambda error: f"符合格式 {error.validator_value} 的文字",
    "minItems": lambda error: f"至少{error.validator_value}个值",
    "minLength": lambda error: f"至少{error.validator_value}个字",
    "minimum": lambda error: f"不小于{error.validator_value}的数",
    "uniqueItems": lambda error: "不重复的值",
    "anyOf": lambda error: "写成“年-月-日”的日期或者 null",
}


def _fault(place: str, found: str, expected: str, mend: str) -> Diagnostic:
    return Diagnostic(code="settings", place=place, found=found, expected=expected, mend=mend, severity="error")
