"""A small folder of fragments, as the Sphinx extension writes one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

TEXT = (
    "窗口受理岗应当场核对申请材料，材料齐全、符合法定形式的（含网上提交的电子材料），应出具受理单；"
    "《行政许可法》规定的“一次告知”应采用书面形式，并在5个工作日内完成。"
)


def article(slug: str, *, clauses: int = 3, link: str = "", extra: str = "") -> str:
    """One standard: preface, two chapters with clauses and a table, one annex."""
    lines = "".join(
        f'<p class="clause" id="{slug}-c{place}"><span class="number">2.{place}</span> {TEXT}</p>'
        for place in range(1, clauses + 1)
    )
    see = f'<p>见<a href="#{link or slug + "-c1"}">2.1</a>。</p>'
    rules = "本标准按照GB/T 1.1—2009给出的规则起草。"
    return (
        f'<article class="standard" id="{slug}">'
        f'<section class="preface" id="{slug}-preface"><h2>前言</h2><p>{rules}</p></section>'
        f'<section class="chapter" id="{slug}-scope"><h2><span class="number">1</span> 范围</h2>'
        "<p>本标准规定了受理。</p></section>"
        f'<section class="chapter" id="{slug}-rules"><h2><span class="number">2</span> 受理</h2>{lines}{see}'
        "<table><caption>表1 受理单的要素</caption><thead><tr><th>序号</th><th>要素</th></tr></thead>"
        f"<tbody><tr><td>1</td><td>受理单号</td></tr></tbody></table>{extra}</section>"
        f'<section class="annex" id="{slug}-a"><h2><span class="number">附录A</span> （规范性附录）受理单</h2>'
        "<p>受理单由窗口受理岗填写。</p></section></article>"
    )


def guide(slug: str) -> str:
    """The guide and the examination rules of an item, with a chart that stands on a page of its own."""
    chart = (
        f'<svg role="img" viewBox="0 0 200 900" width="200" height="900" aria-labelledby="{slug}-title">'
        f'<title id="{slug}-title">流程图</title><rect x="1" y="1" width="198" height="898" fill="none" stroke="#000"/>'
        '<text x="100" y="40" font-family="hei" font-size="12" text-anchor="middle">'
        "受理（1个工作日）（窗口）</text></svg>"
    )
    return (
        f'<article class="volume-guide" id="{slug}"><article class="item-document item-guide" id="{slug}-guide">'
        '<header class="document-head"><p class="kind">服务指南</p><h1>事项名称</h1></header>'
        '<section class="element"><h2>一、适用范围</h2><p>适用于本事项的申请和办理。</p></section>'
        f'<section class="attachment chart"><h2>附件1　办理流程图</h2><figure>{chart}</figure></section></article>'
        f'<article class="item-document item-rules" id="{slug}-rules"><h1>审查工作细则</h1>'
        '<table class="rules"><thead><tr><th>审查内容</th></tr></thead><tbody><tr><td>申请表</td></tr></tbody></table>'
        "</article></article>"
    )


def standard(slug: str, code: str, title: str) -> dict[str, Any]:
    """What volume.json says of a standard."""
    return {
        "slug": slug,
        "code": code,
        "title": title,
        "sound": ["xing2", "zheng4", "xu3", "ke3", *slug],
        "title_en": "Acceptance of licensing applications",
        "issued_on": "2017-08-15",
        "effective_on": "2017-09-01",
        "status": "现行",
        "replaces": None,
        "proposed_by": "县行政服务中心",
        "managed_by": "县行政服务中心",
        "drafted_by": ["县行政服务中心"],
        "fragment": f"{slug}.html",
    }


def slot(number: str, title: str, subsystem: str, document: str | None) -> dict[str, Any]:
    """What volume.json says of a place of the system."""
    return {
        "number": number,
        "title": title,
        "code": None,
        "subsystem": subsystem,
        "department": "县行政服务中心",
        "document": document,
        "remark": "",
    }


def volume() -> dict[str, Any]:
    """volume.json of a county with two subsystems, two standards and one place still empty."""
    return {
        "schema": 4,
        "county": "奉节县",
        "publisher": "奉节县质量技术监督局",
        "title": "奉节县行政许可服务标准汇编",
        "edition": "2017",
        "compiled_on": "2017-12-20",
        "as_of": None,
        "subsystems": [
            {
                "id": "basis",
                "title": "服务通用基础标准",
                "standards": [standard("terms", "FJXK 102—2017", "行政许可术语")],
            },
            {
                "id": "provision",
                "title": "服务提供标准",
                "standards": [standard("acceptance", "FJXK 202—2017", "行政许可受理规范")],
            },
        ],
        "statistics": {},
        "permit": "渝奉内字第样例号",
        "board": [
            {"role": "主任", "members": ["分管副县长"]},
            {"role": "委员", "members": ["质监局局长", "法制办主任"]},
        ],
        "preface": ["本汇编供窗口人员使用。"],
        "diagram": (
            '<svg class="system-diagram" role="img" viewBox="0 0 200 90" width="200" height="90" '
            'aria-labelledby="diagram-title"><title id="diagram-title">结构图</title>'
            '<rect x="1" y="1" width="198" height="88" fill="#fff" stroke="#000"/>'
            '<text x="100" y="40" font-family="hei" font-size="9" fill="#000">服务提供标准</text></svg>'
        ),
        "slots": [
            slot("102", "行政许可术语", "basis", "terms"),
            slot("202", "行政许可受理规范", "provision", "acceptance"),
            slot("203", "行政许可审查规范", "provision", None),
        ],
        "guide_clauses": [
            {
                "id": "G-3.2.2",
                "title": "受理即出受理单",
                "clauses": [
                    {"id": "terms-c1", "label": "FJXK 102—2017的2.1"},
                    {"id": "acceptance-c3", "label": "FJXK 202—2017的2.3"},
                ],
            }
        ],
        "guides_as_of": "2017-12-31",
        "guides": [
            {
                "slug": "item-jt01",
                "code": "500116001000",
                "title": "道路货物运输经营许可",
                "fragment": "item-jt01.html",
            },
            {"slug": "item-yc01", "code": "500126001000", "title": "烟草专卖零售许可", "fragment": "item-yc01.html"},
        ],
    }


def write_folder(folder: Path, data: dict[str, Any] | None = None, **articles: str) -> Path:
    """Write the folder; `articles` replaces the text of a standard by its slug."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "volume.json").write_text(json.dumps(data or volume(), ensure_ascii=False), encoding="utf-8")
    for slug in ("terms", "acceptance"):
        (folder / f"{slug}.html").write_text(articles.get(slug) or article(slug), encoding="utf-8")
    for slug in ("item_jt01", "item_yc01"):
        name = slug.replace("_", "-")
        (folder / f"{name}.html").write_text(articles.get(slug) or guide(name), encoding="utf-8")
    return folder
