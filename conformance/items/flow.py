"""The flow of an item as a graph (流程): its steps and the branches that they name, made into nodes and edges.

The branches of a step are written ``条件→去向：说明``, parted by ``；``; ``并行：说明`` says that organs work at the
same time. What is drawn and what is read aloud both come from here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.items.item import LicensingItem, Step
from conformance.items.words import step_time_words

_PARALLEL = "并行："
_ORGANS = re.compile("[、，]")


class NodeKind(StrEnum):
    """What a node stands for, and so which symbol of GB/T 1526 it gets."""

    START = "start"
    END = "end"
    STEP = "step"
    DECISION = "decision"
    SPECIAL = "special"
    """A procedure whose time does not count."""
    FORK = "fork"
    JOIN = "join"


@dataclass(frozen=True)
class FlowNode:
    """One symbol."""

    id: str
    kind: NodeKind
    title: str
    lines: tuple[str, ...] = ()
    """Who does it, or what is to be told."""


@dataclass(frozen=True)
class FlowEdge:
    """One arrow."""

    source: str
    target: str
    label: str = ""


@dataclass(frozen=True)
class FlowRow:
    """Symbols at one height: one, or those of a parallel step side by side; a branch leads to ``aside``."""

    nodes: tuple[FlowNode, ...]
    aside: FlowNode | None = None


@dataclass(frozen=True)
class Flow:
    """The whole flow, from the application to the end."""

    rows: tuple[FlowRow, ...]
    edges: tuple[FlowEdge, ...]

    @property
    def nodes(self) -> tuple[FlowNode, ...]:
        """All symbols, from top to bottom."""
        asides = ((*row.nodes, row.aside) for row in self.rows)
        return tuple(node for nodes in asides for node in nodes if node is not None)


@dataclass(frozen=True)
class Branch:
    """What happens at a step under a condition."""

    condition: str
    outcome: str
    """补正, 不予受理, 特别程序, 不予许可, or another of the item's own."""
    note: str

    @property
    def ends(self) -> bool:
        """Whether the case ends there."""
        return self.outcome.startswith("不予")

    @property
    def goes_back(self) -> bool:
        """Whether the applicant hands in again."""
        return self.outcome == "补正"

    @property
    def is_special(self) -> bool:
        """Whether its time does not count."""
        return self.outcome == "特别程序"


def branches_of(step: Step) -> tuple[Branch, ...]:
    """The branches that a step names, in their order."""
    pieces: list[str] = []
    for piece in step.branch.split("；"):
        if "→" in piece or piece.startswith(_PARALLEL):
            pieces.append(piece)
        elif pieces:  # a note may hold the sign that parts branches
            pieces[-1] += f"；{piece}"
    parted = (piece.partition("→") for piece in pieces if "→" in piece)
    return tuple(Branch(condition, *_outcome_and_note(rest)) for condition, _, rest in parted)


def parallel_note(step: Step) -> str:
    """What the step says of working at the same time; empty where it says nothing."""
    notes = (piece.removeprefix(_PARALLEL) for piece in step.branch.split("；") if piece.startswith(_PARALLEL))
    return next(notes, "")


def flow_of(item: LicensingItem) -> Flow:
    """The graph of an item's steps; every step is in it once, a parallel one once for each of its organs."""
    return _FlowMaker(item).make()


def flow_words(item: LicensingItem) -> str:
    """The whole flow in sentences, for those who cannot see the chart."""
    return "".join(["申请人提出申请。", *(_step_words(item, group) for group in _groups(item.steps)), "流程结束。"])


class _FlowMaker:
    """Walks through the steps, row by row; ``open`` are the ends that wait for the next row."""

    def __init__(self, item: LicensingItem) -> None:
        self._item = item
        self._rows: list[FlowRow] = []
        self._edges: list[FlowEdge] = []
        self._open: list[tuple[str, str]] = []
        """Source and label of each edge that leads to the next row."""
        self._groups = _groups(item.steps)
        self._entries = {step.name: _entry(group) for group in self._groups for step in group}

    def make(self) -> Flow:
        self._add(FlowNode("start", NodeKind.START, "申请人提出申请"))
        for place, group in enumerate(self._groups):
            self._add_group(group)
            for step in group:
                for number, branch in enumerate(branches_of(step), start=1):
                    self._add_branch(step, number, branch)
            following = self._groups[place + 1][0].name if place + 1 < len(self._groups) else ""
            self._lead_on(group[-1].next, following)
        self._add(FlowNode("end", NodeKind.END, "办结"))
        return Flow(tuple(self._rows), tuple(self._edges))

    def _add(self, node: FlowNode, aside: FlowNode | None = None) -> None:
        """One more row of one symbol, which all open ends lead to."""
        self._rows.append(FlowRow((node,), aside))
        self._edges.extend(FlowEdge(source, node.id, label) for source, label in self._open)
        self._open = [(node.id, "")]

    def _add_group(self, group: Sequence[Step]) -> None:
        lanes = _lanes(group)
        if len(lanes) == 1:
            self._add(lanes[0])
            return
        first = group[0]
        self._add(FlowNode(f"fork-{first.number}", NodeKind.FORK, "并行办理", _lines(parallel_note(first))))
        self._rows.append(FlowRow(lanes))
        self._edges.extend(FlowEdge(f"fork-{first.number}", lane.id) for lane in lanes)
        self._open = [(lane.id, "") for lane in lanes]
        self._add(FlowNode(f"join-{first.number}", NodeKind.JOIN, ""))

    def _add_branch(self, step: Step, number: int, branch: Branch) -> None:
        decision = FlowNode(f"if-{step.number}-{number}", NodeKind.DECISION, f"{branch.condition}？")
        aside = FlowNode(f"then-{step.number}-{number}", *self._outcome(branch))
        self._add(decision, aside)
        self._edges.append(FlowEdge(decision.id, aside.id, "是"))
        self._open = [(decision.id, "否")]
        if branch.goes_back:
            self._edges.append(FlowEdge(aside.id, self._entries[_received(self._item).name], "补齐后"))
        elif not branch.ends:
            self._open.append((aside.id, ""))

    def _outcome(self, branch: Branch) -> tuple[NodeKind, str, tuple[str, ...]]:
        if branch.ends:
            return NodeKind.END, branch.outcome, _lines(branch.note)
        if branch.is_special:
            named = [f"{one.kind}：{one.days}个工作日" for one in self._item.special_procedures]
            return NodeKind.SPECIAL, f"{branch.outcome}（不计时）", (*_lines(branch.note), *named)
        return NodeKind.STEP, branch.outcome, _lines(branch.note)

    def _lead_on(self, next_name: str, following: str) -> None:
        """Where the item skips steps, the open ends lead to where it goes on."""
        if next_name != following and next_name:
            target = self._entries[next_name]
            self._edges.extend(FlowEdge(source, target, label) for source, label in self._open)
            self._open = []


def _groups(steps: Sequence[Step]) -> tuple[tuple[Step, ...], ...]:
    """The steps in order; a parallel step of one organ runs beside the step that follows, unless that decides."""
    groups: list[tuple[Step, ...]] = []
    waiting = list(steps)
    while waiting:
        step = waiting.pop(0)
        alone = not parallel_note(step) or len(_organs(step)) > 1
        if alone or not waiting or waiting[0].name == "决定" or step.next != waiting[0].name:
            groups.append((step,))
        else:
            groups.append((step, waiting.pop(0)))
    return tuple(groups)


def _lanes(group: Sequence[Step]) -> tuple[FlowNode, ...]:
    """A symbol for each step; for each organ where several organs take a step at the same time."""
    lanes = []
    for step in group:
        organs = _organs(step) if parallel_note(step) else (step.organ,)
        for place, organ in enumerate(organs, start=1):
            name = f"step-{step.number}" + (f"-{place}" if len(organs) > 1 else "")
            title = f"{step.number}　{step.name}（{step_time_words(step)}）"
            lanes.append(FlowNode(name, NodeKind.STEP, title, (organ, step.post)))
    return tuple(lanes)


def _entry(group: Sequence[Step]) -> str:
    """The symbol by which a group of steps is entered."""
    lanes = _lanes(group)
    return lanes[0].id if len(lanes) == 1 else f"fork-{group[0].number}"


def _received(item: LicensingItem) -> Step:
    """The step at which material is handed in."""
    return next((step for step in item.steps if step.name == "收件"), item.steps[0])


def _organs(step: Step) -> tuple[str, ...]:
    return tuple(_ORGANS.split(step.organ))


def _outcome_and_note(text: str) -> tuple[str, str]:
    outcome, _, note = text.partition("：")
    return outcome, note


def _lines(note: str) -> tuple[str, ...]:
    return (note,) if note else ()


def _step_words(item: LicensingItem, group: Sequence[Step]) -> str:
    """A step, who takes it and how long, then each branch; steps at the same time are told together."""
    told = "；".join(
        f"第{step.number}步，{step.name}，{step.organ}的{step.post}承办，{step_time_words(step)}" for step in group
    )
    together = "，同时办理" if len(group) > 1 or len(_lanes(group)) > 1 else ""
    note = parallel_note(group[0])
    sentences = [f"{told}{together}{f'（{note}）' if note else ''}。"]
    sentences += [_branch_words(item, branch) for step in group for branch in branches_of(step)]
    skips = group[-1].next and group[-1].next != _name_after(item, group[-1])
    return "".join([*sentences, f"之后转入{group[-1].next}。" if skips else ""])


def _branch_words(item: LicensingItem, branch: Branch) -> str:
    if branch.ends:
        after = "流程结束"
    elif branch.goes_back:
        after = f"补齐后回到{_received(item).name}"
    else:
        after = "之后继续办理"
    named = "、".join(f"{one.kind}{one.days}个工作日" for one in item.special_procedures) if branch.is_special else ""
    note = "；".join(filter(None, (branch.note, named)))
    return f"{branch.condition}的，{branch.outcome}{f'（{note}）' if note else ''}，{after}。"


def _name_after(item: LicensingItem, step: Step) -> str:
    names: Iterator[str] = (one.name for one in item.steps if one.number > step.number)
    return next(names, "")
