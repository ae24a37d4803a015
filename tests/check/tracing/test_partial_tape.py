"""Of large arrays a part is followed, which is computed as the whole is; what is done to a part alone is not."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from xortui.check.tracing.arrays import TracedArray, nodes_of, traced_array
from xortui.check.tracing.numpy_functions import apply_function
from xortui.check.tracing.partial_tape import FOLLOWED, NODE_NOT_FOLLOWED, NOT_FOLLOWED, PartialTape
from xortui.check.tracing.recording import begin, tape
from xortui.check.tracing.tape import Op

SIZE = 40
"""Of a long axis."""


@pytest.fixture
def written() -> Iterator[PartialTape]:
    """Write on a tape of a part of each large array, and on the one before again at the end."""
    before = tape()
    new = PartialTape(seconds=600)
    begin(new)
    yield new
    begin(before)


def numbers(*shape: int) -> TracedArray:
    """Return an array of data."""
    array: TracedArray = traced_array(np.random.default_rng(0).normal(size=shape))
    return array


def computed(*shape: int) -> TracedArray:
    """Return an array of numbers that are computed of what is computed, and so are no data."""
    rows = numbers(shape[0], 784) @ numbers(784, 784)
    array: TracedArray = np.tanh(rows @ numbers(784, shape[1]))
    return array


def test_of_a_picture_the_middle_is_followed() -> None:
    assert PartialTape().followed_places(784) == slice(406, 410)  # row 14 of 28, from column 14 on


def test_all_of_a_short_axis_is_followed() -> None:
    assert PartialTape().followed_places(10) == slice(None)


def test_data_is_recorded_when_it_is_used(written: PartialTape) -> None:
    before = written.length
    data = numbers(SIZE, 3)
    assert written.length == before
    sums = data[0] + data[1]
    assert sums.shape == (3,)
    assert list(written.known(nodes_of(data)[0])) == list(np.asarray(data)[0])
    assert written.length == before + 9


def test_a_product_of_large_matrices_adds_up_the_numbers_that_are_followed(written: PartialTape) -> None:
    left, right = numbers(SIZE, 784), numbers(784, SIZE)
    product = left @ right
    assert np.array_equal(np.asarray(product), np.asarray(left) @ np.asarray(right))
    recorded = nodes_of(product) > 0
    assert recorded.sum() == FOLLOWED**2
    ops = written.op[: written.length]
    assert np.sum(ops == Op.MUL) == FOLLOWED**3
    assert np.sum(ops == Op.ADD) == FOLLOWED**2 * (FOLLOWED - 1)
    assert written.summands(int(nodes_of(product)[recorded][0])) == 784


def test_a_number_made_of_one_that_is_not_followed_says_so(written: PartialTape) -> None:
    squashed = computed(SIZE, SIZE)
    total = squashed[0] + squashed[SIZE // 2]
    node = int(nodes_of(total)[SIZE // 2])
    assert NODE_NOT_FOLLOWED in (written.a[node], written.b[node])


def test_a_change_of_a_part_spoils_the_array(written: PartialTape) -> None:
    weights = computed(SIZE, SIZE)
    whole = np.array(nodes_of(weights))
    weights[:, np.arange(SIZE)] = weights * 2.0
    assert (nodes_of(weights) > 0).sum() == (whole > 0).sum()
    weights[3:9] = 0.0
    assert np.all(nodes_of(weights) == NOT_FOLLOWED)
    assert written.length > 1


def test_a_change_through_a_view_of_a_part_spoils_the_array(written: PartialTape) -> None:
    weights = computed(SIZE, SIZE)
    part = weights[:9]
    part -= 1.0
    assert np.all(nodes_of(weights)[9:] == NOT_FOLLOWED)
    assert written.length > 1


def test_data_may_be_filled_in_part_by_part(written: PartialTape) -> None:
    data = numbers(SIZE, SIZE)
    data[3:9] = 0.5
    data[5] += 0.25
    row = nodes_of(data)[5]
    assert list(written.known(row)) == list(np.asarray(data)[5]) == [0.75] * SIZE


@pytest.mark.parametrize(("axis", "count"), [(0, 40), (1, 50), (None, 2000)])
def test_a_sum_over_long_axes_tells_how_many_numbers_it_adds_up(
    written: PartialTape, axis: int | None, count: int
) -> None:
    squashed = computed(SIZE, 50)
    total = apply_function(np.sum, (squashed,), {"axis": axis})
    assert np.allclose(np.asarray(total, float), np.asarray(squashed).sum(axis=axis))
    node = int(np.max(nodes_of(total)))
    assert written.summands(node) == count
