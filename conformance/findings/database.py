"""A DuckDB that can read the evidence and do nothing else (engine.md §3.3): no file, no network, no setting.

Evidence is copied into tables, which takes less time than to bind Arrow tables anew for every check; then the
configuration is locked and a transaction begun in which nothing can be written. What these leave open, such as a macro
that counts wrong, the lint of the parsed statement refuses (``checklist.query``).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import duckdb

from conformance.watchdog import watchdog

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
_COPIED = "_copied"


def open_database(views: Mapping[str, Any]) -> duckdb.DuckDBPyConnection:
    """A fresh locked connection that reads what is in these Arrow tables."""
    connection = duckdb.connect(":memory:", config=_CONFIG)
    for name, table in views.items():
        connection.register(_COPIED, table)
        connection.execute(f'create table "{name}" as select * from {_COPIED}')
        connection.unregister(_COPIED)
    lock(connection)
    connection.execute("begin transaction read only")
    return connection


def fetch(connection: duckdb.DuckDBPyConnection, statement: str, *, seconds: float) -> list[tuple[Any, ...]]:
    """All rows of a statement; duckdb.InterruptException after so many seconds."""
    with watchdog().limit(seconds, connection.interrupt):
        return connection.execute(statement).fetchall()


def lock(connection: duckdb.DuckDBPyConnection) -> None:
    """Take from a connection every way out: files, network, extensions, settings."""
    for setting in _SETTINGS:
        connection.execute(setting)
