"""What is asked about all samples at once."""

from __future__ import annotations

import pickle
from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.problems import load_problem
from xortui.problems.samples import Samples

numbers = st.floats(-1e6, 1e6)
samples = st.lists(st.tuples(st.tuples(numbers, numbers), st.tuples(numbers)), min_size=1, max_size=8)


@given(samples)
def test_the_largest_number_is_that_of_all_inputs_and_targets(rows: list[tuple[tuple[float, ...], ...]]) -> None:
    every = [abs(number) for sample in rows for part in sample for number in part]
    assert Samples(rows).largest == max(every)  # type: ignore[arg-type]  # pairs of tuples


@pytest.mark.parametrize("odd", [nan, inf, -inf, 10**400])
def test_what_is_no_finite_number_is_larger_than_all(odd: float) -> None:
    assert Samples([((0.0, 1.0), (0.0,)), ((1.0, odd), (1.0,))]).largest == inf
    assert Samples([((0.0, 1.0), (odd,)), ((1.0, 2.0), (1.0,))]).largest == inf


def test_numbers_whose_sum_is_none_are_taken_for_larger_than_all() -> None:
    assert Samples([((1e308,), (0.0,)), ((1e308,), (0.0,))]).largest == inf


def test_columns_have_the_values_of_each_input_and_target() -> None:
    found = Samples([((1.0, 2.0), (3.0,)), ((4.0, 5.0), (6.0,))])
    assert found.x_columns == ((1.0, 4.0), (2.0, 5.0))
    assert found.y_columns == ((3.0, 6.0),)


def test_sizes_are_those_of_every_sample() -> None:
    found = Samples([((1.0, 2.0), (3.0,)), ((4.0,), (6.0,))])
    assert not found.have_sizes(2, 1)
    assert Samples(found[:1]).have_sizes(2, 1)
    assert not Samples(found[:1]).have_sizes(2, 2)


def test_they_are_taken_as_they_are_where_they_remember_already() -> None:
    problem = load_problem("xor")
    assert isinstance(problem.samples, Samples)
    assert Samples.of(problem.samples) is problem.samples
    assert pickle.loads(pickle.dumps(problem.samples)) == problem.samples
