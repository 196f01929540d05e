"""The halls beside the centre (分中心、乡镇街道公共服务中心): their books as rows, for the larger sample county."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from random import Random

import yaml

from conformance.items.organ import Organ
from conformance.terms import BookKind
from tools.sample.county import Book, County
from tools.sample.papers import consultation_rows, evaluation_rows, rule_document_rows
from tools.sample.premises import facility_rows, make_premises

_MORE = Path(__file__).with_name("halls.yaml")


def with_halls(county: County) -> County:
    """The county with the townships that only the larger sample has."""
    more = [Organ(**entry) for entry in yaml.safe_load(_MORE.read_text(encoding="utf-8"))["organs"]]
    return replace(county, organs={**county.organs, **{organ.code: organ for organ in more}})


def hall_books(county: County, seed: int) -> Mapping[str, Book]:
    """A clean book for each branch and township of the county, by code."""
    kinds = (BookKind.BRANCH, BookKind.TOWNSHIP)
    return {code: _book(county, code, seed) for code in county.organs if county.kind_of(code) in kinds}


def _book(county: County, code: str, seed: int) -> Book:
    premises = make_premises(county, code)
    rows = {
        "service_window": list(premises.windows),
        "staff": list(premises.staff),
        "facility": facility_rows(county, code),
        "rule_document": rule_document_rows(county, code),
        "consultation": consultation_rows(county, code, premises, Random(f"{seed}/{code}")),
        "evaluation": evaluation_rows(county, code),
    }
    return Book(code, county.kind_of(code), rows, {"complaint": ("无", "本年没有收到投诉")})
