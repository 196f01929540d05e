"""The files of a report in its folder (报告目录), held against their digests and against files made again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from asn1crypto.x509 import Certificate

from conformance.cli.output import DIGESTS, REPORT_FILES, make_contents
from conformance.report.contents import first_difference
from conformance.report.model import Report
from conformance.report.signature import Signature, first_revision, read_signatures
from conformance.report.words import chinese_date


def digest_faults(folder: Path) -> Iterator[str]:
    """Files that are not as the digests beside them say.

    A format that was not asked for is neither there nor listed, and is no difference. Signing a PDF changes no digest.
    """
    listed = _listed(folder)
    for name in dict.fromkeys((*REPORT_FILES, *listed)):
        path = folder / name
        if not path.is_file():
            if name in listed:
                yield f"{name}：报告目录中没有这个文件。"
        elif name not in listed:
            yield f"{name}：摘要文件 {DIGESTS} 中没有它的摘要。"
        elif hashlib.sha256(unsigned(path)).hexdigest() != listed[name]:
            yield f"{name}：文件在生成以后改动过，摘要与 {DIGESTS} 中的不同。"


def content_faults(folder: Path, report: Report, *, same_bytes: bool) -> Iterator[str]:
    """Files that say something else than the same files made again; ``same_bytes`` where no byte may differ."""
    there = [name for name in REPORT_FILES if (folder / name).is_file()]
    contents, _ = make_contents(report, [name.rpartition(".")[2] for name in there])
    for name in there:
        stored = unsigned(folder / name)
        if stored == contents[name]:
            continue
        difference = first_difference(name, stored, contents[name])
        if difference:
            yield f"{name}：与由填报表重新生成的不同，{difference}。"
        elif same_bytes:
            yield f"{name}：内容与由填报表重新生成的相同，字节不同，文件改动过或者另行保存过。"


def signature_sentences(folder: Path, roots: Sequence[Certificate]) -> tuple[list[str], list[str]]:
    """Who signed each PDF, and what is wrong with a signature."""
    said: list[str] = []
    wrong: list[str] = []
    for name in dict.fromkeys((*REPORT_FILES, *_listed(folder))):
        if name.endswith(".pdf") and (folder / name).is_file():
            for one in read_signatures((folder / name).read_bytes(), roots):
                good = one.intact and one.trusted is not False
                (said if good else wrong).append(f"{name}：第 {one.number} 个签名，{_words(one)}")
    return said, wrong


def unsigned(path: Path) -> bytes:
    """A file as it was made, before anybody signed it."""
    content = path.read_bytes()
    return first_revision(content) if path.suffix == ".pdf" else content


def _words(one: Signature) -> str:
    when = f"{chinese_date(one.claimed_at)}{one.claimed_at:%H:%M}" if one.claimed_at is not None else "没有写明时间"
    who = f"{one.signer}（{one.post}，{when}签）" if one.post else f"{one.signer}（{when}签）"
    if not one.intact:
        return f"{who}：签名无效，所签的内容在签名以后改动过。"
    if one.trusted is None:
        return f"{who}：所签的内容没有改动；没有给出根证书，证书的签发机构未核对。"
    if not one.trusted:
        return f"{who}：所签的内容没有改动，但证书不是所给的根证书签发的，或者不在有效期内。"
    return f"{who}：所签的内容没有改动，证书由所给的根证书签发。"


def _listed(folder: Path) -> dict[str, str]:
    """Digests by file name, from the file beside the report; empty where there is none."""
    try:
        lines = (folder / DIGESTS).read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    return {name: digest for digest, _, name in (line.partition("  ") for line in lines) if name}
