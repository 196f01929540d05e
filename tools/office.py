"""Open the report's DOCX and XLSX with LibreOffice and compare: same totals when recalculated, same pages and text.

Needs ``soffice`` with Calc and Writer, which nothing else here needs: ``python tools/office.py out/report``.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from openpyxl import load_workbook

NAME = "acceptance-report"
TOLERANCE = 1e-9


def main(folder: Path) -> int:
    """0 where LibreOffice opens both and comes to our figures."""
    with tempfile.TemporaryDirectory() as aside:
        room = Path(aside)
        wrong = recalculated(folder / f"{NAME}.xlsx", room)
        for sheet, cell, ours, theirs in wrong[:10]:
            print(f"{sheet}!{cell}: ours {ours}, LibreOffice {theirs}")
        pdf = convert(folder / f"{NAME}.docx", "pdf", room)
        print(f"{NAME}.docx: opened, {len(re.findall(rb'/Type ?/Page[^s]', pdf.read_bytes()))} pages")
    return 1 if wrong else 0


def recalculated(book: Path, room: Path) -> list[tuple[str, str, object, object]]:
    """The cells at which LibreOffice, given the formulas alone, comes to another result."""
    bare = room / "bare.xlsx"
    _without_results(book, bare)
    theirs = load_workbook(convert(bare, "xlsx", room / "made"), data_only=True)
    ours, formulas = load_workbook(book, data_only=True), load_workbook(book)
    cells = [cell for sheet in formulas for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    pairs = [(cell, ours[cell.parent.title][cell.coordinate].value, theirs[cell.parent.title][cell.coordinate].value)
             for cell in cells]  # fmt: skip
    wrong = [(cell.parent.title, cell.coordinate, mine, other) for cell, mine, other in pairs if not _same(mine, other)]
    print(f"{book.name}: {len(cells)} formulas, {len(wrong)} differ")
    return wrong


def convert(source: Path, ending: str, room: Path) -> Path:
    """Have LibreOffice write a file anew, with settings of its own that nobody else uses."""
    command = ["soffice", f"-env:UserInstallation=file://{room}/settings", "--headless", "--convert-to", ending]
    done = subprocess.run([*command, "--outdir", str(room), str(source)], capture_output=True, text=True, check=False)
    made = room / f"{source.stem}.{ending}"
    if not made.is_file():
        raise SystemExit(f"LibreOffice did not open {source}: {done.stderr.strip()}")
    return made


def _without_results(book: Path, bare: Path) -> None:
    """A copy whose formulas have no stored result, so that whoever opens it has to calculate."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(bare, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            content = source.read(part)
            if part.startswith("xl/worksheets/"):
                content = re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", content)
            target.writestr(part, content)


def _same(mine: object, other: object) -> bool:
    if isinstance(mine, int | float) and isinstance(other, int | float):
        return abs(mine - other) <= TOLERANCE
    return mine == other


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1])))
