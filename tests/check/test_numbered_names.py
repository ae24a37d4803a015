"""Names that differ in one number alone are told as one."""

from __future__ import annotations

import pytest

from xortui.check.numbered_names import in_rows


@pytest.mark.parametrize(
    ("names", "told"),
    [
        ([f"links[{k}].weight" for k in (0, 2, 1, 3, 4)], ["links[0…4].weight"]),
        (["w[0]", "w[1]", "w[2]"], ["w[0]", "w[1]", "w[2]"]),
        (["w[5]", "b", "w[1]", "w[2]", "w[3]", "w[4]", "w[8]"], ["w[1…5]", "b", "w[8]"]),
        ([f"w[{k}] wrong" for k in range(4)] + ["w[4] never moves"], ["w[0…3] wrong", "w[4] never moves"]),
        ([f"net[1][{k}].w" for k in range(4)] + ["net[0][0].w"], ["net[1][0…3].w", "net[0][0].w"]),
        (["W1", "b1", "W1"], ["W1", "b1"]),
        ([], []),
    ],
)
def test_numbers_in_a_row_are_one_name(names: list[str], told: list[str]) -> None:
    assert in_rows(names) == told
