"""Where a stored report differs from the report made again (复核): each difference named in words.

Causes come before consequences: first what the report rests on (editions, workbooks, judgements), then its figures in
the order in which they are reckoned, then everything else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from conformance.inspection.round import EDITION_TITLES

_FIGURES = {
    "N": "总数", "V": "不符合数", "C": "扣分数", "U": "搁置数", "f": "系数", "f_if_mended": "修正后系数",
    "points": "得分", "points_if_mended": "修正后得分", "max_points": "满分", "weight": "权重", "weights": "权重合计",
    "total": "总分", "total_if_mended": "修正后总分", "grade": "等级", "mean": "平均分", "outcome": "判定",
    "proceedings": "检查过程", "sampling": "抽样", "previous": "与上一轮比较",
    "issued_on": "整改清单下达日", "due_on": "整改期限",
    "processes": "办理过程", "moves": "办理阶段", "deviations": "过程偏差", "cases": "办件数",
    "findings": "问题", "set_aside": "搁置的行", "problems": "填表问题", "vetoes": "否决项", "proposal": "建议结论",
}  # fmt: skip
_LISTS = {
    "departments": "department",
    "clauses": "id",
    "checks": "id",
    "aspects": "aspect",
    "findings": "key",
    "processes": "item_code",
}
"""Lists whose entries are known by a name, so that one more entry is told as one and not as a shift of all."""
_LAST = ("judgements", "problems", "tables", "prompts", "declarations")
_SHOWN = 60


@dataclass(frozen=True)
class Difference:
    """One thing that the stored report says otherwise."""

    place: str
    """In words: department, clause, check, figure."""
    stored: str
    made: str

    @property
    def sentence(self) -> str:
        """The difference as a sentence."""
        return f"{self.place}：报告中是{self.stored}，重新计算是{self.made}。"


def differences(stored: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Difference]:
    """Every difference of two report records, causes first; none where they are equal."""
    yield from _editions(stored.get("editions", {}), made["editions"])
    yield from _inputs(stored, made)
    for key in dict.fromkeys(("departments", "county", *sorted(stored.keys() | made.keys()))):
        if key != "editions":
            yield from _compare((key,), stored.get(key), made.get(key))


def _editions(stored: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Difference]:
    for name in sorted(stored.keys() | made.keys()):
        if stored.get(name) != made.get(name):
            title = EDITION_TITLES.get(name, name)
            yield Difference(f"{title}不是报告所依据的那一版", _shown(stored.get(name)), _shown(made.get(name)))


def _inputs(stored: Mapping[str, Any], made: Mapping[str, Any]) -> Iterator[Difference]:
    before = {one["department"]: one["inputs"] for one in stored.get("departments", [])}
    after = {one["department"]: one["inputs"] for one in made["departments"]}
    for code in sorted(before.keys() | after.keys()):
        if code not in after:
            yield Difference(f"{code} 的填报表没有给出", _shown(before[code]["workbook"]["sha256"]), "没有")
        elif code not in before:
            yield Difference(f"{code} 的填报表不在报告中", "没有", _shown(after[code]["workbook"]["sha256"]))
        else:
            yield from _inputs_of(code, before[code], after[code], stored["editions"])


def _inputs_of(
    code: str, old: Mapping[str, Any], new: Mapping[str, Any], editions: Mapping[str, Any]
) -> Iterator[Difference]:
    """What one department's figures rest on; an edition that differs for the whole report has been told."""
    pairs = (
        ("的填报表不是报告所依据的那一份", old["workbook"]["sha256"], new["workbook"]["sha256"]),
        ("的判定文件不是报告所依据的那一份", old["judgements"], new["judgements"]),
        ("的填报表文件名", old["workbook"]["file_name"], new["workbook"]["file_name"]),
        ("的填报表模板版次", old["template_edition"], new["template_edition"]),
    )
    for words, before, after in pairs:
        if before != after:
            yield Difference(f"{code} {words}", _shown(before), _shown(after))
    for name in sorted(old["editions"].keys() | new["editions"].keys()):
        before, after = old["editions"].get(name), new["editions"].get(name)
        if before not in (after, editions.get(name)):
            yield Difference(f"{code} 记分卡所依据的{EDITION_TITLES.get(name, name)}", _shown(before), _shown(after))


def _compare(path: tuple[str, ...], stored: Any, made: Any) -> Iterator[Difference]:
    if stored == made or path[-1] == "inputs":
        return
    if isinstance(stored, Mapping) and isinstance(made, Mapping):
        if {"n", "d"} <= stored.keys() and {"n", "d"} <= made.keys():
            yield Difference(_words(path), _figure(stored), _figure(made))
            return
        for key in sorted(stored.keys() | made.keys(), key=lambda one: (one in _LAST, one)):
            yield from _compare((*path, key), stored.get(key), made.get(key))
    elif isinstance(stored, list) and isinstance(made, list):
        yield from _compare_lists(path, stored, made)
    else:
        yield Difference(_words(path), _shown(stored), _shown(made))


def _compare_lists(path: tuple[str, ...], stored: list[Any], made: list[Any]) -> Iterator[Difference]:
    name = _LISTS.get(path[-1], "")
    if name and all(isinstance(one, Mapping) and name in one for one in (*stored, *made)):
        before, after = {one[name]: one for one in stored}, {one[name]: one for one in made}
        for key in dict.fromkeys((*before, *after)):
            yield from _compare((*path, str(key)), before.get(key), after.get(key))
        if list(before) != list(after) and before == after:
            yield Difference(f"{_words(path)}的次序", _shown(list(before)), _shown(list(after)))
    elif len(stored) != len(made):
        yield Difference(f"{_words(path)}的数目", str(len(stored)), str(len(made)))
    else:
        for number, (old, new) in enumerate(zip(stored, made, strict=True), start=1):
            yield from _compare((*path, str(number)), old, new)


def _words(path: Sequence[str]) -> str:
    """A place in the record as people name it: ``GH G-3.5.2 committed-limit 不符合数``."""
    left_out = (*_LISTS, "county")
    return " ".join(_FIGURES.get(one, one) for one in path if one not in left_out or one == path[-1])


def _figure(value: Mapping[str, Any]) -> str:
    exact = str(value["n"]) if value["d"] == 1 else f"{value['n']}/{value['d']}"
    return f"“{value.get('shown', '')}”（{exact}）"


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "没有"
    text = str(value)
    return f"“{text[:_SHOWN]}{'……' if len(text) > _SHOWN else ''}”"
