"""The words of the field as code: each Chinese term (术语) has one identifier, listed in standards/glossary.md.

Members are what stands in JSON; ``label`` is what a person reads.
"""

from __future__ import annotations

from enum import StrEnum


class Term(StrEnum):
    """An enumeration whose members have a Chinese label."""

    @property
    def label(self) -> str:
        """The Chinese term."""
        return LABELS[type(self).__name__][self.value]


class Force(Term):
    """How strongly a clause binds (力度)."""

    SHALL = "shall"
    SHOULD = "should"
    MAY = "may"


class BookKind(Term):
    """Who hands in a workbook (填报类别)."""

    DEPARTMENT = "department"
    CENTRE = "centre"
    BRANCH = "branch"
    """A hall of the centre elsewhere (分中心): the same standard, without the centre's own supervision."""
    TOWNSHIP = "township"
    """A township's or subdistrict's public service centre (乡镇街道公共服务中心)."""
    COUNTY_BODY = "county_body"
    OTHER_ITEMS = "other_items"
    """Confirmations and public services (行政确认、公共服务), which follow the licensing rules by analogy."""


class Aspect(Term):
    """One of the Guide's five aspects (方面), chapters 2 to 6."""

    ITEMS = "items"
    PROCESS = "process"
    SERVICE = "service"
    PREMISES = "premises"
    SUPERVISION = "supervision"


class Scope(Term):
    """What a check sees (核查范围)."""

    DEPARTMENT = "department"
    COUNTY = "county"


class FindingSeverity(Term):
    """Whether a finding costs points (问题性质)."""

    VIOLATION = "violation"
    PROMPT = "prompt"


class Method(Term):
    """Who decides a clause (判定方法)."""

    MACHINE = "machine"
    JUDGEMENT = "judgement"
    BOTH = "both"


class Grading(Term):
    """How counts become a factor (计分方式)."""

    STRICT = "strict"
    PROPORTIONAL = "proportional"
    STEPS = "steps"
    PER_OCCURRENCE = "per_occurrence"


class Outcome(Term):
    """What was found on a clause (判定)."""

    CONFORMING = "conforming"
    PARTIALLY_CONFORMING = "partially_conforming"
    NONCONFORMING = "nonconforming"
    NOT_APPLICABLE = "not_applicable"
    NOT_CHECKED = "not_checked"
    UNDETERMINED = "undetermined"


class Grade(Term):
    """The verdict on a department (等级)."""

    EXCELLENT = "excellent"
    QUALIFIED = "qualified"
    UNQUALIFIED = "unqualified"
    PENDING = "pending"
    UNRATED = "unrated"


class CheckState(Term):
    """How far a check ran on one book (核查状态)."""

    COUNTED = "counted"
    NO_OCCURRENCE = "no_occurrence"
    """No row meets the check's condition: left out."""
    TABLE_MISSING = "table_missing"
    """A required table is missing or without rows: f = 0."""
    TABLE_LEFT_OUT = "table_left_out"
    """Declared empty with a reason, or not required and empty: left out."""
    BLOCKED = "blocked"
    """A column is missing, or too many rows cannot be told in or out: f = 0 as it stands."""
    NOT_RUN = "not_run"
    """A county check on a single book."""


class FindingFate(Term):
    """What became of a finding between two rounds (问题去向)."""

    MENDED = "mended"
    STILL = "still"
    BACK = "back"
    """It was mended in the round before and stands again."""
    NEW = "new"
    UNVERIFIED = "unverified"
    """The last round could not look at it."""


class RectificationState(Term):
    """How far the rectification of a nonconformity is (整改状态)."""

    OPEN = "open"
    OVERDUE = "overdue"
    ANSWERED = "answered"
    """The department says that it is done; nobody has looked yet."""
    CLOSED = "closed"


class ObjectionState(Term):
    """What became of a department's objection (异议处理)."""

    OPEN = "open"
    UPHELD = "upheld"
    """The answer gives another outcome, or lifts the finding."""
    DISMISSED = "dismissed"


class ProcessStage(Term):
    """A stage of a case that the ledger has a day for (办理阶段), in the order of the law."""

    RECEIVED = "received"
    CORRECTION = "correction"
    CORRECTED = "corrected"
    ACCEPTANCE = "acceptance"
    VISIT = "visit"
    EXAMINATION = "examination"
    DECISION = "decision"
    DELIVERY = "delivery"
    ARCHIVE = "archive"


class DeviationKind(Term):
    """How a case went otherwise than its item declares (过程偏差)."""

    OUT_OF_ORDER = "out_of_order"
    SKIPPED = "skipped"
    REPEATED = "repeated"
    WRONG_ORGAN = "wrong_organ"


LABELS: dict[str, dict[str, str]] = {
    "Force": {"shall": "应", "should": "宜", "may": "可"},
    "BookKind": {
        "department": "部门",
        "centre": "行政服务中心",
        "branch": "分中心",
        "township": "乡镇街道公共服务中心",
        "county_body": "县级机构",
        "other_items": "其他事项",
    },
    "Aspect": {
        "items": "行政许可事项管理",
        "process": "行政许可流程管理",
        "service": "行政许可服务管理",
        "premises": "受理场所建设与管理",
        "supervision": "监督检查与评价",
    },
    "Scope": {"department": "部门核查", "county": "县级核查"},
    "FindingSeverity": {"violation": "问题", "prompt": "提示"},
    "Method": {"machine": "数据核查", "judgement": "人工判定", "both": "数据核查和人工判定"},
    "Grading": {
        "strict": "全部符合才得分",
        "proportional": "按比例得分",
        "steps": "分档得分",
        "per_occurrence": "按处扣分",
    },
    "Outcome": {
        "conforming": "符合",
        "partially_conforming": "部分符合",
        "nonconforming": "不符合",
        "not_applicable": "不适用",
        "not_checked": "未检查",
        "undetermined": "无法判定",
    },
    "Grade": {
        "excellent": "优秀",
        "qualified": "合格",
        "unqualified": "不合格",
        "pending": "待定",
        "unrated": "未评",
    },
    "CheckState": {
        "counted": "已核查",
        "no_occurrence": "无此情形",
        "table_missing": "未提交该表",
        "table_left_out": "声明无数据",
        "blocked": "无法核查",
        "not_run": "未运行",
    },
    "FindingFate": {
        "mended": "已整改",
        "still": "仍存在",
        "back": "再次出现",
        "new": "新出现",
        "unverified": "未能复核",
    },
    "RectificationState": {"open": "未答复", "overdue": "逾期", "answered": "待复查", "closed": "已销号"},
    "ProcessStage": {
        "received": "收件",
        "correction": "补正告知",
        "corrected": "补齐",
        "acceptance": "受理",
        "visit": "现场核查",
        "examination": "审查",
        "decision": "决定",
        "delivery": "送达",
        "archive": "归档",
    },
    "DeviationKind": {"out_of_order": "逆序", "skipped": "跳过", "repeated": "重复", "wrong_organ": "机构不符"},
    "ObjectionState": {"open": "待答复", "upheld": "成立", "dismissed": "不成立"},
}
