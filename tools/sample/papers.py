"""The papers of departments and the centre: rule documents, evaluations, consultations, complaints, inspections.

Document numbers are the sample's own and say so (样例).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from random import Random

from tools.sample.county import CENTRE, COUNTY_BODY, WITHOUT_CASES, WITHOUT_ITEMS, County, Row
from tools.sample.premises import Premises

_RULES = (
    ("信息公开", "行政许可信息公开制度"), ("一次性告知", "一次性告知制度"), ("首问责任", "首问责任制度"),
    ("顶岗补位", "顶岗补位（AB岗）制度"), ("服务承诺", "服务承诺制度"), ("责任追究", "责任追究制度"),
    ("文明服务", "文明服务制度"), ("受理单", "受理单制度"), ("日常管理", "窗口日常管理制度"),
    ("信息保密", "申请人信息保密制度"), ("印章管理", "行政许可专用章管理制度"), ("应急预案", "应急预案"),
    ("其他", "档案管理制度"),
)  # fmt: skip
_CHANNELS = ("网上", "电话", "邮件", "窗口", "窗口", "电话")
_COMPLAINTS = {"SY": 1, "GS": 2, "YC": 2, "LY": 1, "GH": 1, CENTRE: 4}
"""How many complaints an organ had; the others declare none."""


def rule_document_rows(county: County, code: str) -> list[Row]:
    """One rule document of each category, in force, public, with this year's record."""
    return sorted(
        (
            {
                "category": category,
                "title": f"{county.title(code)}{title}",
                "document_number": f"样例制度〔2017〕{code}-{number:02}号",
                "issued_on": date(2017, 6, 19),
                "effective_on": date(2017, 7, 3),
                "scope": "中心和进驻窗口" if county.is_hall(code) else "本单位窗口和承担行政许可的科室",
                "publication": "办公场所公示；门户网站公布",
                "attachment": f"附件/制度/{category}.pdf",
                "record_attachment": f"附件/制度执行/{category}-2017.pdf",
            }
            for number, (category, title) in enumerate(_RULES, start=1)
        ),
        key=lambda row: str(row["category"]),
    )


def evaluation_rows(county: County, code: str) -> list[Row]:
    """A self-evaluation, a survey of applicants and a third party's evaluation, each published and followed up."""
    if code == COUNTY_BODY:
        evaluation = _evaluation(county, code, 1, "多方", "奉节县行政许可标准化验收检查组")
        return [evaluation | {"appraisal_document": "附件/考核/2017年度目标考核办法.pdf"}]
    return [
        _evaluation(county, code, 1, "自评", county.title(code)),
        _evaluation(county, code, 2, "满意度", county.title(code)) | {"sample_size": 120, "satisfied_count": 117},
        _evaluation(county, code, 3, "第三方", "第三方评价机构（样例）"),
    ]


def consultation_rows(county: County, code: str, premises: Premises, rng: Random) -> list[Row]:
    """Questions by each channel, answered within three working days by the person named for it."""
    codes: list[str | None] = [item.code for item in county.items_of(code) if item.in_force.end is None]
    answerer = premises.first("咨询")
    rows: list[Row] = []
    for number, channel in enumerate(_CHANNELS, start=1):
        asked = county.after(date(2017, 7, 3), rng.randint(1, 100))
        rows.append(
            {
                "record_number": f"ZX-{code}-2017-{number:03}" if code != CENTRE else f"ZX-2017-{number:03}",
                "channel": channel,
                "asked_on": asked,
                "item_code": rng.choice(codes) if codes else None,
                "booked": "是" if number % 3 == 0 else "否",
                "answered_on": county.after(asked, 0 if channel in ("窗口", "电话") else rng.randint(1, 3)),
                "answered_by": answerer,
            }
        )
    return rows


def complaint_rows(county: County, code: str, rng: Random) -> list[Row]:
    """Complaints, closed within ten working days; those found true say what was done."""
    rows: list[Row] = []
    for number in range(1, _COMPLAINTS.get(code, 0) + 1):
        respondent = code if code != CENTRE else ("GH", "YC", "GS", "LY")[number - 1]
        items = county.items_of(respondent)
        accepted = county.after(date(2017, 3, 1), rng.randint(1, 150))
        true = number == 2
        rows.append(
            {
                "record_number": f"TS-{code}-2017-{number:03}",
                "channel": rng.choice(("电话", "网上", "窗口")),
                "accepted_on": accepted,
                "respondent": county.title(respondent),
                "item_code": rng.choice(items).code,
                "closed_on": county.after(accepted, rng.randint(2, 10)),
                "substantiated": "是" if true else "否",
                "handling": "向投诉人道歉，对经办岗批评教育" if true else "经查不属实，已向投诉人说明",
                "accountability_number": f"样例追责〔2017〕{code}-{number}号" if true else None,
            }
        )
    return rows


def supervision_rows(county: County, code: str) -> list[Row]:
    """Inspections on site and by the electronic system, by each way of sampling; what was found is mended in time."""
    return list(_inspections(county, code))


def _inspections(county: County, code: str) -> Iterator[Row]:
    kinds: Sequence[tuple[date, str, str, str, str, str]] = (
        (date(2017, 3, 15), "定期", "抽样", "现场巡察", "进驻窗口", "空岗"),
        (date(2017, 5, 24), "不定期", "抽点", "电子监察", "第一季度办件", "超时限"),
        (date(2017, 7, 19), "定期", "定点", "现场巡察", "出件窗口", "无"),
        (date(2017, 9, 13), "不定期", "抽样", "电子监察", "上半年办件", "其他"),
        (date(2017, 11, 15), "定期", "定点", "现场巡察", "投资建设区窗口", "乱作为" if code == COUNTY_BODY else "无"),
    )
    for number, (day, frequency, sampling, means, subject, problem) in enumerate(kinds, start=1):
        found, transferred = problem != "无", problem == "乱作为"
        yield {
            "record_number": f"JC-{code}-2017-{number:02}",
            "inspected_on": day,
            "frequency": frequency,
            "sampling": sampling,
            "means": means,
            "subject": subject,
            "problem_category": problem,
            "rectify_by": county.after(day, 15) if found else None,
            "rectified_on": county.after(day, 12) if found else None,
            "transferred": "是" if transferred else "否",
            "transfer_number": "样例移送〔2017〕1号" if transferred else None,
            "record_attachment": f"附件/检查/{code}-{number:02}.pdf",
        }


def _evaluation(county: County, code: str, number: int, method: str, evaluator: str) -> Row:
    counted = method == "自评" and code not in (COUNTY_BODY, WITHOUT_ITEMS, WITHOUT_CASES) and not county.is_hall(code)
    return {
        "record_number": f"PJ-{code}-2017-{number:02}",
        "method": method,
        "period": "2017年",
        "evaluator": evaluator,
        "sample_size": None,
        "satisfied_count": None,
        "points": 95,
        "claimed_on_time_rate": 100 if counted else None,
        "published_on": date(2017, 12, 15),
        "improvement": "按评价意见修订服务指南，增加自助服务设备",
        "completed_on": date(2017, 12, 29),
    }
