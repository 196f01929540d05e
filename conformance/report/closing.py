"""The county's closing report (总结报告) on the whole work, with the index of what came of it (成果资料目录).

Part three, step seven of the county's plan (奉节府办〔2017〕207号): at the end the inspection group sums up, and hands
both over to the city. A draft for the office: the figures are those of the acceptance report, and what no figure can
tell, such as meetings and what proved its worth, is asked for in brackets where it belongs.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from conformance.report.body import closing_body
from conformance.report.docx import page_docx
from conformance.report.model import Report

HEADINGS = (
    "一、工作任务和组织",
    "二、标准体系建设",
    "三、五个方面的落实情况",
    "四、监督检查和验收",
    "五、整改情况",
    "六、主要成效和经验",
    "七、存在的问题和下一步打算",
    "附件1 成果资料目录",
    "附件2 标准明细表",
    "附件3 各单位验收结果",
)


@dataclass(frozen=True)
class Achievement:
    """One kind of material that is handed over (成果资料)."""

    title: str
    content: str
    """What it is and how much of it there is."""
    source: str
    """Where the office finds it or how it is made."""


def closing_docx(report: Report) -> bytes:
    """The draft; the same report gives the same bytes."""
    title = closing_title(report)
    body = closing_body(report, title=title, headings=HEADINGS, achievements=tuple(achievements(report)))
    return page_docx(body, title)


def closing_title(report: Report) -> str:
    """What it is called."""
    return f"{report.county}行政许可标准化建设工作总结报告"


def achievements(report: Report) -> Iterator[Achievement]:
    """The index: what the plan asked for first, then the standards, then the inspection in the order of its steps."""
    yield from _work(report)
    yield from _inspection(report)


def _work(report: Report) -> Iterator[Achievement]:
    mandate, standards, items = report.basis.acceptance.mandate, report.basis.standards, report.statistics.license_items
    if mandate is not None:
        yield Achievement("实施方案", f"《{mandate.title}》（{mandate.document_number}）", "县政府办公室")
    yield Achievement("组织和宣传资料", "领导小组文件、会议记录、培训记录、宣传资料", "领导小组办公室")
    if standards is not None:
        number = len(standards.documents)
        yield Achievement("标准体系", f"体系结构图、明细表、统计表，标准 {number} 项", "标准网站")
        yield Achievement(
            "标准文本汇编",
            f"《{standards.title}》，标准 {number} 项、{standards.clauses} 条",
            "用 conformance volume 生成",
        )
    if items:
        yield Achievement("行政许可事项清单", f"{items} 项", "各部门填报表的“事项清单”")
        documents = "服务指南（完整版、简版）、流程图、审查工作细则、受理单"
        yield Achievement(documents, f"{items} 项，每项一套", "用 conformance guide 生成")


def _inspection(report: Report) -> Iterator[Achievement]:
    basis, told = report.basis, report.proceedings
    yield Achievement(
        "评分规则", f"“{basis.acceptance.title}”，核查程序 {len(basis.checks)} 项", "验收报告附件1、附件2"
    )
    yield Achievement("部门填报表", f"{report.statistics.books} 份", "各单位；摘要见验收报告第十三章")
    if report.judgements:
        yield Achievement("人工判定", f"{report.judgements} 条", "检查组")
    if told.sampling is not None:
        drawn = f"从 {told.sampling.population} 件中抽取 {told.sampling.drawn} 件"
        yield Achievement("抽样记录", drawn, "用 conformance sample draw 抽取；清单见验收报告附件9")
    visits = f"每个单位一份，共 {len(report.departments)} 份；首次、末次会议签到表"
    yield Achievement("现场检查记录和签到表", visits, "检查组；表式见验收报告附件6、附件7")
    if told.previous is not None:
        yield Achievement(f"{told.previous.name}的验收结果", f"{len(told.previous.changes)} 个单位", "上一轮的结果目录")
    yield Achievement("验收报告", f"{report.title}，PDF、DOCX、XLSX、HTML、JSON 各一份", "用 conformance report 生成")
    if report.rectification:
        yield Achievement("整改清单和整改佐证", f"{len(report.rectification)} 项", "验收报告第十一章；各单位")
    yield Achievement("总结报告", "本报告", "领导小组办公室")
