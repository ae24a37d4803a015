"""Shares and quantiles against numbers worked out elsewhere."""

from __future__ import annotations

import pytest

from xortui.sweep.share import Share, quantile


@pytest.mark.parametrize(
    ("part", "whole", "low", "high"),
    [(25, 30, 0.6644, 0.9266), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_the_interval_is_wilsons(part: int, whole: int, low: float, high: float) -> None:
    assert Share(part, whole).interval == pytest.approx((low, high), abs=5e-5)


def test_of_nothing_nothing_is_known() -> None:
    assert Share(0, 0).interval == (0.0, 1.0)
    assert Share(0, 0).value == 0.0


def test_a_quantile_is_one_of_the_numbers() -> None:
    numbers = [1, 3, 5, 7, 9, 11, 13, 15]
    assert [quantile(numbers, share) for share in (0.0, 0.25, 0.5, 0.75, 1.0)] == [1, 3, 7, 11, 15]
    assert quantile([4], 0.5) == 4
