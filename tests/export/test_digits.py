from __future__ import annotations

from math import inf, nan

import pytest

from xortui.export.digits import digits


@pytest.mark.parametrize(
    ("value", "decimals", "expected"),
    [
        (0.5932699921, 0, "0.59327"),
        (0.5932699921, 9, "0.593269992"),
        (0.59326, 3, "0.59326"),
        (0.4, 8, "0.40000000"),
        (-1.5e-7, 0, "-1.5e-07"),
        (1234567.0, 0, "1.23457e+06"),
        (2.0, 0, "2"),
        (-0.0, 4, "0"),
        (inf, 4, "inf"),
        (-inf, 0, "-inf"),
        (nan, 4, "nan"),
    ],
)
def test_six_significant_digits_or_as_many_as_are_printed(value: float, decimals: int, expected: str) -> None:
    assert digits(value, decimals) == expected
