"""A clause's type is read from its modal verb; words in which the character is no verb do not count."""

import pytest

from conformance.clauses.keyword import ClauseType, keyword_of

CASES = [
    ("受理岗应当场出具受理单。", "requirement", "应"),
    ("申请材料不应重复收取。", "requirement", "不应"),
    ("大厅宜设母婴室，窗口可设座椅。", "recommendation", "宜"),
    ("窗口不宜超过 20 个。", "recommendation", "不宜"),
    ("申请人可委托他人办理。", "permission", "可"),
    ("申请人可以委托他人办理。", "permission", "可"),
    ("即办件不必出具受理单。", "permission", "不必"),
    ("系统能自动计算期限。", "statement", "能"),
    ("即办件不能当场办结的，转为承诺件。", "statement", "不能"),
    ("本标准给出了许可的功能和职能。", "statement", ""),
    ("窗口可代收，但应登记。", "requirement", "应"),
    ("按相应的流程响应申请。", "statement", ""),
    ("对应的岗位见表 1。", "statement", ""),
    ("应进不进、应公开未公开的，记为缺陷。", "statement", ""),
    ("届满日为该月的对应日，填写对应行。", "statement", ""),
    ("对应由县级办理的事项，列入清单。", "requirement", "应"),
    ("应对突发事件的预案见附录 A。", "statement", ""),
    ("窗口应对材料进行核对。", "requirement", "应"),
    ("应用系统由中心维护。", "statement", ""),
    ("应用统一格式。", "requirement", "应"),
    ("专用章不应用于合同。", "requirement", "不应"),
    ("没有正文的材料不应用印。", "requirement", "不应"),
    ("专用章可应用于受理单。", "permission", "可"),
    ("应公开尽公开的内容见表 2。", "statement", ""),
    ("经认可的机构出具许可意见，智能终端可能离线。", "statement", ""),
    ("许可应按事项编码登记。", "requirement", "应"),
    ("因不可抗力中止的，扣除期限。", "statement", ""),
    ("不可再要求补正。", "statement", ""),
    ("事宜由窗口办理，因地制宜。", "statement", ""),
    ("标准用“应”表示要求。", "statement", ""),
    ("按《应急管理办法》办理。", "statement", ""),
    ("《行政许可法》第三十二条规定，申请材料不齐全的应当场告知。", "statement", ""),
    ("按照《行政许可法》的规定，受理岗应当场告知。", "requirement", "应"),
    ("《行政许可法》规定期限为 20 日。承诺时限不应多于法定时限。", "requirement", "不应"),
    ("《行政许可法》以外的法律以“日”规定期限的，应按自然日计算。", "requirement", "应"),
    ("注：窗口应悬挂公示牌是本县的做法。", "statement", ""),
    ("示例1：应登记。", "statement", ""),
    ("申请人要求听证的，应申请人要求，举行听证。", "statement", ""),
]


@pytest.mark.parametrize(("text", "kind", "verb"), CASES)
def test_the_verb_decides_the_type(text: str, kind: str, verb: str) -> None:
    keyword = keyword_of([text])
    assert (keyword.type.value, keyword.verb) == (kind, verb)


def test_the_strongest_verb_of_all_paragraphs_wins() -> None:
    keyword = keyword_of(["窗口可代收。", "宜登记。", "不应拒收。"])
    assert (keyword.type, keyword.verb) == (ClauseType.REQUIREMENT, "不应")
    assert keyword.type.label == "要求"
