"""The flow of each item as a graph: every step is in it, every branch leaves it where the item says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from conformance.items.flow import Flow, NodeKind, branches_of, flow_of, flow_words, parallel_note
from conformance.items.folder import load_items
from conformance.items.item import LicensingItem

PROJECT = Path(__file__).parents[2]
ITEMS = {item.id: item for item in load_items(PROJECT)}


def edges(flow: Flow) -> list[tuple[str, str, str]]:
    return [(edge.source, edge.target, edge.label) for edge in flow.edges]


def reachable(flow: Flow) -> set[str]:
    """Every node to which arrows lead from the start."""
    found, waiting = {"start"}, ["start"]
    while waiting:
        source = waiting.pop()
        after = {edge.target for edge in flow.edges if edge.source == source} - found
        found |= after
        waiting.extend(after)
    return found


def test_a_single_item_with_a_site_visit() -> None:
    flow = flow_of(ITEMS["SY01"])
    assert edges(flow) == [
        ("start", "step-1", ""),
        ("step-1", "step-2", ""),
        ("step-2", "if-2-1", ""),
        ("if-2-1", "then-2-1", "是"),
        ("then-2-1", "step-1", "补齐后"),
        ("if-2-1", "if-2-2", "否"),
        ("if-2-2", "then-2-2", "是"),
        ("if-2-2", "step-3", "否"),
        ("step-3", "if-3-1", ""),
        ("if-3-1", "then-3-1", "是"),
        ("if-3-1", "step-4", "否"),
        ("then-3-1", "step-4", ""),
        ("step-4", "step-5", ""),
        ("step-5", "if-5-1", ""),
        ("if-5-1", "then-5-1", "是"),
        ("if-5-1", "step-6", "否"),
        ("step-6", "step-7", ""),
        ("step-7", "end", ""),
    ]
    kinds = {node.id: (node.kind, node.title) for node in flow.nodes}
    assert kinds["then-2-1"] == (NodeKind.STEP, "补正")
    assert kinds["then-2-2"] == (NodeKind.END, "不予受理")
    assert kinds["then-3-1"] == (NodeKind.SPECIAL, "特别程序（不计时）")
    assert kinds["then-5-1"] == (NodeKind.END, "不予许可")
    assert kinds["step-3"] == (NodeKind.STEP, "3　审查（2个工作日）")
    assert kinds["step-7"] == (NodeKind.STEP, "7　送达（10个工作日内，不计时）")
    assert kinds["if-5-1"] == (NodeKind.DECISION, "不符合法定条件？")


@pytest.mark.parametrize(
    ("item", "lanes"),
    [
        ("JY03", [("会签", "奉节县公安局"), ("会签", "奉节县交通委员会")]),
        ("WH02", [("会签", "奉节县公安局"), ("会签", "奉节县公安消防大队")]),
        ("SZ02", [("会签", "奉节县公安局"), ("审查", "奉节县市政园林管理局行政审批科")]),
        ("GA12", [("会签", "奉节县市政园林管理局"), ("审查", "奉节县公安局行政审批科")]),
    ],
)
def test_a_joint_item_has_a_lane_for_each_organ_that_works_at_the_same_time(
    item: str, lanes: list[tuple[str, str]]
) -> None:
    flow = flow_of(ITEMS[item])
    (row,) = [row for row in flow.rows if len(row.nodes) > 1]
    assert [(node.title.partition("（")[0].partition("　")[2], node.lines[0]) for node in row.nodes] == lanes
    fork, join = (node.id for node in flow.nodes if node.kind in (NodeKind.FORK, NodeKind.JOIN))
    for lane in row.nodes:
        assert {(fork, lane.id), (lane.id, join)} <= {(edge.source, edge.target) for edge in flow.edges}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_every_step_and_branch_of_every_item_is_in_its_graph(item: LicensingItem) -> None:
    flow = flow_of(item)
    names = [node.id for node in flow.nodes]
    assert len(set(names)) == len(names)
    assert reachable(flow) == set(names)
    titles = "\n".join(node.title for node in flow.nodes)
    for step in item.steps:
        assert f"{step.number}　{step.name}（" in titles
        for organ in step.organ.split("、"):
            assert any(organ in node.lines or step.organ in node.lines for node in flow.nodes)
        assert step.post in {line for node in flow.nodes for line in node.lines}
    ends = [node.title for node in flow.nodes if node.kind is NodeKind.END]
    assert ends == ["不予受理", "不予许可", "办结"]
    leaving = {edge.source for edge in flow.edges}
    assert {node.id for node in flow.nodes} - leaving == {node.id for node in flow.nodes if node.kind is NodeKind.END}
    for one in item.special_procedures:
        assert any(f"{one.kind}：{one.days}个工作日" in node.lines for node in flow.nodes)


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_the_words_tell_every_step_and_branch(item: LicensingItem) -> None:
    words = flow_words(item)
    assert words.startswith("申请人提出申请。") and words.endswith("流程结束。")
    for step in item.steps:
        assert f"第{step.number}步，{step.name}，{step.organ}的{step.post}承办" in words
        assert parallel_note(step) in words
        for branch in branches_of(step):
            assert f"{branch.condition}的，{branch.outcome}" in words
    assert "补齐后回到收件" in words


def test_a_note_may_hold_the_sign_that_parts_branches() -> None:
    step = replace(ITEMS["SY01"].steps[1], branch="材料不齐全→补正：当场告知；网上申请的网上告知；不属职权→不予受理")
    assert [(one.condition, one.outcome, one.note) for one in branches_of(step)] == [
        ("材料不齐全", "补正", "当场告知；网上申请的网上告知"),
        ("不属职权", "不予受理", ""),
    ]


def test_a_step_that_is_passed_over_leaves_an_arrow_and_a_sentence() -> None:
    item = ITEMS["SY01"]
    steps = tuple(replace(step, next="决定") if step.name == "审查" else step for step in item.steps)
    flow = flow_of(replace(item, steps=steps))
    assert ("if-3-1", "step-5", "否") in edges(flow)
    assert "之后转入决定。" in flow_words(replace(item, steps=steps))


def test_a_branch_of_the_items_own_leads_back_into_the_flow() -> None:
    item = ITEMS["SY01"]
    steps = tuple(
        replace(step, branch="涉及他人重大利益→告知利害关系人：听取意见") if step.name == "现场核查" else step
        for step in item.steps
    )
    flow = flow_of(replace(item, steps=steps))
    assert [edge for edge in edges(flow) if edge[0] == "then-4-1"] == [("then-4-1", "step-5", "")]
