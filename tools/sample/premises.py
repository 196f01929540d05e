"""Windows, staff and facilities (窗口、人员、场所设施) of the sample county."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tools.sample.county import CENTRE, WITHOUT_ITEMS, County, Row

_OTHER_WINDOWS = {WITHOUT_ITEMS: ("D-15",)}
"""Windows of departments whose items name none."""
_CENTRE_WINDOWS = (
    ("A-01", "咨询"), ("A-02", "咨询"), ("C-01", "综合"), ("D-16", "综合"), ("E-01", "出件"), ("E-03", "投诉"),
)  # fmt: skip
_CENTRE_POSTS = {"咨询": "咨询", "综合": "窗口受理", "出件": "出件", "投诉": "投诉"}
_BACK_OFFICE = (
    ("审查", "公务员"), ("核查", "公务员"), ("核查", "事业"), ("制证", "聘用"), ("档案", "聘用"), ("咨询", "事业"),
)  # fmt: skip
_STARTED = date(2016, 3, 1)
_FACILITIES = (
    ("功能区", "咨询引导区", 1), ("功能区", "窗口受理区", 1), ("功能区", "等候休息区", 2), ("功能区", "自助服务区", 1),
    ("功能区", "政务公开区", 1), ("功能区", "后台审批区", 1), ("便民", "等候座椅", 120), ("便民", "饮水机", 4),
    ("便民", "书写台和文具", 6), ("便民", "药箱", 2), ("便民", "复印机", 3), ("便民", "指南取阅架", 8),
    ("无障碍", "无障碍坡道", 2), ("无障碍", "无障碍卫生间", 1), ("无障碍", "低位服务台", 2), ("安全", "灭火器", 24),
    ("安全", "应急照明和疏散指示", 30), ("安全", "应急预案", 1), ("标识", "楼层导视牌", 3), ("标识", "窗口标识牌", 52),
    ("标识", "公示栏", 4), ("信息", "叫号机", 2), ("信息", "电子显示屏", 6), ("信息", "评价器", 52),
    ("信息", "自助查询机", 4),
)  # fmt: skip


@dataclass(frozen=True)
class Premises:
    """The windows of one organ and who works for it."""

    windows: tuple[Row, ...]
    staff: tuple[Row, ...]

    def first(self, post: str) -> str:
        """Staff code of the first person in a post."""
        return next(str(row["staff_code"]) for row in self.staff if post in str(row["post"]).split("；"))


def make_premises(county: County, code: str) -> Premises:
    """Windows and staff of a department or a hall: A and B differ, both are trained and in their post."""
    windows, staff = [], [_person(county, code, 1, "", "业务" if county.is_hall(code) else "首席代表；决定", "公务员")]
    for window, category, post, count in _windows(county, code):
        a, b = f"{code}-P{len(staff) + 1:02}", f"{code}-P{len(staff) + 2:02}"
        staff.append(_person(county, code, len(staff) + 1, window, post, "公务员"))
        staff.append(_person(county, code, len(staff) + 1, window, post, "事业"))
        windows.append(_window(county, code, window, category, count, a, b))
    office = (("督查", "公务员"), ("信息", "事业")) if county.is_hall(code) else _BACK_OFFICE
    for post, employment in office:
        staff.append(_person(county, code, len(staff) + 1, "", post, employment))
    return Premises(tuple(windows), tuple(staff))


def facility_rows(county: County, code: str) -> list[Row]:
    """The rooms and facilities of a hall, complete and in order."""
    site = county.title(code)
    return [
        {
            "site": site,
            "category": category,
            "title": title,
            "quantity": quantity,
            "condition": "完好",
            "photo": f"附件/照片/{category}-{title}.jpg",
        }
        for category, title, quantity in sorted(_FACILITIES)
    ]


def _windows(county: County, code: str) -> list[tuple[str, str, str, int]]:
    if code == CENTRE:
        return [(window, category, _CENTRE_POSTS[category], 0) for window, category in _CENTRE_WINDOWS]
    if county.is_hall(code):
        return [
            (f"{code}-{number:02}", category, post, 0)
            for number, (category, post) in enumerate(_CENTRE_POSTS.items(), start=1)
        ]
    items = county.items_of(code)
    numbers = sorted({item.window for item in items}) or _OTHER_WINDOWS[code]
    return [
        (window, "部门", "窗口受理" if items else "咨询", sum(item.window == window for item in items))
        for window in numbers
    ]


def _window(county: County, code: str, window: str, category: str, count: int, a: str, b: str) -> Row:
    return {
        "window_code": window,
        "category": category,
        "department_title": county.title(code),
        "item_count": count,
        "post_a": a,
        "post_b": b,
        "authorization_number": f"SQ-{code}-2017-{window}",
        "authorized_until": date(2018, 12, 31),
        "notice_board": "有",
        "case_count": 240 + 12 * (count + len(window)),
    }


def _person(county: County, code: str, number: int, window: str, post: str, employment: str) -> Row:
    return {
        "staff_code": f"{code}-P{number:02}",
        "department_title": county.title(code),
        "window_code": window or None,
        "post": post,
        "employment": employment,
        "started_on": _STARTED,
        "left_on": None,
        "training_hours": 40 + 4 * (number % 4),
        "appraisal": "优秀" if number % 5 == 0 else "合格",
        "transfer_registered": None,
    }
