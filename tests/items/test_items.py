"""The licensing items as shipped, and what is said of faulty ones."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.items.folder import FOLDER, load_items, read_items
from conformance.items.item import LicensingItem
from conformance.items.organ import FILE, load_organs
from conformance.items.skeleton import FILE as COMMON
from conformance.items.skeleton import SCHEMA

PROJECT = Path(__file__).parents[2]
LAST_DAY = date(2017, 12, 31)


@pytest.fixture(scope="module")
def items() -> dict[str, LicensingItem]:
    return {item.id: item for item in load_items(PROJECT)}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / FOLDER).mkdir(parents=True)
    for name in (FILE, "standards/organs.schema.json", COMMON, SCHEMA, f"{FOLDER}/item.schema.json"):
        shutil.copy(PROJECT / name, tmp_path / name)
    return tmp_path


def put(project: Path, name: str, *replacements: tuple[str, str]) -> None:
    """Put a shipped item into the project, with each old text replaced where it first stands."""
    text = (PROJECT / FOLDER / name).read_text(encoding="utf-8")
    for old, new in replacements:
        assert old in text, old
        text = text.replace(old, new, 1)
    (project / FOLDER / name).write_text(text, encoding="utf-8")


def test_68_items_of_30_departments_stand_in_the_order_of_their_ids(items: dict[str, LicensingItem]) -> None:
    assert list(items) == sorted(items)
    assert len(items) == 68
    assert len({item.department for item in items.values()}) == 30
    assert len({item.code for item in items.values()}) == 68
    by_place = [code for code, organ in load_organs(PROJECT).items()][:32]
    for item in items.values():
        assert item.code.startswith(f"5001{by_place.index(item.department) + 1:02}"), item.id


def test_no_two_items_share_a_requirement_that_is_their_own(items: dict[str, LicensingItem]) -> None:
    """What stands in the skeleton is shared; what an item says of its own examination is of substance, and its own."""
    common = (PROJECT / COMMON).read_text(encoding="utf-8")
    own = Counter(
        rule.requirement for item in items.values() for rule in item.examination_rules if rule.requirement not in common
    )
    assert [requirement for requirement, times in own.items() if times > 1] == []
    assert [requirement for requirement in own if len(requirement) < 5] == []


def test_the_kinds_of_items_that_the_sample_county_needs_are_there(items: dict[str, LicensingItem]) -> None:
    assert [item.id for item in items.values() if item.is_instant] == ["GS02"]
    assert {item.id: (item.lead, item.departments_joint) for item in items.values() if item.is_joint} == {
        "GA11": ("WH", ("WH", "GA")),
        "GA12": ("SZ", ("SZ", "GA")),
        "JT07": ("JT", ("JT", "GA")),
        "JY03": ("JY", ("JY", "GA", "JT")),
        "SZ01": ("SZ", ("SZ", "GA")),
        "SZ02": ("SZ", ("SZ", "GA")),
        "WH02": ("WH", ("WH", "GA", "XF")),
    }
    assert {item.id: item.fee.basis_level for item in items.values() if item.fee.charged} == {
        "GA14": "法律", "GF04": "行政法规", "LY03": "法律", "RF01": "法律", "SW01": "行政法规", "SW02": "法律",
        "SZ01": "行政法规", "SZ02": "行政法规",
    }  # fmt: skip
    assert {item.id: item.statutory_limit.days for item in items.values() if item.statutory_limit.unit == "自然日"} == {
        "AJ01": 20, "AJ02": 30, "CJ01": 15, "GA03": 7, "GA14": 15, "GF01": 10, "GF04": 40, "HB01": 60, "HB02": 30,
        "JT01": 20, "JT02": 20, "JT07": 20, "JY02": 30, "LY02": 3, "MJ01": 30, "MZ01": 60, "MZ02": 60, "SM01": 15,
        "WH06": 30, "WH07": 30, "WJ01": 20, "WJ04": 45, "YC01": 20,
    }  # fmt: skip
    assert {procedure.kind for item in items.values() for procedure in item.special_procedures} == {
        "听证", "检验", "检测", "专家评审", "拍卖",
    }  # fmt: skip
    assert [item.id for item in items.values() if item.statutory_limit.unit == "月"] == ["JY01", "RS04"]
    assert {item.id for item in items.values() if item.quantity_limit.limited} == {
        "AJ01", "GF04", "JT02", "LY01", "NY07", "SZ04", "WH02", "YC01",
    }  # fmt: skip
    assert all(item.at_centre for item in items.values())


def test_items_come_and_go_within_the_year(items: dict[str, LicensingItem]) -> None:
    cancelled, created = items["CZ01"], items["NY01"]
    assert cancelled.status == "取消"
    assert cancelled.in_force_on(date(2017, 11, 4)) and not cancelled.in_force_on(date(2017, 11, 5))
    assert created.in_force_on(date(2017, 6, 1)) and not created.in_force_on(date(2017, 5, 31))
    assert {item.id for item in items.values() if item.in_force_on(LAST_DAY)} == set(items) - {"CZ01"}


def test_the_basis_is_the_one_in_force_on_the_day(items: dict[str, LicensingItem]) -> None:
    item = items["JY01"]
    assert [basis.article for basis in item.basis_on(date(2017, 8, 31))] == ["第十一条至第十七条"]
    (after,) = item.basis_on(date(2017, 9, 1))
    assert after.citation == (
        "《中华人民共和国民办教育促进法》（中华人民共和国主席令第80号（2016年修正，主席令第55号））"
        "第十二条至第十八条、第五十三条至第五十六条"
    )


def test_an_item_whose_basis_changed_within_the_year_has_both_texts(items: dict[str, LicensingItem]) -> None:
    turned = {
        item.id: max(basis.in_force.start for basis in item.basis)
        for item in items.values()
        if item.in_force.end is None and len({basis.in_force.start for basis in item.basis}) > 1
    }
    assert turned == {
        "FG01": date(2017, 2, 1), "HB03": date(2017, 7, 28), "JT07": date(2017, 11, 5), "JY01": date(2017, 9, 1),
        "MJ01": date(2018, 2, 1), "NY01": date(2017, 8, 1), "QX01": date(2017, 10, 7), "RS04": date(2017, 9, 1),
        "SW01": date(2017, 3, 1), "WH06": date(2017, 3, 1), "WJ05": date(2017, 4, 1), "WJ10": date(2017, 11, 5),
        "ZJ01": date(2017, 8, 1),
    }  # fmt: skip
    assert {id_ for id_ in turned if not items[id_].changes} == {"MJ01"}, "which changes after the year"
    assert [basis.document_number for basis in items["MJ01"].basis_on(LAST_DAY)] == ["国务院令第426号"]


def test_an_item_of_which_the_county_is_not_certain_fails_nobody(
    items: dict[str, LicensingItem], project: Path
) -> None:
    assert {item.id for item in items.values() if not item.is_verified} == {
        item.id for item in items.values() if item.certainty != "A"
    }
    put(project, "gh01.yaml", ("level: 法律, certainty: B", "level: 法律, certainty: C"))
    (doubtful,) = load_items(project)
    assert doubtful.certainty == "A" and not doubtful.is_verified


def test_what_is_uncertain_says_what_is_open(items: dict[str, LicensingItem]) -> None:
    uncertain = {item.id for item in items.values() if item.certainty != "A"}
    assert uncertain and {id_ for id_ in uncertain if not items[id_].open_questions} == set()


def test_a_sub_item_names_the_place_of_its_main_item(items: dict[str, LicensingItem]) -> None:
    assert (items["SY01"].code, items["SY01"].main_code) == ("500124001001", "50012400100Y")
    assert items["GH01"].main_code == items["GH01"].code == "500114001000"
    assert (items["SY01"].full_title, items["GH01"].full_title) == ("食品经营许可新办", "建设项目选址意见书核发")


def test_the_organs_carry_sample_credit_codes_whose_check_digits_hold() -> None:
    organs = load_organs(PROJECT)
    assert len(organs) == 45
    assert len({organ.credit_code for organ in organs.values()}) == 45
    for organ in organs.values():
        assert organ.credit_code.startswith(("11500236", "12500236"))  # organs, and public institutions
        assert check_digit(organ.credit_code) == organ.credit_code[17], organ.code
        assert check_digit_of_organ(organ.credit_code[8:16]) == organ.credit_code[16], organ.code


def check_digit(code: str) -> str:
    """GB 32100—2015."""
    characters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    total = sum(characters.index(character) * 3**place for place, character in enumerate(code[:17]))
    return characters[-total % 31]


def check_digit_of_organ(body: str) -> str:
    """GB 11714."""
    rest = -sum(int(digit) * weight for digit, weight in zip(body, (3, 7, 9, 10, 5, 8, 4, 2), strict=True)) % 11
    return "X" if rest == 10 else str(rest)


def test_real_credit_codes_pass_the_same_arithmetic() -> None:
    assert check_digit("12441500196720244T") == "T"
    assert check_digit("11330800MB0R57773W") == "W"
    assert check_digit_of_organ("19672024") == "4"


BASIS = "level: 行政法规"


@pytest.mark.parametrize(
    ("name", "old", "new", "code", "message"),
    [
        ("gh01.yaml", "id: GH01", "id: GH03", "item-file-name",
         "gh01.yaml:2：id“GH03”与文件名或者部门“GH”不符"),
        ("gh01.yaml", "'500114001000'", "'500114001001'", "item-code-of-sub-item",
         "编码末三位为001，子项名称为“”"),
        ("sy01.yaml", "'500124001001'", "'50012400100Y'", "item-code-of-sub-item", "编码末三位为00Y"),
        ("gh01.yaml", "department: GH", "department: GH\nlead: GX", "item-joint",
         "流程类型为单一，而写了共同审批部门或者由别的部门牵头"),
        ("gh01.yaml", "department: GH", "department: GH\nprocess_type: 共同", "item-joint",
         "共同审批部门是“”，应为两个以上，含牵头部门GH和本部门GH。"),
        ("sz02.yaml", "departments_joint: [SZ, GA]", "departments_joint: [SZ, GA]\nlead: WH", "item-joint",
         "共同审批部门是“SZ、GA”，应为两个以上，含牵头部门WH和本部门SZ。"),
        ("gh01.yaml", "department: GH", "department: GH\nlead: QQ", "item-organ-unknown",
         "机构代码“QQ”不在机构名册中；请改正"),
        ("jy03.yaml", "decision_body: 奉节县人民政府", "decision_body: 县政府", "item-organ-unknown",
         "机构“县政府”不在机构名册中"),
        ("gs02.yaml", "case_type: 即办", "case_type: 承诺", "item-instant",
         "办件类型为承诺，承诺时限单位为当场"),
        ("gs02.yaml", "committed_limit: {days: 0", "committed_limit: {days: 1", "item-instant",
         "时限为1，单位为当场"),
        ("gh01.yaml", "committed_limit: {days: 10", "committed_limit: {days: 9", "item-step-times",
         "计时环节的时限合计10个工作日，应为不超过承诺时限9个工作日。"),
        ("gh01.yaml", "statutory_limit: {days: 20", "statutory_limit: {days: 9", "item-committed-limit",
         "承诺时限为10个工作日，应为不超过法定时限9工作日。"),
        ("jt02.yaml", "committed_limit: {days: 12", "committed_limit: {days: 15", "item-committed-limit",
         "承诺时限为15个工作日，应为不超过法定时限20自然日。"),
        ("jy01.yaml", "committed_limit: {days: 45", "committed_limit: {days: 94", "item-committed-limit",
         "承诺时限为94个工作日，应为不超过法定时限3月。"),
        ("gh01.yaml", "name: 拟选位置地形图", "name: 建设项目前期工作文件", "item-name-twice",
         "gh01.yaml:18：“建设项目前期工作文件”写了两次；请删去，或者改名。"),
        ("gh01.yaml", "{name: 制证, days: 1}", "{name: 审查, days: 1}", "item-name-twice",
         "gh01.yaml:24：“审查”写了两次；请删去，或者改名。"),
        ("gh01.yaml", "name: 决定,", "name: 审批, like: 决定,", "item-stages", "环节缺少“决定”；请补上。"),
        ("gh01.yaml", "{name: 送达}", "{name: 送达, days: 11}", "item-delivery",
         "最后一环是“送达”11个工作日，应为不计时的“送达”，不超过10个工作日。"),
        ("gh01.yaml", "{name: 审查, days: 6}", "{name: 审查, days: 6, branch: 另行办理}", "item-branches",
         "分支缺少“特别程序”；请补上。"),
        ("gh01.yaml", "{name: 审查, days: 6}", "{name: 会审, days: 6}", "item-step",
         "gh01.yaml:22：环节“会审”不在 common.yaml 的环节中，应为收件、受理、审查、"),
        ("gh01.yaml", "{name: 审查, days: 6}", "{name: 审查, like: 会审, days: 6}", "item-step",
         "环节“会审”不在 common.yaml 的环节中"),
        ("gh01.yaml", "{name: 审查, days: 6}", "{name: 审查}", "item-step",
         "环节“审查”没有写时限；请写 days（工作日）。"),
        ("gh01.yaml", "step: 审查", "step: 复审", "item-step",
         "细则“复审：选址与规划”的环节不在本事项的环节中；请删去，或者改正环节。"),
        ("gh01.yaml", "content: 选址与规划", "content: 拟选位置地形图", "item-examination",
         "细则“审查：拟选位置地形图”重复；请删去，或者改写审查内容。"),
        ("ly01.yaml", "step: 伐区核查", "step: 审查", "item-examination", "没有细则的计时环节：伐区核查"),
        ("gh01.yaml", "department: GH", "department: QQ", "item-contact",
         "gh01.yaml:5：部门“QQ”在 common.yaml 中没有窗口和电话"),
        ("ly02.yaml", "window: C-12", "window: Z-12", "item-window",
         "窗口“Z-12”不在任何一个区，应为以B、C、D起头的编号。"),
        ("sw01.yaml", "  items: [水资源费]", "  items: []", "item-fee", "是否收费与收费项目、标准、依据不一致"),
        ("sw01.yaml", "basis_level: 行政法规", "basis_level: 规范性文件", "item-fee",
         "收费依据的层级为规范性文件"),
        ("cz01.yaml", "status: 取消", "status: 在用", "item-periods", "状态为在用，而起止日期与之不符"),
        ("cz01.yaml", "in_force: {from: 2017-01-01", "in_force: {from: 2018-01-01", "item-periods",
         "终止日早于起始日"),
        ("gh01.yaml", "level: 法律", "level: 法律, from: 2017-02-01", "item-periods",
         "2017-01-01起没有有效的设定依据；请补上依据。"),
        ("jt01.yaml", BASIS, "level: 规范性文件", "item-basis-level",
         "2017-01-01起的设定依据只有规范性文件，应为至少一部法律"),
        ("ny01.yaml", "number: BG-NY01-02", "number: BG-NY01-03", "item-changes",
         "变更号为BG-NY01-03，应为BG-NY01-02"),
        ("ny01.yaml", "    published_on: 2017-06-12", "    published_on: 2017-06-02", "item-changes",
         "变更BG-NY01-01的日期颠倒"),
        ("ny01.yaml", "kind: 新设", "kind: 下放", "item-changes", "变更记有取消或者下放，而事项仍在用"),
        ("gs02.yaml", "case_type: 即办", "case_type: 即来即办", "file-schema",
         "gs02.yaml:10：“case_type”写的是\"即来即办\"，应为“即办”、“承诺”之一。"),
        ("ny01.yaml", "published_on: 2017-06-12", "published_on: 2017-06-31", "file-schema",
         "“published_on”写的是\"2017-06-31\"，应为真实的日期（年-月-日）。"),
        ("gh01.yaml", "code: '500114001000'", "code: 500114001000", "file-schema",
         "“code”写的是500114001000，应为文字。"),
        ("gh01.yaml", "department: GH", "department: GH\nonline: yes", "file-schema",
         "“online”写的是\"yes\"，应为 true 或者 false。"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_file_and_line(
    project: Path, name: str, old: str, new: str, code: str, message: str
) -> None:
    put(project, name, (old, new))
    _, faults = read_items(project)
    found = [fault for fault in faults if fault.code == code]
    assert any(message in fault.sentence for fault in found), [fault.sentence for fault in faults]
    assert all(fault.place.startswith(f"{FOLDER}/{name}:") for fault in faults)


@pytest.mark.parametrize("name", ["gh01.yaml", "gs02.yaml", "jy01.yaml", "cz01.yaml", "ny01.yaml", "sz02.yaml"])
def test_an_item_as_shipped_has_no_fault(project: Path, name: str) -> None:
    put(project, name)
    assert read_items(project)[1] == ()


def change_common(project: Path, old: str, new: str) -> None:
    path = project / COMMON
    text = path.read_text(encoding="utf-8")
    assert old in text, old
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "code", "message"),
    [
        ("complaint_phone: 023-56509001", "complaint_phone: 023-56501001", "item-phones",
         "FG 的投诉电话与咨询电话相同，应为另一个号码。"),
        ("{department: JY,", "{department: FG,", "item-common-duplicate", "“FG”写了两次；请删去其中一处。"),
        ("  - name: 会签", "  - name: 审查", "item-common-duplicate", "“审查”写了两次"),
        ("{organ}业务科室", "{office}业务科室", "file-schema", "“steps.6.organ”写的是"),
        ("hours: 周一", "hour: 周一", "file-schema", "“guide”缺少“hours”"),
    ],
)  # fmt: skip
def test_a_fault_of_what_items_share_is_told_there_and_once(
    project: Path, old: str, new: str, code: str, message: str
) -> None:
    put(project, "gh01.yaml")
    put(project, "gh02.yaml")
    change_common(project, old, new)
    _, faults = read_items(project)
    (found,) = [fault for fault in faults if fault.code == code and message in fault.sentence]
    assert found.place.startswith(f"{COMMON}:")


def test_no_item_is_read_without_what_items_share(project: Path) -> None:
    put(project, "gh01.yaml")
    (project / COMMON).unlink()
    items, faults = read_items(project)
    assert items == ()
    assert [fault.sentence for fault in faults] == [
        "standards/items/common.yaml：没有这个文件或者不能读取；请补上该文件，或者核对文件夹。"
    ]


def test_the_digest_follows_the_item_and_what_items_share(project: Path) -> None:
    put(project, "gh01.yaml")
    (before,) = load_items(project)
    change_common(project, "hours: 周一至周五", "hours: 周一至周六")
    (other_hours,) = load_items(project)
    put(project, "gh01.yaml", ("图纸坐标系不统一", "图纸没有坐标"))
    (other_mistake,) = load_items(project)
    assert len({before.digest, other_hours.digest, other_mistake.digest}) == 3


def test_an_item_says_only_what_is_its_own_and_the_rest_comes_from_what_items_share(
    items: dict[str, LicensingItem],
) -> None:
    item = items["LY01"]
    assert item.guide.address == "奉节县行政服务中心二楼投资建设区C-11窗口（样例地址）"
    assert item.published_url == "http://www.fengjie.example/xzxk/ly01"
    visit = item.steps[3]
    assert (visit.number, visit.name, visit.organ, visit.next) == (4, "伐区核查", "奉节县林业局业务科室", "决定")
    assert [(material.number, material.originals, material.copies) for material in item.materials] == [
        (1, 1, 0), (2, 0, 1), (3, 1, 0), (4, 1, 0),
    ]  # fmt: skip
    assert [rule.step for rule in item.examination_rules] == ["受理", *["审查"] * 6, "伐区核查", "决定", "制证"]
    assert item.examination_rules[3].caution == "其他单位和个人不提交", "a material's own note is the caution"
    assert item.steps[-1].input == "林木采伐许可证、决定书"


def test_working_days_may_be_fewer_than_the_calendar_days_of_the_law(project: Path) -> None:
    put(project, "jy01.yaml", ("committed_limit: {days: 45", "committed_limit: {days: 60"))
    assert read_items(project)[1] == ()


def test_two_items_with_one_code_are_told_at_the_second(project: Path) -> None:
    put(project, "gh01.yaml")
    put(project, "gh02.yaml", ("'500114002000'", "'500114001000'"))
    with pytest.raises(CannotProceed) as refused:
        load_items(project)
    assert str(refused.value) == (
        "standards/items/gh02.yaml:3：code“500114001000”在standards/items/gh01.yaml已经用过；请改用没有用过的。"
    )


def test_an_unreadable_item_hides_no_other(project: Path) -> None:
    put(project, "gh01.yaml")
    (project / FOLDER / "gh02.yaml").write_text("id: [", encoding="utf-8")
    items, faults = read_items(project)
    assert [item.id for item in items] == ["GH01"]
    assert [fault.sentence for fault in faults] == [
        "standards/items/gh02.yaml:1：不合 YAML 的写法；请检查该行的缩进、冒号和引号。"
    ]


def test_an_organ_that_stands_twice_is_refused(project: Path) -> None:
    path = project / FILE
    path.write_text(path.read_text(encoding="utf-8").replace("{code: GA,", "{code: JY,"), encoding="utf-8")
    with pytest.raises(CannotProceed, match="机构代码“JY”写了两次"):
        load_organs(project)
