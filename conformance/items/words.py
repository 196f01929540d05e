"""How counts, limits and days are put in words (措辞), the same in workbook, guide, flowchart and slip."""

from __future__ import annotations

from datetime import date

from conformance.items.item import Material, Step, TimeLimit


def limit_words(limit: TimeLimit) -> str:
    """A time limit in its own unit: 20个工作日, 15日, 3个月, 当场办结."""
    return {
        "工作日": f"{limit.days}个工作日",
        "自然日": f"{limit.days}日",
        "月": f"{limit.days}个月",
        "当场": "当场办结",
    }[limit.unit]


def step_time_words(step: Step) -> str:
    """How long a step may take, and that it does not count where it does not."""
    if step.timed:
        return f"{step.days}个工作日" if step.days else "当场"
    return f"{step.days}个工作日内，不计时" if step.days else "不计时"


def copies_words(material: Material) -> str:
    """How many originals and copies are handed in; 查验 where none stays with the organ."""
    counts = (("原件", material.originals), ("复印件", material.copies))
    return "、".join(f"{word}{count}份" for word, count in counts if count) or "查验"


def day_words(day: date) -> str:
    """2017年8月3日, without leading zeros (GB/T 15835)."""
    return f"{day.year}年{day.month}月{day.day}日"
