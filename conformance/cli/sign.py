"""``conformance sign``: add one person's electronic signature to the printed report (电子签名)."""

from __future__ import annotations

import argparse
import getpass
import hashlib
from pathlib import Path

from conformance.cli.parser import read_file

HELP = "给报告的 PDF 加一个电子签名；几个人依次签，前面的签名不受影响"
EXAMPLE = "conformance sign out/report/acceptance-report.pdf --key 督查室.p12 --post 县政府督查室检查组组长"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What to sign, with whose key, as what."""
    parser.add_argument("pdf", type=Path, metavar="PDF", help="report 命令写出的 PDF，签名写进这个文件")
    parser.add_argument("--key", type=Path, required=True, metavar="文件", help="签名证书（PKCS#12，.p12 或 .pfx）")
    parser.add_argument("--post", required=True, metavar="岗位", help="以什么岗位签，例如 县政府督查室检查组组长")
    parser.add_argument(
        "--password-file", type=Path, metavar="文件", help="第一行是证书口令的文件（缺省：在终端输入，不显示）"
    )


def run(arguments: argparse.Namespace) -> int:
    """Sign in place; 0 once it is written."""
    from conformance.report.signature import first_revision, load_key, read_signatures, sign  # takes half a second

    pdf = read_file(arguments.pdf)
    key = load_key(read_file(arguments.key), _password(arguments.password_file))
    signed = sign(pdf, key, post=arguments.post)
    beside = arguments.pdf.with_name(arguments.pdf.name + ".part")
    beside.write_bytes(signed)
    beside.replace(arguments.pdf)
    last = read_signatures(signed)[-1]
    print(f"{arguments.pdf}：第 {last.number} 个签名，{last.signer}，{last.post}")
    print(f"报告的摘要不变，仍是未签名时的 {hashlib.sha256(first_revision(signed)).hexdigest()}")
    return 0


def _password(path: Path | None) -> bytes:
    """Never from the command line, where others on the machine can read it."""
    if path is None:
        return getpass.getpass("证书口令：").encode()
    lines = read_file(path).splitlines()
    return lines[0] if lines else b""
