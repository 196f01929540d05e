"""A small county project, with the Guide and the items of the real one."""

import shutil
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]

CHECKS = ("accepted-has-slip", "ab-posts-differ")
"""Few, since each is tried on a database when it is read."""

SYSTEM = """county: 奉节县
publisher: 奉节县质量技术监督局
edition: '2017'
title: 奉节县行政许可服务标准汇编
compiled_on: 2017-12-20
subsystems:
  - {id: provision, title: 服务提供, groups: [{number: '201', title: 服务规范}]}
  - {id: support, title: 服务保障, groups: [{number: '301', title: 环境}, {number: '302', title: 能源}]}
slots:
  - id: acceptance
    number: '201.1'
    title: 受理规范
    subsystem: provision
    department: ZX
    document: standards/provision/acceptance.md
    level: 县级
  - {id: energy, number: '302.1', title: 能源规范, subsystem: support, department: ZX, document: null, level: 县级}
  - id: archive
    number: '301.1'
    title: 档案管理规范
    subsystem: support
    department: ZX
    document: standards/support/archive.md
    level: 县级
"""
FRONT_MATTER = """---
code: {code}
title: {title}
title_en: {slot}
slot: {slot}
rules: "2009"
status: 现行
issued_on: 2017-08-15
effective_on: 2017-09-01
proposed_by: 奉节县委编办
managed_by: 奉节县质量技术监督局
drafted_by: [奉节县行政服务中心]
---
"""
ACCEPTANCE = """
# 前言

本标准按照GB/T 1.1—2009给出
的规则起草。

# 范围

本标准适用于受理。

# 受理

## 收件

:::{clause} acceptance-slip
:implements: G-3.2.2 L-32.6
:checked_by: accepted-has-slip

窗口受理岗**应**当场出具受理单[^1]，
载明[材料](http://www.example.com)和 `编码`：

- 受理日期；
- 承诺时限，见 {clause}`archive-copy`。

| 栏目 | 要求 |
| --- | --- |
| 编号 | 宜用 12 位 |
| 备注 | |
:::

:::{clause} acceptance-online
受理岗可按 {clause}`acceptance-slip` 网上受理，<br>内容\\
另行登记。

```{list-table} 登记内容
:header-rows: 1

* - 栏目
  - 要求
* - 日期
  - 应填写
```

注：登记在平台内完成。
:::

## 登记

```{clause} acceptance-register
:implements: G-3.2.3,L-32.6
1. 登记内容应符合附录 A；
2. 登记应在当日完成。
```

# 附录 A（规范性附录）受理单

```{list-table} 受理单栏目
:header-rows: 1
:widths: 20 80

* - 栏目
  - 内容
* - 编号
  - 四段
```

# 参考文献

- 行政许可法

[^1]: 样式见附录 A。
"""
ARCHIVE = """
# 归档

:::{clause} archive-copy
中心宜保存 2 份，按 {clause}`acceptance-slip` 编号。
:::
"""


@dataclass(frozen=True)
class Built:
    """A project and what was built of it."""

    project: Path
    site: Path
    fragments: Path

    def page(self, name: str) -> str:
        """The text of a page of the site."""
        return (self.site / name).read_text(encoding="utf-8")


def make_project(root: Path) -> Path:
    """Write the small project."""
    guide = Path("checklists", "guide-2016")
    shutil.copytree(ROOT / guide, root / guide, ignore=shutil.ignore_patterns("checks"))
    (root / guide / "checks").mkdir()
    for name in CHECKS:
        shutil.copyfile(ROOT / guide / "checks" / f"{name}.md", root / guide / "checks" / f"{name}.md")
    for name in ("acceptance.yaml", "acceptance.schema.json", "detection.yaml"):
        shutil.copyfile(ROOT / "checklists" / name, root / "checklists" / name)
    shutil.copytree(ROOT / "standards" / "items", root / "standards" / "items")
    for name in ("organs.yaml", "organs.schema.json", "index.md"):
        shutil.copyfile(ROOT / "standards" / name, root / "standards" / name)
    (root / "standards" / "system.yaml").write_text(SYSTEM, encoding="utf-8")
    _write_standard(root, "provision/acceptance.md", "FJXK 201—2017", "受理规范", ACCEPTANCE)
    _write_standard(root, "support/archive.md", "FJXK 301—2017", "档案管理规范", ARCHIVE)
    return root


def _write_standard(root: Path, path: str, code: str, title: str, body: str) -> None:
    page = root / "standards" / path
    page.parent.mkdir(parents=True, exist_ok=True)
    front_matter = FRONT_MATTER.format(code=code, title=title, slot=page.stem)
    page.write_text(front_matter + body, encoding="utf-8")
