"""Letters of columns: what openpyxl has too, without taking a quarter of a second to import."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(1024)
def column_letter(number: int) -> str:
    """1 as ``A``, 28 as ``AB``."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@lru_cache(1024)
def column_number(letters: str) -> int:
    """``A`` as 1, ``AB`` as 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
