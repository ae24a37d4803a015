"""Names that differ in one number alone, told as one: links[0].weight to links[8].weight are links[0…8].weight."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

MIN_NAMES = 4
"""Numbers in a row that are told as one name, at least."""
_NUMBER = re.compile(r"\[(\d+)\]")


def in_rows(names: Iterable[str]) -> list[str]:
    """Return names in which those with numbers in a row are one, at the place of the first of them."""
    left = list(dict.fromkeys(names))
    told: list[str] = []
    while left:
        row = _row_of(left[0], left)
        told.append(left[0] if len(row) == 1 else _of_row(row))
        left = [name for name in left if name not in row]
    return told


def _row_of(name: str, names: Sequence[str]) -> list[str]:
    """Return the names, sorted, whose numbers follow each other, with that of a name; it alone if they are few."""
    for match in _NUMBER.finditer(name):
        numbered: dict[int, str] = {}
        for other in names:
            number = _number_at(other, name[: match.start()], name[match.end() :])
            if number is not None:
                numbered[number] = other
        first = last = int(match[1])
        while first - 1 in numbered:
            first -= 1
        while last + 1 in numbered:
            last += 1
        if last - first + 1 >= MIN_NAMES:
            return [numbered[number] for number in range(first, last + 1)]
    return [name]


def _number_at(name: str, before: str, after: str) -> int | None:
    """Return the number that stands between two texts in a name; None if the name is another one."""
    if len(name) < len(before) + len(after) or not (name.startswith(before) and name.endswith(after)):
        return None
    found = _NUMBER.fullmatch(name[len(before) : len(name) - len(after)])
    return int(found[1]) if found is not None else None


def _of_row(row: Sequence[str]) -> str:
    """Return the name of several in a row."""
    first = row[0]
    last = row[-1]
    for one, other in zip(_NUMBER.finditer(first), _NUMBER.finditer(last), strict=True):
        if one[1] != other[1]:
            return f"{first[: one.start()]}[{one[1]}…{other[1]}]{first[one.end() :]}"
    return first
