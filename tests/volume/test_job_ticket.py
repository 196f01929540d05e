"""The job ticket says of the files beside it what is true of them, on one page and by its schema."""

from __future__ import annotations

import hashlib
import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from pikepdf import Pdf
from pypdf import PdfReader

from conformance.volume.assemble import SetVolume, Workshop
from conformance.volume.assemble_parts import divide_by_subsystem
from conformance.volume.assemble_press import BINDINGS, PressOrder, assemble_press, assemble_press_parts
from conformance.volume.job_ticket import Commission, make_ticket, write_ticket
from conformance.volume.merge import MM

ORDER = PressOrder(BINDINGS["sewn"], signature=4, marks=True, sheet=0.1, cover=0.25, profile=None)
COMMISSION = Commission(300, "80 g 双胶纸", "200 g 铜版纸覆哑膜")


@pytest.fixture(scope="module")
def divided(tmp_path_factory: pytest.TempPathFactory, volume: SetVolume, workshop: Workshop) -> Path:
    """A press folder of several parts, with its ticket."""
    folder = tmp_path_factory.mktemp("press")
    made = assemble_press_parts(volume, divide_by_subsystem(volume), folder, workshop, ORDER)
    write_ticket(make_ticket(volume.content, ORDER, workshop.format, COMMISSION, made, folder), folder, workshop.fonts)
    return folder


@pytest.fixture(scope="module")
def schema() -> Draft202012Validator:
    source = files("conformance.volume").joinpath("job-ticket.schema.json").read_text(encoding="utf-8")
    Draft202012Validator.check_schema(json.loads(source))
    return Draft202012Validator(json.loads(source))


def read(folder: Path) -> Any:
    return json.loads((folder / "job-ticket.json").read_text(encoding="utf-8"))


def test_the_data_follow_the_published_schema(divided: Path, schema: Draft202012Validator) -> None:
    assert list(schema.iter_errors(read(divided))) == []
    assert list(schema.iter_errors({**read(divided), "copies": 0})) != []


def test_every_file_is_named_with_its_own_pages_size_and_digest(divided: Path) -> None:
    ticket = read(divided)
    assert [book["label"] for book in ticket["books"]] == ["第一分册", "第二分册", "第三分册"]
    for book in ticket["books"]:
        for kind in ("block", "cover"):
            content = (divided / book[kind]["file"]).read_bytes()
            assert book[kind]["sha256"] == hashlib.sha256(content).hexdigest()
            assert book[kind]["bytes"] == len(content)
        with Pdf.open(divided / book["block"]["file"]) as block, Pdf.open(divided / book["cover"]["file"]) as cover:
            assert len(block.pages) == book["pages"] == 4 * book["signatures"] == 16 * book["sheets"]
            assert float(cover.pages[0].obj.TrimBox[2]) / MM == pytest.approx(book["cover"]["width_mm"], abs=0.06)
        assert book["reams"] == pytest.approx(book["sheets"] * 300 / 1000)


def test_the_page_says_the_same_and_is_one(divided: Path) -> None:
    pages = PdfReader(divided / "job-ticket.pdf").pages
    assert len(pages) == 1
    words = "".join(pages[0].extract_text().split())
    for book in read(divided)["books"]:
        assert book["block"]["sha256"] in words
        assert book["cover"]["sha256"] in words
    for said in ("印数300套", "80g双胶纸", "200g铜版纸覆哑膜", "锁线胶订", "210mm×297mm", "已画裁切线"):
        assert said in words


def test_what_is_not_ordered_yet_stays_open(
    tmp_path: Path, volume: SetVolume, workshop: Workshop, schema: Draft202012Validator
) -> None:
    made = assemble_press(volume, tmp_path, workshop, ORDER)
    ticket = make_ticket(volume.content, ORDER, workshop.format, Commission(None, "", ""), [made], tmp_path)
    write_ticket(ticket, tmp_path, workshop.fonts)
    data = read(tmp_path)
    assert list(schema.iter_errors(data)) == []
    assert (data["copies"], data["block_paper"]["name"], data["books"][0]["reams"]) == (None, None, None)
    assert data["books"][0]["label"] == "全一册"


def test_two_runs_give_the_same_bytes(divided: Path, tmp_path: Path, volume: SetVolume, workshop: Workshop) -> None:
    made = assemble_press_parts(volume, divide_by_subsystem(volume), tmp_path, workshop, ORDER)
    ticket = make_ticket(volume.content, ORDER, workshop.format, COMMISSION, made, tmp_path)
    write_ticket(ticket, tmp_path, workshop.fonts)
    for name in ("job-ticket.json", "job-ticket.pdf"):
        assert (tmp_path / name).read_bytes() == (divided / name).read_bytes()
