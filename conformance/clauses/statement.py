"""Numbers that the text of a standard states of something (数值表述), so that two texts can be held together.

Three shapes of sentence are read, and no others: an act within a limit after something (自收件之日起 5 个工作日内出具
补正通知书), a time of keeping (受理单存根保存 2 年), and a bound on something named (听证公告期不少于 5 个工作日). What
is read is said of a key of plain words; where the words before the number are too few or too general to be a key, the
sentence is left alone, since a false alarm costs more than a miss.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum


class Shape(StrEnum):
    """What kind of number it is."""

    WITHIN = "内"
    KEPT = "保存"
    AT_MOST = "不超过"
    AT_LEAST = "不少于"


@dataclass(frozen=True)
class Statement:
    """A number stated of something."""

    shape: Shape
    trigger: str
    """After what it is counted; empty but for ``WITHIN``."""
    act: str
    """What is to be done, kept or bounded."""
    number: str
    unit: str
    condition: str
    """What is said before it, in so far as it limits it: ``情况复杂的``; empty for most."""

    @property
    def key(self) -> tuple[Shape, str, str]:
        """Equal where two sentences speak of the same."""
        return self.shape, self.trigger, self.act

    @property
    def words(self) -> str:
        """What it says, in short."""
        if self.shape is Shape.WITHIN:
            return f"{self.trigger}后 {self.value}内{self.act}"
        return f"{self.act}{self.shape} {self.value}"

    @property
    def value(self) -> str:
        """Number and unit as they are told: ``5 个工作日``."""
        counter = "个" if self.unit in ("工作日", "自然日", "月", "小时") else ""
        return f"{self.number} {counter}{self.unit}"


def statements(text: str) -> Iterator[Statement]:
    """The statements of a plain text, in its order."""
    for sentence in re.split(r"[。；\n]", text):
        for pattern, shape in _SHAPES:
            for match in pattern.finditer(sentence):
                made = _statement(match, shape, sentence.strip())
                if made is not None:
                    yield made


@dataclass(frozen=True)
class Verdict:
    """What a sentence demands, forbids or allows of somebody, without numbers."""

    subject: str
    act: str
    forbidden: bool


def verdicts(text: str) -> Iterator[Verdict]:
    """The sentences of a plain text that say in one breath who shall or shall not do what."""
    for sentence in re.split(r"[。；\n]", text):
        match = _VERDICT.fullmatch(sentence.strip())
        if match and len(match["act"]) >= _LEAST_ACT:
            yield Verdict(_plain(match["subject"]), _plain(match["act"]), match["verb"].startswith("不"))


def _statement(match: re.Match[str], shape: Shape | None, sentence: str) -> Statement | None:
    found = match.groupdict()
    trigger = _plain(_OPENING.split(found.get("trigger") or "")[-1])
    act = _plain(found["act"])
    least = _LEAST_WORDS if shape is Shape.WITHIN else _LEAST_NAME
    if len(act) < least or _UNDONE.match(act):
        return None
    if shape is Shape.WITHIN and (len(trigger) < _LEAST_WORDS or trigger in _GENERAL):
        return None
    if shape is None:
        shape = Shape.AT_LEAST if found["bound"] in _LEAST else Shape.AT_MOST
    conditions = re.findall("([^，]+的)，", sentence[: match.start() + 1])
    return Statement(shape, trigger, act, found["number"], found["unit"], "，".join(conditions))


def _plain(words: str) -> str:
    """The words less those that change nothing of what is meant."""
    return _IDLE.sub("", words)


_NUMBER = r" ?(?P<number>[0-9]+(?:\.[0-9]+)?) ?个?(?P<unit>工作日|自然日|日|小时|月|年|份|次|件|元|%)"
_WORDS = "[^，、：（）“”]"
_WITHIN = re.compile(
    rf"(?:^|[，、]|应自|应在|自|在)(?P<trigger>{_WORDS}{{2,16}}?)(?:之日起|之日后|后|起){_NUMBER}内(?P<act>[^，：（）“”]{{2,24}})"
)
_KEPT = re.compile(rf"(?:^|[，、])(?P<act>{_WORDS}{{2,20}}?)(?:由[^，、]*?)?保存(?:期限?)?(?:为|不少于)?{_NUMBER}")
_BOUND = re.compile(
    rf"(?:^|[，、])(?P<act>{_WORDS}{{3,20}}?)(?P<bound>不应超过|不超过|不得超过|不多于|不大于|不少于|不应少于|不低于|不小于){_NUMBER}"
)
_SHAPES = ((_WITHIN, Shape.WITHIN), (_KEPT, Shape.KEPT), (_BOUND, None))
_LEAST = ("不少于", "不应少于", "不低于", "不小于")
_IDLE = re.compile(r"应当?|当场或|书面|将|把|及时|一次|[ \u3000]|之日|^自|^在|^由|^并")
_OPENING = re.compile("[应在于]|自(?![查行愿取评])")
_UNDONE = re.compile("没有|未|仍|不能|不")
"""What follows if an act is left undone is no limit of the act."""
_LEAST_WORDS = 2
_LEAST_NAME = 4
"""Of what is kept or bounded: 登记簿 and 回收率 are many different things."""
_LEAST_ACT = 6
_VERDICT = re.compile("(?P<subject>[^，、：（）“”]{2,16}?)(?P<verb>不应|应)(?P<act>[^：（）“”0-9]{2,40})")
_GENERAL = ("收到", "接到", "发现", "形成", "发生", "结束", "变动", "评审", "其")
"""Words that say nothing of what was received or found: the same ones mean different things in two places."""
