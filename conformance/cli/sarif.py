"""Faults as SARIF 2.1.0 (OASIS), which code hosts and editors show beside the line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from conformance.clauses.drafting.rule import Level, Rule
from conformance.clauses.drafting.rule_page import rule_page
from conformance.errors import Diagnostic, Severity

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"
_PLACE = re.compile(r"(?P<file>[^:]+?)(?::(?P<line>\d+))?(?::(?P<column>\d+))?")
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.HINT: "note"}


def sarif(faults: Iterable[Diagnostic], rules: dict[str, Rule], editions: dict[str, str]) -> str:
    """One run as JSON; the level of a drafting rule is the one of the edition that its file is drafted by."""
    results = [_result(fault, rules, editions) for fault in faults]
    driver = {"name": "conformance", "rules": [_descriptor(rule) for rule in rules.values()]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1)


def _descriptor(rule: Rule) -> dict[str, Any]:
    page = rule_page(rule)
    return {
        "id": rule.code,
        "name": rule.name,
        "shortDescription": {"text": rule.title},
        "fullDescription": {"text": f"{rule.title}。依据：{rule.basis}。"},
        "help": {"text": page, "markdown": page},
    }


def _result(fault: Diagnostic, rules: dict[str, Rule], editions: dict[str, str]) -> dict[str, Any]:
    place = _PLACE.fullmatch(fault.place)
    file = place["file"] if place else fault.place
    level = "error" if fault.severity is Severity.FAULT else "note"
    if fault.code in rules and file in editions:
        level = _LEVELS[rules[fault.code].levels[editions[file]]]
    text = fault.sentence.removeprefix(f"{fault.place}：")
    location: dict[str, Any] = {"artifactLocation": {"uri": quote(file)}}
    if place and place["line"]:
        location["region"] = {"startLine": int(place["line"])}
        if place["column"]:
            location["region"]["startColumn"] = int(place["column"])
    found = {"ruleId": fault.code, "level": level, "message": {"text": text}}
    return {**found, "locations": [{"physicalLocation": location}]}
