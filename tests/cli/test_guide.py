"""``conformance guide`` writes the documents of one item or of all, and says in words what it cannot write."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from conformance.cli.main import main

ROOT = Path(__file__).parents[2]
NAMES = ["brief.html", "flowchart.svg", "guide.html", "rules.html", "slip.html"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A county with two items: one changed its provision in September, one began in June."""
    root = tmp_path / "county"
    for name in ("standards/organs.yaml", "standards/organs.schema.json", "standards/items/item.schema.json",
                 "standards/items/common.yaml", "standards/items/common.schema.json",
                 "standards/items/jy01.yaml", "standards/items/ny01.yaml", "checklists/acceptance.yaml",
                 "checklists/acceptance.schema.json"):  # fmt: skip
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, root / name)
    shutil.copytree(ROOT / "checklists/guide-2016", root / "checklists/guide-2016")
    return root


def written(out: Path) -> list[str]:
    return sorted(path.name for path in out.iterdir())


def test_one_item_is_written_as_pages_and_for_printing(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    assert main(["guide", "--item", "JY01", "--project", str(project), "--out", str(out)]) == 0
    pdf = [name.replace(".html", ".pdf") for name in NAMES if name.endswith(".html")]
    assert written(out) == sorted(f"JY01-{name}" for name in (*NAMES, *pdf))
    assert capsys.readouterr().out.splitlines() == [
        str(out / f"JY01-{name}")
        for kind in ("guide", "brief", "rules", "slip")
        for name in (f"{kind}.html", f"{kind}.pdf")
    ] + [str(out / "JY01-flowchart.svg")]
    assert (out / "JY01-guide.pdf").read_bytes().startswith(b"%PDF")
    assert "第十二条至第十八条" in (out / "JY01-guide.html").read_text(encoding="utf-8")


def test_all_items_of_a_day_are_written_and_again_with_the_same_bytes(project: Path, tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    for out in (first, second):
        assert main(["guide", "--as-of", "2017-08-31", "--project", str(project), "--out", str(out)]) == 0
    assert written(first) == [f"{item}-{name}" for item in ("JY01", "NY01") for name in NAMES]
    assert all((first / name).read_bytes() == (second / name).read_bytes() for name in written(first))
    basis = (
        (first / "JY01-guide.html").read_text(encoding="utf-8").partition("三、设定依据")[2].partition("</section>")[0]
    )
    assert "第十一条至第十七条" in basis and "第十二条至第十八条" not in basis


def test_items_that_had_not_begun_are_left_out(project: Path, tmp_path: Path) -> None:
    out = tmp_path / "out"
    assert main(["guide", "--as-of", "2017-05-31", "--project", str(project), "--out", str(out)]) == 0
    assert written(out) == [f"JY01-{name}" for name in NAMES]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--item", "QQ99"], "没有 id 为“QQ99”的事项，standards/items/ 中有：JY01、NY01。"),
        (
            ["--item", "NY01", "--as-of", "2017-05-31"],
            "事项 NY01 自2017年6月1日起实施，2017年5月31日尚无服务指南；请改用其后的日期。",
        ),
        (["--as-of", "2016-12-31"], "到这一天还没有实施的事项，没有服务指南可写；请改用其后的日期。"),
    ],
)
def test_what_cannot_be_written_is_told_in_words(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], message: str
) -> None:
    assert main(["guide", *arguments, "--project", str(project), "--out", str(tmp_path / "out")]) == 2
    assert capsys.readouterr().err.strip() == message


def test_a_secret_item_has_no_guide(project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = project / "standards/items/jy01.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "secret: true\n", encoding="utf-8")
    command = ["guide", "--project", str(project), "--out", str(tmp_path / "out")]
    assert main([*command, "--item", "JY01"]) == 2
    assert "事项 JY01 标为涉密，不生成服务指南" in capsys.readouterr().err
    assert main(command) == 0
    assert written(tmp_path / "out") == [f"NY01-{name}" for name in NAMES]
