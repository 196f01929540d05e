"""Dividing the volume: where it is cut, and what each part holds, from the chunks that are set already."""

from __future__ import annotations

import pytest

from conformance.errors import CannotProceed
from conformance.volume.parts import Unit, by_subsystem, by_thickness, chinese_number


def units(*sections: str) -> list[Unit]:
    """Sections given as ``"甲 10 20"``: a heading and the pages of each unit; ``索引`` opens nothing."""
    made = []
    for section in sections:
        heading, *pages = section.split()
        for place, number in enumerate(pages):
            opens = not place and heading != "索引"
            made.append(Unit((f"{heading}{place}",), heading, opens, int(number)))
    return made


def test_a_subsystem_is_a_part_and_the_indexes_end_the_last() -> None:
    parts = by_subsystem(units("甲 10 20", "乙 4", "索引 6"))
    assert [(one.label, one.first_page, one.last_page, one.titles) for one in parts] == [
        ("第一分册", 1, 30, ("甲",)),
        ("第二分册", 31, 40, ("乙", "索引")),
    ]


@pytest.mark.parametrize(
    ("sections", "room", "pages"),
    [
        (("甲 10 20", "乙 4"), 40, [34]),
        (("甲 10 20", "乙 30"), 40, [30, 30]),
        (("甲 10 10 10 10",), 20, [20, 20]),
        (("甲 10 10 10", "乙 20"), 30, [30, 20]),
        (("甲 60", "乙 10"), 30, [60, 10]),
        # Two parts suffice: a cut before 乙 is taken although a cut amid 甲 would make them more even.
        (("甲 10 10 10 10", "乙 10"), 40, [40, 10]),
        # No division into two cuts at 乙: the more even one is taken.
        (("甲 10 10 10 10 10", "乙 10"), 40, [30, 30]),
    ],
)
def test_parts_are_few_cut_between_subsystems_and_even(sections: tuple[str, ...], room: int, pages: list[int]) -> None:
    parts = by_thickness(units(*sections), room, room)
    assert [one.last_page - one.first_page + 1 for one in parts] == pages


def test_the_first_part_leaves_room_for_what_only_it_has() -> None:
    parts = by_thickness(units("甲 10 10 10"), 10, 20)
    assert [one.last_page for one in parts] == [10, 30]


def test_a_subsystem_in_two_parts_is_numbered() -> None:
    parts = by_thickness(units("甲 10 10", "乙 10"), 10, 20)
    assert [one.titles for one in parts] == [("甲（一）",), ("甲（二）", "乙")]
    assert parts[1].sections == {"甲": "甲（二）", "乙": "乙"}


def test_a_part_that_holds_nothing_is_refused() -> None:
    with pytest.raises(CannotProceed, match="请把 --part-pages 改大"):
        by_thickness(units("甲 10"), 0, 10)


def test_numbers_are_written_in_chinese() -> None:
    assert [chinese_number(number) for number in (1, 10, 11, 20, 21)] == ["一", "十", "十一", "二十", "二十一"]
