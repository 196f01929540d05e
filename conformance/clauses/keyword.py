"""Read from a clause's text how strongly it binds: its modal verb (能愿动词) and its type (条款类型).

GB/T 1.1—2009 annex F gives the verbs; the words in which the same characters mean something else (相应, 许可, 功能)
are masked first, with quotations and with what a cited law says, by the list of stop words of our drafting rules.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class ClauseType(StrEnum):
    """What a clause is, the strongest first (条款类型)."""

    REQUIREMENT = "requirement"
    RECOMMENDATION = "recommendation"
    PERMISSION = "permission"
    STATEMENT = "statement"

    @property
    def label(self) -> str:
        """The Chinese term."""
        return _LABELS[self]


_LABELS = {
    ClauseType.REQUIREMENT: "要求",
    ClauseType.RECOMMENDATION: "推荐",
    ClauseType.PERMISSION: "允许",
    ClauseType.STATEMENT: "陈述",
}


@dataclass(frozen=True)
class Keyword:
    """The verb that decides a clause's type."""

    type: ClauseType
    verb: str
    """应, 不应, 宜, 不宜, 可, 不必, 能, 不能; empty where the clause only states."""


def keyword_of(texts: Iterable[str]) -> Keyword:
    """The strongest modal verb of these texts, the first of its strength; notes and examples hold none."""
    binding = [text for text in texts if _ANY_VERB.search(text) and not _NOTE.match(text)]
    masked = [mask_words(text) for text in binding]
    for kind, pattern in _VERBS:
        for text in masked:
            if found := pattern.search(text):
                return Keyword(kind, found[0])
    return Keyword(ClauseType.STATEMENT, "")


_VERBS = (
    (ClauseType.REQUIREMENT, re.compile("不?应")),
    (ClauseType.RECOMMENDATION, re.compile("不?宜")),
    (ClauseType.PERMISSION, re.compile("(?<!不)可|不必")),
    (ClauseType.STATEMENT, re.compile("不?能")),
)
_ANY_VERB = re.compile("[应宜可能必]")
_NOTE = re.compile(r"(注|示例)\d*[：:]")
QUOTED = re.compile(r"《[^》]*》|“[^”]*”|‘[^’]*’|「[^」]*」")
_PART = re.compile(r"[^。；！？，：]*[。；！？，：]?")
# Without 的 and 以: “《…》以外的法律规定” does not tell what the named law says.
_LAW_SAYS = re.compile(r"《[^》]+》[^。；的以]{0,20}?(规定|明确|要求)")
_BY_LAW = re.compile(r"(按照?|根据|依据|依照|遵照|符合|违反|执行)$")

# `(?!…)` and `(?=…)` tell a compound from a verb and its object: 应用 is a word, 应用统一格式 is a requirement.
# After 不 the verb wins: 不应用于 is 不应 and 用于.
_BEGINNING_WITH_SHALL = "(?<!不)(?:{})".format(
    "|".join(
        (
            "应急|应届|应税|应诉|应景|应季|应激",
            "应用(?![A-Z0-9]|统一|黑色|蓝黑|钢笔|签字笔|普通话|中文|书面|文明)",
            "应变(?!更)|应答(?!复|谢)|应聘(?!请|用|任)|应邀(?!请)|应试(?!行|用|运行)|应征(?!求|得|询|收)",
            "应允(?!许)|应承(?!担|诺|办|接)|应考(?!虑|核|评|察|勤)|应约(?!定|谈|束)|应力(?!求|争|戒)|应付(?!费|出)",
            "应收(?=款|账|未|尽|票)|应缴(?=款|未|税)|应有(?=的|尽有|之义|作用|权)",
            r"应([一-龥]{1,3})[尽必不未]\1",
            "应对(?=突发|风险|挑战|措施|预案|能力|方案|策略|机制|舆情|危机|高峰|变化)",
            "(?:(?<=[，。；：])|^)应(?=(?:申请人|当事人|利害关系人|对方|企业|其)的?(?:要求|请求|邀请|申请)[，而])",
        )
    )
)
_STOP_WORDS = re.compile(
    # Nearly everywhere four characters tell that no stop word begins here; to try each takes ten times as long.
    r"(?=[\s\S]{{0,3}}[应可能宜]|非)(?:{})".format(
        "|".join(
            (
                "相应|适应|供应|反应|响应|感应|效应|呼应|顺应|回应|答应|接应|照应|因应",
                "(?:积极|有效|妥善|从容)应对",
                "对应(?=的|关系|表|于|到|编码|条款|事项|项|一致|关|岗位|章|附录|栏|字段|环节|部门|子项|版本|窗口|材料|日(?!常)|行(?!政)|要素|原因|该|[，。；、）])",
                _BEGINNING_WITH_SHALL,
                "许可|认可|可能|可靠|可行|可见|可持续|可追溯|可读|可用性|可执行|可比|可操作|可控|可视|可选|可编辑|可逆|可再生|可燃",
                "可溶|可信|可查|可变|可观|可谓|可知|可否|可移植|可穿戴|可疑|可惜|不可抗力|必不可少|缺一不可|非[^，。；]{1,8}不可|宁可",
                "能力|功能|职能|性能|效能|节能|智能|能源|能耗|能见度|能动|能级|能愿|技能|才能|动能|产能|机能|万能|全能|核能",
                "太阳能|势能|能手|能人|未能|能否|能效",
                "事宜|便宜|适宜|相宜|权宜|机宜|时宜|合宜|制宜|宜居|宜人|宜业|宜昌|宜宾|宜春|宜兴",
            )
        )
    )
)


def mask_words(text: str) -> str:
    """The text with each character of a stop word, of a quotation and of what a law says made □."""
    return _STOP_WORDS.sub(_boxes, QUOTED.sub(_boxes, _mask_laws(text)))


def _mask_laws(text: str) -> str:
    """Mask what follows 《…》规定 in the same part of the sentence and in the next part of it."""
    if "《" not in text:
        return text
    parts: list[str] = []
    law_speaks = False
    for part in _PART.findall(text):
        said = _LAW_SAYS.search(part)
        if said and not _BY_LAW.search(part[: said.start()]):
            parts.append(part[: said.end()] + "□" * (len(part) - said.end()))
            law_speaks = not part.endswith(("。", "！", "？"))
        else:
            parts.append("□" * len(part) if law_speaks else part)
            law_speaks = False
    return "".join(parts)


def _boxes(found: re.Match[str]) -> str:
    return "□" * len(found[0])
