"""Redraw a published sample: python tools/redraw.py population.csv SEED STRATA SIZE LEAST, as the protocol prints it.

STRATA is 部门, 事项编码, 决定结论, several joined by commas, or 不分层. Prints the ids drawn and the file's SHA-256.
"""

import csv
import hashlib
import pathlib
import sys

path, seed, by, size, least = sys.argv[1:]
content = pathlib.Path(path).read_bytes()
rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
strata: dict[tuple[str, ...], list[str]] = {}
for row in rows:
    values = () if by == "不分层" else tuple(row[name] for name in by.split(","))
    strata.setdefault(values, []).append(f"{row['部门']}/{row['办件号']}")
for values in sorted(strata):
    ids = sorted(strata[values], key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest())
    take = min(len(ids), max(int(least), -(-int(size) * len(ids) // len(rows))))
    print("\n".join(ids[:take]))
print("SHA-256", hashlib.sha256(content).hexdigest(), file=sys.stderr)
