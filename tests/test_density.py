"""The script that counts dense code counts what it says."""

from __future__ import annotations

from tests.density import Density, density, total

DENSE = """\
a, b = 1, 2
low, high = bounds()
first = second = 3
x = 1 if a else 2 if b else 3
y = (1 if a else 2) if b else (3 if a else 4)
z = 1 if a else 2
rows = [[cell for cell in row] for row in table]
names = {name for name in ()}
"""


def test_each_thing_is_counted_where_it_is() -> None:
    assert density(DENSE) == Density(lines=8, parallel=1, chained=3, nested=1, long=0)


def test_a_line_is_long_beyond_100_columns() -> None:
    assert density("#" * 100 + "\n" + "#" * 101 + "\n").long == 1


def test_counts_add_up() -> None:
    assert total([density(DENSE), density("")]) == density(DENSE)
