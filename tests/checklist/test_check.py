"""A check page as it is read, and what is said of a faulty one before it ever runs (核查程序页面)."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conformance.checklist.check import CHECKS_FOLDER, load_checks, read_checks
from conformance.checklist.query import QueryReader, view_columns
from conformance.checklist.table import TABLES_FOLDER, load_tables
from conformance.errors import CannotProceed
from conformance.terms import FindingSeverity, Scope

PROJECT = Path(__file__).parents[2]

PAGE = """---
id: slip-listed
title: 受理单号所属事项在清单中
clauses: [G-3.2.4]
tables: [ledger, item_register]
scope: department
at: ledger.slip_number
selects: [slip_number]
reads: [item_code]
looks_up:
  - {column: item_code, table: item_register, key: item_code, reads: [status]}
severity: violation
message: '受理单号 {slip_number} 所属的事项{observed}，请核对'
---

# 受理单号所属事项在清单中

## 为什么

说明。

## 总体

```sql population
select l.department, l.row, i.status
from ledger l
left join item_register i on i.department = l.department and i.item_code = l.item_code
where l.slip_number is not null
```

## 问题行

```sql violations
select department, row, status as observed
from population
where status <> '在用'
```

## 例

```yaml cases
- title: 取消的
  tables:
    item_register: [{item_code: "1", status: 取消}]
    ledger: [{case_number: A1, item_code: "1", slip_number: XK1}]
  violating: [A1]
- title: 在用的
  tables:
    item_register: [{item_code: "1", status: 在用}]
    ledger: [{case_number: B1, item_code: "1", slip_number: XK1}]
  violating: []
```
"""

PLACE = f"{CHECKS_FOLDER}/slip-listed.md"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    shutil.copytree(PROJECT / TABLES_FOLDER, tmp_path / TABLES_FOLDER)
    (tmp_path / CHECKS_FOLDER).mkdir()
    write(tmp_path)
    return tmp_path


def write(project: Path, *changes: tuple[str, str]) -> None:
    page = PAGE
    for old, new in changes:
        assert old in page, old
        page = page.replace(old, new)
    (project / PLACE).write_text(page, encoding="utf-8")


def test_a_page_is_its_documentation_its_rule_and_its_test(project: Path) -> None:
    check = load_checks(project)["slip-listed"]
    assert (check.primary, check.scope, check.severity) == ("ledger", Scope.DEPARTMENT, FindingSeverity.VIOLATION)
    assert check.looks_up[0].reads == ("status",)
    assert check.why == "说明。"
    assert check.population_sql.startswith("select l.department")
    assert [case.violating for case in check.cases] == [("A1",), ()]
    assert check.path == PLACE and len(check.digest) == 64


def test_the_shipped_checks_cover_all_aspects_and_both_scopes() -> None:
    checks = load_checks(PROJECT).values()
    assert {clause.split(".")[0] for check in checks for clause in check.clauses if clause.startswith("G-")} == {
        "G-2", "G-3", "G-4", "G-5", "G-6",
    }  # fmt: skip
    assert {check.scope for check in checks} == set(Scope)
    assert {check.severity for check in checks} == set(FindingSeverity)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([("id: slip-listed", "id: slip")], "页面不能解析（id 应与文件名一致，用小写英文和连字符）"),
        ([("severity: violation\n", "")], "页面不能解析（缺少“severity”）"),
        ([("severity: violation", "severity: [violation")], "页面不能解析（其中 YAML 的第12行不合法）"),
        ([("selects: [slip_number]", "selects: 1")], "页面不能解析（有一项的结构不对，请对照其他页面）"),
        ([("severity: violation", "severity: bad")], "页面不能解析（severity 写的“bad”，应是 violation、prompt 之一）"),
        ([("scope: department", "scope: department\nowner: x")], "页面不能解析（页首信息中有不认识的 owner）"),
        (
            [("## 为什么", "## 理由")],
            "页面不能解析（标题应依次是“受理单号所属事项在清单中”和为什么、总体、问题行、例）",
        ),
        ([("tables: [ledger, ", "tables: [ledgers, ")], "tables 中没有这样的表：ledgers"),
        ([("tables: [ledger, item_register]", "tables: [ledger]")], "tables 应是主表和 looks_up 中的各表"),
        ([("at: ledger.slip_number", "at: ledger.number")], "at 写的“ledger.number”不是所用表中的列"),
        ([("{slip_number} 所属", "{number} 所属")], "message 中的“{number}”不是主表的列"),
        ([("请核对'", "请核对。'")], "message 应是中文，句末不加标点"),
        ([("looks_up:", "implies: [other]\nlooks_up:")], "implies 写的“other”不是另一项核查程序"),
        (
            [("selects: [slip_number]", "selects: []")],
            "SQL 用到 ledger.slip_number，没有写入 selects、reads 或者 looks_up",
        ),
        (
            [("selects: [slip_number]", "selects: [slip_number, secret]")],
            "写明了 ledger.secret，SQL 却没有用到",
        ),
        (
            [("reads: [item_code]", "reads: []")],
            "looks_up 的 column“item_code”应同时写入 selects 或者 reads",
        ),
        ([("key: item_code,", "key: code,")], "表 item_register 没有列 code"),
        (
            [("left join item_register", "join item_register")],
            "查找的表 item_register 只能用 LEFT JOIN 连接，否则找不到对应的行会悄悄丢失",
        ),
        (
            [("where l.slip_number is", "join workday w on w.day = l.received_on\nwhere l.slip_number is")],
            "workday 只能用 LEFT JOIN 连接，否则日历以外的日期会悄悄丢行",
        ),
        ([("l.row, i.status", "l.row, i.status, secret")], "列 secret 在多个表中都有，请写明表名"),
        ([("l.row, i.status", "l.row, now() as status")], "不允许使用函数 now"),
        ([("i.status\nfrom ledger l", "i.status\nfrom cases l")], "没有名为 cases 的表"),
        ([("select department, row, status as observed", "select *")], "不要写 *，请逐列写明"),
    ],
)
def test_a_faulty_page_is_refused_in_words(project: Path, changes: list[tuple[str, str]], said: str) -> None:
    write(project, *changes)
    _, faults = read_checks(project)
    assert any(fault.place == PLACE and said in fault.found for fault in faults), [fault.found for fault in faults]
    with pytest.raises(CannotProceed, match="slip-listed"):
        load_checks(project)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([("select department, row, status as", "select row, department, status as")], "查询结果应依次是"),
        ([("where status <> '在用'", "where state <> '在用'")], "SQL 不能执行："),
        ([("violating: [A1]", "violating: []")], "例中至少有一个有问题，没有问题的不少于有问题的"),
        ([("violating: []", "violating: [B1]")], "例中至少有一个有问题，没有问题的不少于有问题的"),
        ([("slip_number: XK1}]\n  violating: []", "number: XK1}]\n  violating: []")], "没有列 number"),
    ],
)
def test_what_running_does_not_ask_for_is_told_by_lint(
    project: Path, changes: list[tuple[str, str]], said: str
) -> None:
    write(project, *changes)
    _, faults = read_checks(project)
    assert any(fault.place == PLACE and said in fault.found for fault in faults), [fault.found for fault in faults]
    assert "slip-listed" in load_checks(project)


def test_all_faults_of_all_pages_are_told_at_once(project: Path) -> None:
    write(project, ("at: ledger.slip_number", "at: ledger.x"), ("请核对'", "请核对。'"))
    (project / CHECKS_FOLDER / "other.md").write_text("没有页首", encoding="utf-8")
    with pytest.raises(CannotProceed) as refusal:
        load_checks(project)
    assert len(str(refusal.value).splitlines()) == 3


def test_a_project_without_checks_is_refused(project: Path) -> None:
    (project / PLACE).unlink()
    with pytest.raises(CannotProceed, match="没有核查程序"):
        load_checks(project)


@pytest.fixture(scope="module")
def reader() -> QueryReader:
    return QueryReader(view_columns(load_tables(PROJECT)))


@pytest.mark.parametrize(
    "attack",
    [
        "select department, row from read_csv('x.csv')",
        "from 'x.csv'",
        "select content from read_text('/etc/hostname')",
        "from read_blob('x.csv')",
        "from glob('/etc/*')",
        "from sniff_csv('x.csv')",
        "copy ledger to 'out.csv'",
        "copy (select 1) to '/dev/stdout'",
        "export database 'ex'",
        "attach 'y.db'",
        "attach ':memory:' as z",
        "install httpfs",
        "load 'x.so'",
        "set memory_limit='20GB'",
        "reset lock_configuration",
        "pragma threads=8",
        "select current_setting('memory_limit')",
        "from duckdb_settings()",
        "from duckdb_databases()",
        "select database_name from information_schema.tables",
        "create table evil(i int)",
        "create temp table ledger as select 5 i",
        "create macro count(x) as 0",
        "create secret s (type http, bearer_token 'x')",
        "drop view ledger",
        "delete from ledger",
        "with x as (delete from ledger returning department, row) select department, row from x",
        "with x as (update ledger set row = 7 returning department, row) select department, row from x",
        "prepare p as select 1",
        "select query('select 1')",
        "from query_table('ledger')",
        "select write_log('x')",
        "select department, row from ledger; drop table ledger",
        "select now(), random(), gen_random_uuid()",
        "select today()",
        "select repeat('x', 2000000000)",
        "select list(row) from ledger",
        "with recursive r(i) as (select 1 union all select i + 1 from r) select i, i from r",
        "select department, row from ledger, range(100000000)",
        "pivot ledger on row",
        "describe ledger",
        "call force_checkpoint()",
    ],
)
def test_whatever_is_not_a_plain_select_over_evidence_is_refused(reader: QueryReader, attack: str) -> None:
    assert reader.read(attack, primary="ledger", derived=frozenset()).faults


def test_a_plain_select_is_read_with_every_column_it_touches(reader: QueryReader) -> None:
    usage = reader.read(
        "with late as (select l.department, l.row from ledger l left join workday w on w.day = l.decided_on"
        " where exists (select 1 from step s where s.item_code = l.item_code)) select department, row from late",
        primary="ledger",
        derived=frozenset(),
    )
    assert usage.faults == []
    assert usage.columns == {("ledger", "decided_on"), ("ledger", "item_code"), ("step", "item_code")}
