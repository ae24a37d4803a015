"""Each mistake of the catalogue has a row that says how it shows, and where its line is."""

from __future__ import annotations

import pytest

from xortui.check.judgement.scales import ParameterArray, scaled
from xortui.check.judgement.symptoms import SYMPTOMS, Shows
from xortui.core.mistakes import INDISTINGUISHABLE, MISTAKES


def test_every_mistake_of_the_catalogue_has_a_row_in_its_order() -> None:
    assert list(SYMPTOMS) == [mistake.id for mistake in MISTAKES]


FACTORS = {
    0.0: "bias-never-updated",
    -1.0: "uphill",
    0.25: "bias-averaged",
    4.0: "bias-not-averaged",
    0.1: "rate-twice",
    10.0: "rate-missing",
    3.0: "stray-factor",
}
"""How far the biases of a layer go, with η = 0.1 and a batch of 4 → what that is."""


@pytest.mark.parametrize("factor", FACTORS)
def test_what_is_told_from_the_size_of_steps_is_not_searched_for(factor: float) -> None:
    weights = ParameterArray("W", 1, is_bias=False, ratio=0.1, parameters=("w1",))
    biases = ParameterArray("b", 1, is_bias=True, ratio=0.1 * factor, parameters=("b1",))
    found = scaled([weights, biases], base=0.1, rates=[0.1], samples=4)
    assert [one.id for one in found] == [FACTORS[factor]]
    assert SYMPTOMS[found[0].id].shows is Shows.SIZE


def test_a_mistake_is_preferred_to_one_that_no_numbers_tell_from_it() -> None:
    groups = [set(alike.ids) for alike in INDISTINGUISHABLE]
    groups.append({"slope-of-other", "slope-twice"})  # 0.1 of leaky ReLU twice is the 0.01 of another one
    rows = [(name, symptom.preferred.to) for name, symptom in SYMPTOMS.items() if symptom.preferred is not None]
    assert rows
    assert all({name, other} in groups for name, other in rows)
