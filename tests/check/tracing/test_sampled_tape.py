"""Of a large batch some samples are followed, spread over it, and the values of all are known."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xortui.check.recognition.forward import FoundUnit
from xortui.check.recognition.sizes_in_file import samples_in_file
from xortui.check.tracing.arrays import TracedArray, nodes_of, traced_array
from xortui.check.tracing.numpy_functions import apply_function
from xortui.check.tracing.recording import begin, tape
from xortui.check.tracing.sampled_tape import SAMPLE_COUNTS, SampledTape
from xortui.check.tracing.tape import LARGE_BATCH, Enough

BATCHES = st.integers(LARGE_BATCH + 1, 400)


@contextmanager
def writing() -> Iterator[SampledTape]:
    """Write on a tape of some samples of each batch, and on the one before again at the end."""
    before = tape()
    new = SampledTape(seconds=600)
    begin(new)
    yield new
    begin(before)


@pytest.fixture
def written() -> Iterator[SampledTape]:
    """Write on such a tape in a test."""
    with writing() as new:
        yield new


def numbers(*shape: int) -> TracedArray:
    """Return an array of data."""
    array: TracedArray = traced_array(np.random.default_rng(0).normal(size=shape))
    return array


@given(BATCHES, st.sampled_from(SAMPLE_COUNTS))
def test_the_samples_that_are_followed_are_spread_over_the_batch(batch: int, samples: int) -> None:
    places = list(range(batch))[SampledTape(samples=samples).followed_places(batch)]
    assert samples // 2 < len(places) <= LARGE_BATCH
    steps = set(np.diff(places).tolist())
    assert len(steps) == 1
    assert not any(step % 2 == 0 or step % 3 == 0 for step in steps)
    step = steps.pop()
    assert places[0] < step
    assert batch - places[-1] <= step


@settings(deadline=None)
@given(batch=BATCHES, columns=st.integers(1, 4), is_turned=st.booleans())
def test_the_values_of_all_samples_are_known(batch: int, columns: int, is_turned: bool) -> None:
    with writing() as on:
        data = numbers(columns, batch) if is_turned else numbers(batch, columns)
        weights = numbers(3, columns) if is_turned else numbers(columns, 3)
        product = weights @ data if is_turned else data @ weights
        assert product.shape == ((3, batch) if is_turned else (batch, 3))
        rows = np.asarray(data).T if is_turned else np.asarray(data)
        nodes = nodes_of(data).T if is_turned else nodes_of(data)
        table = on.recorded(nodes[on.followed_places(batch)])
        found = on.of_all_samples(table)
    assert found is not None
    assert found.tolist() == rows.tolist()


def test_labels_that_choose_one_number_of_each_sample_are_known_of_all(written: SampledTape) -> None:
    outputs = np.tanh(numbers(100, 2) @ numbers(2, 3))
    labels = np.arange(100) % 7 % 3
    outputs[np.arange(100), labels] -= 1
    places = written.followed_places(100)
    one = written.constant(1.0)
    table = np.where(np.eye(3, dtype=bool)[labels[places]], one, 0)
    found = written.of_all_samples(table)
    assert found is not None
    assert found.tolist() == np.eye(3)[labels].tolist()


def test_what_is_computed_anew_of_numbers_that_were_not_followed_is_not_known(written: SampledTape) -> None:
    outputs = np.tanh(numbers(100, 2) @ numbers(2, 3))
    shuffled = outputs[np.arange(99, -1, -1)]
    table = written.recorded(nodes_of(shuffled)[written.followed_places(100)])
    assert written.of_all_samples(table) is None


def test_a_layer_as_wide_as_a_large_batch_stops_the_program(written: SampledTape) -> None:
    with pytest.raises(Enough):
        numbers(100, 784) @ numbers(784, 10)
    assert written.has_large_steps


def test_a_sum_over_the_batch_that_goes_back_into_each_sample_mixes_them(written: SampledTape) -> None:
    sums = numbers(100, 2) @ numbers(2, 3)
    start = written.length - 1
    gradient = apply_function(np.sum, (sums,), {"axis": 0})
    gradient * 0.1
    assert not written.mixes_samples(start, written.length - 1)
    sums - gradient / 100
    assert written.mixes_samples(start, written.length - 1)


def test_a_sum_that_is_learnt_mixes_nothing(written: SampledTape) -> None:
    data = numbers(100, 2)
    weights = numbers(2, 3)
    start = written.length - 1
    updated = weights - (data.T @ (data @ weights)) * 0.01
    data @ updated
    end = written.length - 1
    assert written.mixes_samples(start, end)
    assert not written.mixes_samples(start, end, frozenset(nodes_of(updated).ravel().tolist()))


def test_units_that_have_no_value_of_some_samples_tell_no_batch(written: SampledTape) -> None:
    units = [FoundUnit((1,), 1, {0: 5, 2: 9}), FoundUnit((2,), 1, {0: 7})]
    assert samples_in_file(written, units, 3) == 3
