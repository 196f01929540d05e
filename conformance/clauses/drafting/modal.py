"""Rules on modal verbs (能愿动词): which word makes a requirement, and which words do not (GB/T 1.1, annex F or C)."""

from __future__ import annotations

import re
from collections.abc import Iterator

from conformance.clauses.drafting.page import Page, search
from conformance.clauses.drafting.passage import Hit
from conformance.clauses.drafting.rule import Fix, Level, rule

_VERBS = "GB/T 1.1—2009 附录F，GB/T 1.1—2020 附录C"


@rule(
    "V001",
    "legal-shall",
    "要求用“应”，不用“应当”",
    basis=f"{_VERBS}；“应当”两版均未列，系业界通则（未核）",
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="受理人员应当核对原件。",
    right="受理人员应当场核对原件。",
)
def legal_shall(page: Page) -> Iterator[Hit]:
    """应当 is the law's word; 应当场, 应当日 and the like are 应 and another word."""
    for passage, found in search(page.prose, _LEGAL_SHALL):
        yield passage.hit(found, "“应当”是法律用语，标准中的要求用“应”", replacement="应")


_LEGAL_SHALL = re.compile(
    "应当(?!场(?!所)|日(?!常)|天|面(?!向|对|临)|即(?!时|日|使|将)|众|事人|地(?!方)|时(?!刻|常)|"
    "期(?!满|限|间)|前(?!往|来|去|置)|年(?!检|审|度)|月|庭|堂)"
)


@rule(
    "V002",
    "must",
    "要求用“应”，不用“必须”“务必”",
    basis=f"{_VERBS}（有把握）",
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="补正通知书必须写明全部内容。",
    right="补正通知书应写明全部内容。",
)
def must(page: Page) -> Iterator[Hit]:
    """必须 is taken for a duty of law; before 的 it is an attribute, which a person must reword."""
    for passage, found in search(page.prose, _MUST):
        attribute = passage.text.startswith("的", found.end())
        message = "“{}”易与法定义务混淆，标准中的要求用“应”"
        if attribute:
            yield passage.hit(found, message, mend="作定语的改写作“必需的”")
        elif not _MODAL_BEFORE.search(passage.words[: found.start()]):
            yield passage.hit(found, message, replacement="应")


_SERVICE = "服任业事公职财商政税劳债义医家"
"""Characters that make a noun with 务: 服务必须 is no 务必."""
_MUST = re.compile(f"必须(?!品)|(?<![{_SERVICE}])务(?:必(?![须然要将定经])|须)")
_MODAL_BEFORE = re.compile("[应宜可]$")


@rule(
    "V003",
    "bare-must",
    "要求用“应”，不用“须”",
    basis=f"{_VERBS}（大体有把握）",
    level=Level.ERROR,
    fix=Fix.SAFE,
    wrong="委托代理人须出示委托书。",
    right="大厅应放置办事须知。",
)
def bare_must(page: Page) -> Iterator[Hit]:
    """须 alone; not 须知, 无须 or 必须."""
    for passage, found in search(page.prose, _BARE_MUST):
        if not _MODAL_BEFORE.search(passage.words[: found.start()]):
            yield passage.hit(found, "“须”不是能愿动词的首选词，要求用“应”", replacement="应")


_BARE_MUST = re.compile(f"(?<![必无毋胡触莫])(?<!(?<![{_SERVICE}])务)须(?!知(?!悉|晓|道)|臾)")


@rule(
    "V004",
    "may-not",
    "禁止性要求用“不应”，不用“不得”",
    basis=f"{_VERBS}；2009 年版列“不得”为等效词",
    old=Level.WARNING,
    new=Level.ERROR,
    fix=Fix.SAFE,
    wrong="岗位之间不得互相推诿。",
    right="网络中断时，窗口不得不改用纸质登记。",
)
def may_not(page: Page) -> Iterator[Hit]:
    """不得 as a modal verb; not 不得不, 不得已 and the like, nor 舍不得."""
    for passage, found in search(page.prose, _MAY_NOT):
        before = passage.words[: found.start()]
        if not _MODAL_BEFORE.search(before) and not _UNABLE.search(before):
            yield passage.hit(found, "“不得”是法律用语，禁止性要求用“不应”", replacement="不应")


_MAY_NOT = re.compile("不得(?!不|已|而知|要领|人心|了(?!解|结)|力(?!争|图)|体(?!外|罚|现)|为清单)")
# 舍不得, 见不得, 由不得 are words; 意见不得, 登记不得, 内容不得 are a noun and a ban.
_UNABLE = re.compile(
    "(?:[舍巴怪恨]|(?<![意所])见|(?<![减避豁])免|(?<![至不])少|(?<![理自事案])由|(?<!内)容|(?<!照)顾|(?<![未将])来|"
    "(?<![计结核预决])算|(?<![数价限])值|(?<![确承])认|(?<![登标])记|(?<![结办完])了)$"
)


@rule(
    "V005",
    "prohibit",
    "禁止性要求写作“（谁）不应”，不用“严禁”“禁止”“不准”“不许”",
    basis=f"{_VERBS}（大体有把握）",
    level=Level.ERROR,
    fix=Fix.ASK,
    wrong="严禁代申请人签名。",
    right="代办人员不应代申请人签名。",
)
def prohibit(page: Page) -> Iterator[Hit]:
    """A ban without the one who is banned; not 禁止性, 禁止标志, a cell that only names it, nor what a law forbids."""
    for passage, found in search(page.prose, _PROHIBIT):
        label = found[0] == passage.text
        if not label and not _MODAL_BEFORE.search(passage.words[: found.start()]):
            yield passage.hit(found, "“{}”没有说明谁不应做", expected="“不应”，前面写明主语", replacement="不应")


_PROHIBIT = re.compile(
    "严禁|(?<![拿说看瞄对吃摸算])不准(?!确|予|时|许)|不许(?!可)|"
    "(?<!明令)(?<!法律)(?<!法规)(?<!国家)(?<!被)(?<!所)(?<!规定)(?<!政策)(?<![或和、])禁止"
    "(?!性|[^，。；]{0,6}(?:标志|标识|标牌)|令|类|区|清单|目录|名录|事项|的|或|和|、)"
)


@rule(
    "V006",
    "cannot-as-ban",
    "禁止性要求用“不应”，不用“不可”",
    basis=f"{_VERBS}（有把握）",
    level=Level.ERROR,
    fix=Fix.ASK,
    wrong="受理后不可再要求补正。",
    right="因不可抗力不能按期办结的，中止计时。",
)
def cannot_as_ban(page: Page) -> Iterator[Hit]:
    """不可 or 不可以 as a ban; not 不可抗力, 不可逆, 非……不可."""
    for passage, found in search(page.prose, _CANNOT):
        before = passage.text[: found.start()]
        if not _INEVITABLE.search(before):
            yield passage.hit(found, "“{}”不表示禁止", replacement="不应")


_CANNOT = re.compile(
    "(?<![必缺非])不可(?!抗|或缺|分|逆|见|撤销|避免|预见|预料|行|靠|知|持续|用|读|追溯|思议|比|替代|能|控|编辑|估|"
    "再生|多得|磨灭|[。；，]|的)(?:以(?!外|前|上|下|内|后))?"
)
_INEVITABLE = re.compile("非[^，。；]{1,8}$|缺一$|必$")


@rule(
    "V007",
    "weakened-shall",
    "“应”不与“尽量”“原则上”“一般”等弱化词连用",
    basis="GB/T 1.1—2020 9.4.2（有把握）；2009 年版未核",
    old=Level.WARNING,
    new=Level.ERROR,
    fix=Fix.ASK,
    wrong="大厅原则上应设母婴室。",
    right="大厅宜设母婴室。",
)
def weakened_shall(page: Page) -> Iterator[Hit]:
    """应 with a word in the same part of the sentence that takes it back."""
    for passage, found in search(page.prose, _WEAKENED):
        word = found["before"] or found["after"]
        message = f"“应”与弱化词“{word}”连用，不知是要求还是推荐"
        yield passage.hit(found, message, mend=f"确为要求的删去“{word}”，否则把“应”改为“宜”")


_GENERAL = "一般(?!程序|事项|纳税人|材料|人员|规定|要求|情况|情形|性|项目|岗位|窗口|许可|管理|公民|公共|档案|文书|违法)"
_WEAKENED = re.compile(
    "(?P<before>尽可能|尽量|原则上|通常|一般)不?应(?!急)"
    f"|应(?:当(?!场|日|面))?[^，。；、：]{{0,6}}?(?P<after>尽可能|尽量|考虑|慎重|避免|原则上|通常|力求|力争|{_GENERAL})"
)


@rule(
    "V008",
    "need",
    "要求用“应”，不用“需”“需要”",
    basis=f"{_VERBS}（未核）",
    level=Level.HINT,
    fix=Fix.ASK,
    wrong="变更地址需提交房产证明。",
    right="所需材料见表1。",
)
def need(page: Page) -> Iterator[Hit]:
    """需 before the verbs of an application; not as an attribute (需要提交的材料), nor 根据工作需要."""
    for passage, found in search(page.prose, _NEED):
        if not _NEED_OF.search(passage.words[: found.start()]):
            yield passage.hit(found, "“{}”不表示要求", replacement="应")


_NEED = re.compile(
    "(?<![必急所无供按亟如确不])需(?:要)?(?=提交|提供|填写|携带|出具|经(?!济|营)|报送|补正|加盖|签字)"
    "(?![^，。；]{0,14}的(?:[^，。；]|$))"
)
_NEED_OF = re.compile("(?:根据|按|因|视)[^，。；]{0,6}$")


@rule(
    "V009",
    "may-long",
    "允许用“可”，不用“可以”“允许”",
    basis=f"{_VERBS}；“可以”“允许”两版均为等效词",
    level=Level.HINT,
    fix=Fix.SAFE,
    wrong="申请人可以委托他人办理。",
    right="许可以外的事项见附录B。",
)
def may_long(page: Page) -> Iterator[Hit]:
    """可以 for 可; 允许 is told and left to a person, who must name who may."""
    for passage, found in search(page.prose, _MAY_LONG):
        if found[0] == "可以":
            yield passage.hit(found, "允许的首选词是“可”", replacement="可")
        else:
            yield passage.hit(found, "允许的首选词是“可”，前面写明主语", mend="请改写为“（谁）可……”")


_MAY_LONG = re.compile("(?<![许认不])可以(?!外|前|后|上|下|内)|(?<![不未])允许(?=申请|窗口|部门|代(?!表)|委托)")


@rule(
    "V010",
    "ought",
    "要求用“应”，不用“应该”",
    basis=f"{_VERBS}；“应该”两版均为等效词",
    level=Level.HINT,
    fix=Fix.SAFE,
    wrong="台账应该逐日登记。",
    right="办件系统应显示对应该事项的编码。",
)
def ought(page: Page) -> Iterator[Hit]:
    """应该 for 应; not 对应该事项, which is 对应 and 该."""
    for passage, found in search(page.prose, _OUGHT):
        yield passage.hit(found, "要求的首选词是“应”", replacement="应")


_OUGHT = re.compile("(?<![对相适响反顺回])应该")


@rule(
    "V011",
    "double-modal",
    "两个能愿动词不连用",
    basis=f"{_VERBS}（大体有把握）",
    level=Level.ERROR,
    fix=Fix.ASK,
    wrong="窗口应必须公示收费依据。",
    right="许可应按事项编码登记。",
)
def double_modal(page: Page) -> Iterator[Hit]:
    """Two modal verbs in a row, of which one must go."""
    for passage, found in search(page.prose, _DOUBLE):
        first = "不应" if "不" in found[0] or "禁" in found[0] else found[0][0]
        kept = "应" if first == "必" else first
        yield passage.hit(found, "两个能愿动词“{}”连用", expected="其中一个", replacement=kept)


_DOUBLE = re.compile("(?:应|宜|可)(?:当)?(?:必须|须(?!知)|宜|可以|应|不得|严禁|禁止)|必须(?:应|要(?!求))|不应不得")
