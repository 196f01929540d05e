"""Small wholly conforming workbooks: the template that the shipped code makes, filled by rule.

Nothing in them lights a check; each situation then spoils one thing in the finished .xlsx.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from conformance.cli.project import CountyProject
from conformance.evidence.template import fill_workbook
from conformance.items.item import LicensingItem
from conformance.items.rows import prefill

Cell = str | int | float | date | None
Row = dict[str, Cell]

CENTRE, COUNTY_BODY = "ZX", "BB"
CASES = 30
LAST_FILING_DAY = date(2017, 11, 1)
"""Cases come in until then, so that all are archived within the period."""
DAYS_TO_DECIDE = 3
"""Working days; shorter than any limit of the departments used here."""
NOBODY = {
    "hearing": ("无", "本年无听证"),
    "complaint": ("无", "本年无投诉"),
    "item_change": ("无", "本年事项无变更"),
}
RULES = (
    "信息公开", "一次性告知", "首问责任", "顶岗补位", "服务承诺", "责任追究", "文明服务", "受理单", "日常管理",
    "信息保密", "印章管理", "应急预案",
)  # fmt: skip
FACILITIES = (
    ("功能区", "咨询引导区"), ("功能区", "窗口受理区"), ("功能区", "等候休息区"), ("功能区", "自助服务区"),
    ("功能区", "政务公开区"), ("便民", "等候座椅"), ("便民", "饮水机"), ("便民", "书写台和文具"), ("便民", "药箱"),
    ("便民", "复印机"), ("便民", "指南取阅架"), ("无障碍", "无障碍坡道"), ("安全", "灭火器"),
    ("安全", "应急照明和疏散指示"), ("标识", "窗口标识牌"), ("标识", "楼层导视牌"), ("信息", "叫号机"),
    ("信息", "电子显示屏"), ("信息", "评价器"),
)  # fmt: skip


@dataclass(frozen=True)
class Size:
    """How many cases a department has; ``second`` of them, the last, are of its last item, the others of its first."""

    cases: int = CASES
    second: int = 0
    item: str = ""
    """Id of the item that all cases are of instead."""


def case_number(department: str, number: int) -> str:
    """The n-th case, from 1."""
    return f"{department}-2017-{number:05}"


def filled(project: CountyProject, code: str, size: Size | None = None) -> bytes:
    """The finished workbook of an organ."""
    rows = rows_of(project, code, size or Size())
    declared = (
        {} if code in (CENTRE, COUNTY_BODY) else {table: why for table, why in NOBODY.items() if table not in rows}
    )
    cover: Row = {
        "secret_items": 0,
        "head": "单位负责人",
        "author": "填表人",
        "phone": "023-56500000",
        "filled_on": date(2018, 1, 15),
    }
    return fill_workbook(project.blank(code), cover=cover, declarations=declared, rows=rows, claims={})


def rows_of(project: CountyProject, code: str, size: Size) -> Mapping[str, Sequence[Row]]:
    """Every required table of an organ, by column id."""
    if code == CENTRE:
        return _centre(project)
    if code == COUNTY_BODY:
        return _county_body(project)
    return _department(project, code, size)


def _department(project: CountyProject, code: str, size: Size) -> Mapping[str, Sequence[Row]]:
    items = [item for item in project.items if item.department == code]
    rows: dict[str, Sequence[Row]] = {
        table: [dict(row) for row in known]
        for table, known in prefill(items, project.organs, day=project.acceptance.period_to).items()
        if known
    }
    for register in rows.get("item_register", ()):
        register["result_sample"] = f"附件/样本/{register['item_code']}.pdf"
    for guide in rows.get("service_guide", ()):
        if guide["edition_type"] == "完整":
            _attach(guide)
    cases = [
        _case(project, _item_of(items, number, size), number, size) for number in range(1, size.cases + 1) if items
    ]
    title = project.organs[code].title
    windows = sorted({item.window for item in items}) or ["D-15"]
    return {
        **rows,
        **({"ledger": cases, "case_file": [_case_file(case) for case in cases]} if cases else {}),
        "service_window": [
            _window(code, title, window, "部门", f"{code}-P{2 * n + 2:02}", f"{code}-P{2 * n + 3:02}")
            for n, window in enumerate(windows)
        ],
        "staff": [
            _person(code, title, 1, "", "首席代表；决定"),
            *(
                _person(code, title, 2 * n + place, window, "窗口受理")
                for n, window in enumerate(windows)
                for place in (2, 3)
            ),
            *(
                _person(code, title, 2 * len(windows) + 2 + n, "", post)
                for n, post in enumerate(("审查", "核查", "制证", "档案", "咨询"))
            ),
        ],
        "rule_document": _rules(title),
        "evaluation": _evaluations(code, title),
        **({"consultation": _consultations(project, code, items[0])} if items else {}),
    }


def _attach(guide: Row) -> None:
    code = guide["item_code"]
    guide["flowchart"] = f"附件/流程图/{code}.pdf"
    guide["blank_form"] = guide.get("blank_form") or f"附件/空表/{code}.docx"
    guide["sample_form"] = guide.get("sample_form") or f"附件/样表/{code}.docx"
    guide["notice_items"] = "事项；依据；条件；数量；程序；期限；材料目录；示范文本"


def _item_of(items: Sequence[LicensingItem], number: int, size: Size) -> LicensingItem:
    if size.item:
        return next(item for item in items if item.id == size.item)
    return items[-1 if number > size.cases - size.second else 0]


def _case(project: CountyProject, item: LicensingItem, number: int, size: Size) -> Row:
    calendar = project.calendar
    after = calendar.add_working_days
    code = item.department
    spread = calendar.working_days_between(date(2017, 1, 1), LAST_FILING_DAY)
    received = after(date(2017, 1, 1), 1 + (number - 1) * (spread - 1) // size.cases)
    decided = after(received, DAYS_TO_DECIDE)
    delivered = after(decided, 2)
    return {
        "case_number": case_number(code, number),
        "item_code": item.code,
        "slip_number": f"XK{item.code}2017{number:05}",
        "acceptance_body": item.acceptance_body,
        "decision_body": item.decision_body,
        "applicant_type": item.target[0],
        "channel": "网上" if number % 3 == 0 else "窗口",
        "receipt_number": f"JS{code}2017{number:05}",
        "received_on": received,
        "correction_count": 0,
        "materials_received": "；".join(str(material.number) for material in item.materials),
        "acceptance_result": "受理",
        "accepted_on": received,
        "interest_concerned": "否",
        "site_visit": "是",
        "visit_assigned_on": after(received, 1),
        "visited_on": after(received, 1),
        "visitor_count": 2,
        "examined_on": after(received, 2),
        "renewal": "否",
        "decision_result": "准予",
        "decided_on": decided,
        "decided_by": f"{code}-P01",
        "license_number": f"ZJ{code}2017{number:05}",
        "delivered_on": delivered,
        "delivery_method": "自取",
        "published_on": after(decided, 2),
        "archived_on": after(delivered, 5),
        "archive_number": f"DA{code}-2017-{number:05}",
        "rating": "满意",
    }


def _case_file(case: Row) -> Row:
    return {
        "case_number": case["case_number"],
        "archive_number": case["archive_number"],
        "pages": 30,
        "index_pages": 1,
        "missing_documents": 0,
        "archived_on": case["archived_on"],
        "retention": "30年",
        "electronic": f"附件/案卷/{case['case_number']}.pdf",
    }


def _window(code: str, title: str, window: str, category: str, post_a: str, post_b: str) -> Row:
    return {
        "window_code": window,
        "category": category,
        "department_title": title,
        "item_count": 1 if category == "部门" else 0,
        "post_a": post_a,
        "post_b": post_b,
        "authorization_number": f"SQ-{code}-2017-{window}",
        "authorized_until": date(2018, 12, 31),
        "notice_board": "有",
    }


def _person(code: str, title: str, number: int, window: str, post: str) -> Row:
    return {
        "staff_code": f"{code}-P{number:02}",
        "department_title": title,
        "window_code": window or None,
        "post": post,
        "employment": "公务员",
        "started_on": date(2016, 3, 1),
        "training_hours": 40,
        "appraisal": "合格",
    }


def _rules(title: str) -> list[Row]:
    return [
        {
            "category": category,
            "title": f"{title}{category}制度",
            "document_number": f"奉政务〔2016〕{number}号",
            "issued_on": date(2016, 12, 1),
            "effective_on": date(2017, 1, 1),
            "scope": "本单位全体窗口和审批人员",
            "publication": "政府网站、办事大厅公示栏",
            "attachment": f"附件/制度/{category}.pdf",
            "record_attachment": f"附件/制度/{category}-2017年执行记录.pdf",
        }
        for number, category in enumerate(RULES, 1)
    ]


def _evaluations(code: str, title: str) -> list[Row]:
    return [
        {
            "record_number": f"PJ-{code}-2017-{number}",
            "method": method,
            "period": "2017年",
            "evaluator": evaluator,
            "sample_size": 60,
            "satisfied_count": 58,
            "points": 96,
            "published_on": date(2017, 12, 10),
            "improvement": "增设自助填表机",
            "completed_on": date(2017, 12, 20),
        }
        for number, (method, evaluator) in enumerate(
            (("自评", title), ("满意度", "奉节县统计调查队"), ("第三方", "重庆市质量和标准化研究院")), 1
        )
    ]


def _consultations(project: CountyProject, code: str, item: LicensingItem | None) -> list[Row]:
    return [
        {
            "record_number": f"ZC-{code}-2017-{number}",
            "channel": channel,
            "asked_on": date(2017, 3, 1),
            "item_code": item.code if item else None,
            "booked": "是" if number == 1 else "否",
            "answered_on": date(2017, 3, 2),
            "answered_by": f"{code}-P02",
        }
        for number, channel in enumerate(("窗口", "网上", "电话", "邮件"), 1)
    ]


def _centre(project: CountyProject) -> Mapping[str, Sequence[Row]]:
    title = project.organs[CENTRE].title
    windows = [
        ("A-01", "咨询", "咨询"),
        ("C-01", "综合", "窗口受理"),
        ("E-01", "出件", "出件"),
        ("E-03", "投诉", "投诉"),
    ]
    return {
        "service_window": [
            _window(CENTRE, title, window, category, f"ZX-P{2 * n + 2:02}", f"ZX-P{2 * n + 3:02}")
            for n, (window, category, _) in enumerate(windows)
        ],
        "staff": [
            _person(CENTRE, title, 1, "", "业务"),
            *(
                _person(CENTRE, title, 2 * n + place, window, post)
                for n, (window, _, post) in enumerate(windows)
                for place in (2, 3)
            ),
        ],
        "facility": [
            {
                "site": title,
                "category": category,
                "title": name,
                "quantity": 4,
                "condition": "完好",
                "photo": f"附件/照片/{name}.jpg",
            }
            for category, name in FACILITIES
        ],
        "rule_document": _rules(title),
        "consultation": _consultations(project, CENTRE, None),
        "complaint": [
            {
                "record_number": "TS-ZX-2017-1",
                "channel": "电话",
                "accepted_on": date(2017, 5, 8),
                "respondent": title,
                "closed_on": date(2017, 5, 10),
                "substantiated": "否",
                "handling": "向投诉人说明情况",
            }
        ],
        "supervision": _supervision(CENTRE),
        "evaluation": _evaluations(CENTRE, title),
    }


def _supervision(code: str) -> list[Row]:
    return [
        {
            "record_number": f"JC-{code}-2017-{number}",
            "inspected_on": date(2017, 3 * number, 15),
            "frequency": frequency,
            "sampling": sampling,
            "means": means,
            "subject": "进驻窗口",
            "problem_category": "无",
            "transferred": "否",
            "record_attachment": f"附件/检查/{number}.pdf",
        }
        for number, (frequency, sampling, means) in enumerate(
            (("定期", "抽样", "现场巡察"), ("不定期", "抽点", "电子监察"), ("定期", "定点", "现场巡察")), 1
        )
    ]


def _county_body(project: CountyProject) -> Mapping[str, Sequence[Row]]:
    listed = prefill(project.items, project.organs, day=project.acceptance.period_to)["item_register"]
    return {
        "supervision": _supervision(COUNTY_BODY),
        "evaluation": _evaluations(COUNTY_BODY, project.organs[COUNTY_BODY].title),
        "register_approval": [
            {
                "approval_number": "奉节府发〔2017〕5号",
                "approved_on": date(2017, 6, 1),
                "published_on": date(2017, 6, 10),
                "publication": "县政府网站",
                "minutes_attachment": "附件/常务会议纪要.pdf",
            }
        ],
        "coding_rule": [
            {
                "title": "奉节县行政许可事项编码规则",
                "document_number": "奉编办发〔2017〕3号",
                "effective_on": date(2017, 1, 1),
                "structure": "12 位基本编码",
                "attachment": "附件/编码规则.pdf",
            }
        ],
        "superior_catalogue": [
            {
                "item_code": row["item_code"],
                "main_title": row["main_title"],
                "basis_title": row["basis_title"],
                "exercise_level": row["exercise_level"],
                "edition": "2017年版",
            }
            for row in listed
        ],
        "organ_register": [
            {
                "organ_title": organ.title,
                "organ_code": organ.credit_code,
                "department_code": organ.code,
                "organ_type": organ.type,
            }
            for organ in project.organs.values()
        ],
    }
