"""YAML that people write is read with the line of each fault."""

from pathlib import Path

import pytest

from conformance.errors import CannotProceed, Diagnostic
from conformance.sources.yaml_file import Schema, read_text, read_yaml, read_yaml_file, refuse

SCHEMA = Schema(
    {
        "type": "object",
        "required": ["code"],
        "additionalProperties": False,
        "properties": {"code": {"type": "string", "pattern": "^[0-9]+$"}, "on": {"enum": ["甲", "乙"]}},
    }
)


def faults_of(text: str, first_line: int = 1) -> list[str]:
    faults: list[Diagnostic] = []
    read_yaml(text, "a.yaml", SCHEMA, faults, first_line=first_line)
    return [fault.sentence for fault in faults]


def test_it_works() -> None:
    faults: list[Diagnostic] = []
    file = read_yaml("code: '12'\non: 甲\n", "a.yaml", SCHEMA, faults, first_line=2)
    assert faults == []
    assert file is not None
    assert file.data == {"code": "12", "on": "甲"}
    assert file.fault("x", "on", found="不对").place == "a.yaml:3"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("on: 甲", "a.yaml:2：文件缺少“code”；请补上。"),
        ("code: '1'\nother: 1", "a.yaml:2：文件有不认识的“other”；请删去，或者改正拼写。"),
        ("code: '1'\non: 丙", 'a.yaml:3：“on”写的是"丙"，应为“甲”、“乙”之一。'),
        ("code: '1'\ncode: '2'", "a.yaml:3：“code”写了两次；请删去其中一处。"),
        ("code: [", "a.yaml:2：不合 YAML 的写法；请检查该行的缩进、冒号和引号。"),
        ("code: a", 'a.yaml:2：“code”写的是"a"，应为合乎格式 ^[0-9]+$ 的文字。'),
    ],
)
def test_a_fault_names_its_line(text: str, sentence: str) -> None:
    assert faults_of(text, first_line=2) == [sentence]


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "gbk.yaml").write_bytes("编号: 1".encode("gb18030"))
    faults: list[Diagnostic] = []
    assert read_yaml_file(tmp_path, "none.yaml", SCHEMA, faults) is None
    assert read_text(tmp_path, "gbk.yaml", faults) is None
    assert [fault.code for fault in faults] == ["file-missing", "file-encoding"]
    with pytest.raises(CannotProceed, match=r"gbk\.yaml：不是 UTF-8 编码的文字；请另存为 UTF-8 编码。"):
        refuse(faults)
