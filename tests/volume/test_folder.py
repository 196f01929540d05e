"""A folder of fragments is read whole, or refused with the place of the fault."""

from __future__ import annotations

from pathlib import Path

import pytest

from conformance.errors import CannotProceed
from conformance.volume.folder import read_volume_folder
from tests.volume.fragments import article, guide, slot, volume, write_folder


def test_standards_come_in_the_order_of_the_subsystems(tmp_path: Path) -> None:
    content = read_volume_folder(write_folder(tmp_path))
    assert [standard.code for standard in content.standards] == ["FJXK 102—2017", "FJXK 202—2017"]
    assert content.standards[0].fragment.links == ("terms-c1",)
    assert content.standards[0].fragment.ids[:3] == ("terms", "terms-preface", "terms-scope")


def test_a_reference_may_lead_to_another_standard(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, terms=article("terms", link="acceptance-c2"))
    assert read_volume_folder(folder).standards[0].fragment.links == ("acceptance-c2",)


def test_a_reference_to_nowhere_is_named_with_its_standard(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, terms=article("terms", link="gone"))
    with pytest.raises(CannotProceed, match="引用在汇编中没有目标：FJXK 102—2017 的“gone”"):
        read_volume_folder(folder)


def test_an_id_stands_for_one_place_in_the_whole_volume(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, terms=article("terms", extra='<p id="acceptance-c1">重复</p>'))
    with pytest.raises(CannotProceed, match="出现不止一次：acceptance-c1"):
        read_volume_folder(folder)


def test_an_id_of_a_guide_is_not_used_elsewhere_either(tmp_path: Path) -> None:
    folder = write_folder(tmp_path, item_yc01=guide("item-yc01").replace("<h2>一", '<h2 id="item-jt01">一'))
    with pytest.raises(CannotProceed, match="出现不止一次：item-jt01"):
        read_volume_folder(folder)


def test_a_guide_that_is_not_there_is_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (folder / "item-yc01.html").unlink()
    with pytest.raises(CannotProceed, match=r"没有找到正文“.*item-yc01\.html”"):
        read_volume_folder(folder)


def test_a_folder_without_its_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match=r"没有找到“.*volume\.json”"):
        read_volume_folder(tmp_path)


def test_a_register_cut_short_is_refused(tmp_path: Path) -> None:
    (tmp_path / "volume.json").write_text('{"schema": 1', encoding="utf-8")
    with pytest.raises(CannotProceed, match="不是完整的 JSON 文件"):
        read_volume_folder(tmp_path)


@pytest.mark.parametrize(
    "key", ["county", "subsystems", "slots", "compiled_on", "guides", "guides_as_of", "guide_clauses"]
)
def test_a_missing_field_is_named(tmp_path: Path, key: str) -> None:
    data = volume()
    del data[key]
    with pytest.raises(CannotProceed, match=f"缺少字段 {key}"):
        read_volume_folder(write_folder(tmp_path, data))


def test_another_schema_is_refused(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="格式版本为 1，应为 4"):
        read_volume_folder(write_folder(tmp_path, volume() | {"schema": 1}))


def test_a_lost_fragment_is_named(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (folder / "terms.html").unlink()
    with pytest.raises(CannotProceed, match=r"没有找到正文“.*terms\.html”"):
        read_volume_folder(folder)


def test_a_fragment_is_one_article(tmp_path: Path) -> None:
    with pytest.raises(CannotProceed, match="应为一个完整的 article 元素"):
        read_volume_folder(write_folder(tmp_path, terms="<p>甲</p>"))


def test_a_county_without_a_standard_has_no_volume(tmp_path: Path) -> None:
    data = volume() | {"subsystems": [{"id": "basis", "title": "服务通用基础标准", "standards": []}], "slots": []}
    with pytest.raises(CannotProceed, match="没有一项标准"):
        read_volume_folder(write_folder(tmp_path, data))


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (slot("204", "行政许可决定规范", "provision", "decision"), "汇编中却没有：行政许可决定规范"),
        (slot("901", "其他规范", "other", None), "子体系不存在：其他规范"),
    ],
)
def test_a_place_of_the_system_that_leads_nowhere_is_named(tmp_path: Path, row: dict, message: str) -> None:
    data = volume()
    data["slots"].append(row)
    with pytest.raises(CannotProceed, match=message):
        read_volume_folder(write_folder(tmp_path, data))
