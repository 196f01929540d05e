"""Rules on words that nobody can be held to (用词): vague times, rules, actors, slogans, open ends. Our own demands."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.clauses.drafting.page import Page, search
from conformance.clauses.drafting.passage import Hit, Kind, Passage
from conformance.clauses.drafting.rule import Fix, Level, rule

_OWN = "本目录的要求"
_SHALL = re.compile("应|必须|不得|禁止|严禁|(?<!□)须")
_AUXILIARY = re.compile("应|宜|可|必须|不得|能")
_PART_ENDS = "。；！？，："


def sentence(passage: Passage, place: int) -> str:
    """The sentence of the masked text around a place."""
    return _around(passage.words, place, "。！？")


def part(passage: Passage, place: int) -> str:
    """The part of the sentence (分句) around a place, unmasked but for markup."""
    return _around(passage.plain, place, _PART_ENDS)


def _around(text: str, place: int, ends: str) -> str:
    start = max(text.rfind(end, 0, place) for end in ends) + 1
    stops = [stop for end in ends if (stop := text.find(end, place)) >= 0]
    return text[start : min(stops, default=len(text))]


@rule(
    "W001",
    "vague-time",
    "要求写明期限或触发点，不用“及时”“尽快”",
    basis=_OWN,
    fix=Fix.ASK,
    wrong="窗口受理岗应及时告知申请人。",
    right="窗口受理岗应在 1 个工作日内告知申请人。",
)
def vague_time(page: Page) -> Iterator[Hit]:
    """A requirement with 及时 or 尽快 and no figure in its sentence."""
    for passage, found in search(page.normative, _VAGUE_TIME):
        whole = sentence(passage, found.start())
        if _SHALL.search(whole) and not re.search(r"\d|当日|当场|次日|即日|同时", whole):
            yield passage.hit(found, "“{}”没有写明期限", mend="请写明天数、小时数，或者从哪一步起")


_VAGUE_TIME = re.compile("(?<!不)(?:及时(?!率|性)|尽快|适时|第一时间|限期|尽早)")


@rule(
    "W002",
    "vague-rule",
    "写明依据的文件和条号，不用“按有关规定”",
    basis=_OWN,
    fix=Fix.ASK,
    wrong="档案应按有关规定办理。",
    right="档案应按 FJXK 303 归档。",
)
def vague_rule(page: Page) -> Iterator[Hit]:
    """按有关规定 and the like with no document and no number in the same part of the sentence."""
    for passage, found in search(page.normative, _VAGUE_RULE):
        around = part(passage, found.start())
        if not re.search(r"《|\d|附录|表|`|本(?:标准|文件|章|条)", around):
            yield passage.hit(found, "“{}”没有写明是哪项规定", mend="请写明文件名和条号")


_VAGUE_RULE = re.compile(
    "(?:按照?|依照|依据|根据|符合)(?:国家|上级|有关|相关|现行|规定的?)*(?:有关|相关)(?:的)?(?:规定|要求|政策)"
    "(?=[，。；]|办理|执行|处理)|(?:按照?|依照)(?:国家|上级|现行)?规定(?=办理|执行|处理)"
)


@rule(
    "W003",
    "vague-actor",
    "写明部门或岗位，不用“有关部门”“相关人员”",
    basis=_OWN,
    fix=Fix.ASK,
    wrong="有关部门应配合现场核查。",
    right="县城乡建委应在 3 个工作日内回复。",
)
def vague_actor(page: Page) -> Iterator[Hit]:
    """有关部门 or 相关人员 who are to act, or with whom or through whom somebody is."""
    for passage, found in search(page.normative, _VAGUE_ACTOR):
        before, after = passage.words[: found.start()], passage.words[found.end() :]
        if _ACTS.match(after) or (_TOGETHER.search(before) and _SHALL.search(sentence(passage, found.start()))):
            yield passage.hit(found, "“{}”没有写明是谁", mend="请写明部门全称或者岗位名")


_VAGUE_ACTOR = re.compile("各?(?:有关|相关)(?:部门|单位|人员|方面|机构|科室)")
_ACTS = re.compile("[^，。；的]{0,10}(?:应|必须|不得|须)")
_TOGETHER = re.compile("(?:由|会同|商|报|转|交|送)$")


@rule(
    "W004",
    "open-list",
    "要求列项列全，不以“等”收尾",
    basis=_OWN,
    level=Level.HINT,
    fix=Fix.ASK,
    wrong="申请人应提交身份证等材料。",
    right="申请人应提交表2 所列材料。",
)
def open_list(page: Page) -> Iterator[Hit]:
    """等 at the end of a list that a requirement rests on, with no number and no class after it."""
    for passage, found in search(page.normative, _OPEN_LIST):
        if _SHALL.search(sentence(passage, found.start())):
            yield passage.hit(found, "“等”使要求没有界限", mend="请列全，或者写明“等”后的类别和项数")


_OPEN_LIST = re.compile(
    "(?<![平同高对相何优劣上下中])等(?=材料|资料|证明|文件|情况|要素|信息)(?![^，。；]{0,12}表|[^，。；]{0,4}\\d)"
)


@rule(
    "W005",
    "slogan",
    "不写口号",
    basis=_OWN,
    fix=Fix.ASK,
    wrong="审批实施部门应切实提高效率。",
    right="平均用时不应多于 5 个工作日。",
)
def slogan(page: Page) -> Iterator[Hit]:
    """Words of exhortation, which nobody can check."""
    for passage, found in search(page.normative, _SLOGAN):
        if not re.search("^(?:断(?:电|开|链|网|水))", passage.words[found.end() - 1 :]):
            yield passage.hit(found, "“{}”是口号，不能核查", mend="请删去，写可核查的要求")


_SLOGAN = re.compile(
    "大力(?!士)|切实|进一步|着力(?!点)|不断(?![电开链网水])|努力|力争|全力|狠抓|深入推进|积极推动|扎实"
)


@rule(
    "W006",
    "vague-degree",
    "要求给出可核查的量，不用“足够”“适当”“良好”",
    basis="GB/T 1.1—2020 附录C（“足够”“较为”一类，有把握），余为本目录的要求",
    fix=Fix.ASK,
    wrong="等候区的座椅应足够。",
    right="等候区的座椅不应少于 20 个。",
)
def vague_degree(page: Page) -> Iterator[Hit]:
    """应 with a degree that has no figure in the same part of the sentence."""
    for passage, found in search(page.normative, _VAGUE_DEGREE):
        if not re.search(r"\d|表|附录", part(passage, found.start())):
            yield passage.hit(found.span(1), "“{}”没有可核查的量", mend="请给出数值、表号或者判断的办法")


_VAGUE_DEGREE = re.compile(
    "应[^，。；]{0,10}?(足够|较为|较(?=[高好快多大少小长短低强])(?!大数额)|适当|适量|良好|方便(?!面)|便捷|显著(?!位置))"
)


@rule(
    "W007",
    "catch-all-material",
    "申请材料逐件列名，不设兜底条款",
    basis="《行政许可标准化指引（2016版）》不设兜底材料；本目录的要求",
    fix=Fix.ASK,
    wrong="- 其他有关材料。",
    right="- 法定代表人身份证明。",
)
def catch_all_material(page: Page) -> Iterator[Hit]:
    """An item or a cell that asks for other material without naming it."""
    for passage, found in search(page.normative, _CATCH_ALL, "unquoted"):
        if passage.kind in (Kind.ITEM, Kind.CELL):
            yield passage.hit(found, "“{}”是兜底材料", mend="请删去，逐件列出材料名称")


_CATCH_ALL = re.compile(
    "^(?:法律、?法规(?:、规章)?规定的)?其他(?:有关|相关|需要提供的|应当?提交的|必要的)?(?:材料|资料|证明|文件)[。；]?$"
    "|审批机关认为[^，。；]*(?:需要|必要)的"
)


@rule(
    "W008",
    "discretion",
    "裁量写明谁、按什么、到什么限度，不用“酌情”“视情”",
    basis=_OWN,
    fix=Fix.ASK,
    wrong="首席代表可酌情延长时限。",
    right="经中心主任批准，可延长 3 个工作日。",
)
def discretion(page: Page) -> Iterator[Hit]:
    """A discretion without bounds in a sentence that binds or permits."""
    for passage, found in search(page.normative, _DISCRETION):
        if _AUXILIARY.search(sentence(passage, found.start())):
            yield passage.hit(found, "“{}”没有写明裁量的限度", mend="请写明由谁决定、依据什么条件、最多到什么限度")


_DISCRETION = re.compile(
    "酌情|(?<![重忽巡监电])视情(?!节)|视具体情况|根据实际情况|灵活(?:处理|掌握)|由[^，。；]{0,8}自行(?:决定|掌握)"
)


@rule(
    "W009",
    "first-person",
    "不用“我县”“我局”等第一人称",
    basis=_OWN,
    level=Level.ERROR,
    fix=Fix.ASK,
    wrong="我局受理后转审查岗。",
    right="受理机构受理后转审查岗。",
)
def first_person(page: Page) -> Iterator[Hit]:
    """我 and an organ; not 自我."""
    for passage, found in search(page.prose, _FIRST_PERSON):
        yield passage.hit(found, "“{}”是第一人称", mend="请写部门全称或者岗位名")


_FIRST_PERSON = re.compile("(?<!自)我(?:县|局|中心|单位|委|们|办|国(?!家))")
