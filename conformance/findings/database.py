"""A DuckDB that can read the evidence and do nothing else (engine.md §3.3): no file, no network, no setting.

Evidence is registered as Arrow tables, which nothing can write to, and then the configuration is locked. What the
settings leave open, such as a macro that counts wrong, the lint of the parsed statement refuses (``checklist.query``).
"""

from __future__ import annotations

from collections.abc import Mapping
from threading import Timer
from typing import Any

import duckdb

_CONFIG: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,  # more threads reorder rows
    "memory_limit": "512MB",
}
_SETTINGS = (
    "set temp_directory=''",  # left open, COPY could write there; must come before the next
    "set enable_external_access=false",
    "set autoinstall_known_extensions=false",
    "set autoload_known_extensions=false",
    "set allow_community_extensions=false",
    "set python_enable_replacements=false",
    "set disabled_filesystems='LocalFileSystem'",
    "set lock_configuration=true",
)


def open_database(views: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """A fresh locked connection that sees these Arrow tables."""
    connection = duckdb.connect(":memory:", config=_CONFIG)
    for name, table in views.items():
        connection.register(name, table)
    for setting in _SETTINGS:
        connection.execute(setting)
    return connection


def fetch(connection: duckdb.DuckDBPyConnection, statement: str, *, seconds: float) -> list[tuple[Any, ...]]:
    """All rows of a statement; duckdb.InterruptException after so many seconds."""
    timer = Timer(seconds, connection.interrupt)
    timer.start()
    try:
        return connection.execute(statement).fetchall()
    finally:
        timer.cancel()


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Take from a connection every way out: files, network, extensions, settings."""
    for setting in _SETTINGS:
        connection.execute(setting)
