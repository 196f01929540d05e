"""The tree of the standard system is read, and held against the standards that are there."""

from pathlib import Path

from conformance.clauses.reader import read_standards
from conformance.clauses.system import disagreements, load_system

SYSTEM = """county: 奉节县
publisher: 奉节县质量技术监督局
edition: 2017版
title: 奉节县行政许可服务标准汇编
compiled_on: 2017-12-20
subsystems:
  - {id: provision, title: 服务提供, groups: [{number: '201', title: 服务规范}]}
slots:
  - id: acceptance
    number: '201.1'
    title: 受理规范
    subsystem: provision
    department: ZX
    document: standards/provision/acceptance.md
    level: 县
  - {id: service, number: '201.2', title: 服务规范, subsystem: provision, department: ZX, document: null, level: 县}
"""
PAGE = """---
code: FJXK 201—2017
title: 受理规范
title_en: Acceptance
slot: acceptance
rules: "2009"
status: 现行
issued_on: 2017-08-15
effective_on: 2017-09-01
proposed_by: 奉节县委编办
managed_by: 奉节县质量技术监督局
drafted_by: [奉节县行政服务中心]
---

# 范围
"""


def make_project(project: Path, system: str, page: str = PAGE) -> Path:
    (project / "standards" / "provision").mkdir(parents=True)
    (project / "standards" / "system.yaml").write_text(system, encoding="utf-8")
    (project / "standards" / "provision" / "acceptance.md").write_text(page, encoding="utf-8")
    return project


def test_it_works(tmp_path: Path) -> None:
    system, faults = load_system(make_project(tmp_path, SYSTEM))
    assert faults == ()
    assert system is not None
    assert system.compiled_on.isoformat() == "2017-12-20"
    assert [(slot.id, slot.document) for slot in system.slots_of("provision")] == [
        ("acceptance", "standards/provision/acceptance.md"),
        ("service", ""),
    ]
    assert system.slot_ids == {"acceptance", "service"}
    assert disagreements(system, read_standards(tmp_path)[0]) == ()


def test_slots_at_fault_are_told(tmp_path: Path) -> None:
    text = SYSTEM.replace("'201.2'", "'201.1'").replace("document: null", "document: standards/provision/none.md")
    text = text.replace("title: 服务规范, subsystem: provision", "title: 服务规范, subsystem: posts")
    _, faults = load_system(make_project(tmp_path, text))
    assert [(fault.place, fault.code) for fault in faults] == [
        ("standards/system.yaml:16", "system-unknown-group"),
        ("standards/system.yaml:16", "system-missing-document"),
        ("standards/system.yaml:16", "system-duplicate-slot"),
    ]


def test_a_file_at_fault_gives_no_system(tmp_path: Path) -> None:
    system, faults = load_system(make_project(tmp_path, SYSTEM.replace("county: 奉节县\n", "")))
    assert system is None
    assert [fault.sentence for fault in faults] == ["standards/system.yaml:1：文件缺少“county”；请补上。"]


def test_a_standard_elsewhere_than_its_slot_says_is_told(tmp_path: Path) -> None:
    project = make_project(tmp_path, SYSTEM, PAGE.replace("slot: acceptance", "slot: service"))
    other = PAGE.replace("FJXK 201—2017", "FJXK 202—2017")
    (project / "standards" / "provision" / "other.md").write_text(other, encoding="utf-8")
    system, _ = load_system(project)
    assert system is not None
    assert [fault.code for fault in disagreements(system, read_standards(project)[0])] == [
        "system-slot-differs",
        "system-unlisted-document",
    ]
