from __future__ import annotations

import math
import re
from dataclasses import replace

import pytest

from xortui.core.backpropagation import write_program
from xortui.core.initial import Initial
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.problems import Problem, Start, load_problem

XOR = load_problem("xor")


def test_starting_parameters_are_the_seeds_on_every_machine_and_in_every_version() -> None:
    assert XOR.initial_parameters() == {
        "w1": -0.7312715117751976,
        "w2": 0.6948674738744653,
        "w3": 0.5275492379532281,
        "w4": -0.4898619485211566,
        "b1": 0.3031859454455259,
        "b2": 0.5774467022710263,
        "w5": -0.009129825816118098,
        "w6": -0.10101787042252375,
        "b3": -0.8122808264515302,
    }


def test_a_given_parameter_leaves_the_others_as_they_were() -> None:
    given = replace(XOR, start=replace(XOR.start, parameters={"w3": 7.0}))
    assert given.initial_parameters() == XOR.initial_parameters() | {"w3": 7.0}


def test_the_width_of_the_start_scales_what_is_drawn() -> None:
    narrow = replace(XOR, start=replace(XOR.start, initial=Initial("uniform", 0.25)))
    assert narrow.initial_parameters() == {name: value / 4 for name, value in XOR.initial_parameters().items()}
    assert set(replace(XOR, start=replace(XOR.start, initial=Initial("zeros"))).initial_parameters().values()) == {0.0}


def test_velocities_and_gradient_sums_start_at_zero() -> None:
    problem = replace(XOR, training=Training(momentum=0.9, update="epoch"))
    state = write_program(problem.network, problem.training).state
    assert problem.initial_state(state) == (*XOR.initial_parameters().values(), *[0.0] * 18)
    assert problem.settings == (("η", 0.5), ("μ", 0.9))


def test_overrides_change_what_they_name_and_nothing_else() -> None:
    other = XOR.with_overrides(seed=5, learning_rate=2.0)
    assert other == replace(XOR, start=replace(XOR.start, seed=5), training=replace(XOR.training, learning_rate=2.0))
    assert XOR.with_overrides() == XOR
    deeper = replace(XOR, network=Network(activations=("tanh", "sigmoid"))).with_overrides(hidden=(4, 3))
    assert deeper.network.layers == (2, 4, 3, 1)
    assert deeper.network.activations == ("tanh", "tanh", "sigmoid")
    assert XOR.with_overrides(hidden=()).network.layers == (2, 1)


def test_other_hidden_layers_are_refused_where_single_parameters_are_named() -> None:
    named = replace(XOR, start=Start(parameters={"w1": 0.1}), network=Network(frozen=frozenset({"b1"})))
    with pytest.raises(
        ValueError, match=r"hidden: expected the problem's own layers, as it gives or freezes b1, w1 by name"
    ):
        named.with_overrides(hidden=(3,))
    assert named.with_overrides(hidden=(2,)) == named


@pytest.mark.parametrize("learning_rate", [math.nan, math.inf, -1.0])
def test_an_impossible_override_is_refused(learning_rate: float) -> None:
    with pytest.raises(ValueError, match="learning_rate: expected a finite number of at least 0"):
        XOR.with_overrides(learning_rate=learning_rate)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"samples": ()}, "samples: expected at least one"),
        (
            {"samples": (((0.0,), (1.0,)),)},
            "samples: sample 1: x: expected 2 numbers for a 2-2-1 network, got 1",
        ),
        (
            {"samples": (*XOR.samples, ((0.0, 1.0), ()))},
            "samples: sample 5: y: expected 1 number for a 2-2-1 network, got 0",
        ),
        (
            {"samples": (((0.0, math.inf), (1.0,)),)},
            "samples: sample 1: x: expected finite numbers of at most 1e+100, got [0.0, inf]",
        ),
        (
            {"start": Start(parameters={"w7": 1.0})},
            "start.parameters.w7: no such parameter in a 2-2-1 network; expected w1 … w6, b1 … b3",
        ),
        ({"start": Start(parameters={"w1": math.nan})}, "start.parameters.w1: expected a finite number, got nan"),
        (
            {"network": Network(loss="binary-cross-entropy"), "samples": (((0.0, 0.0), (1.5,)),)},
            "samples: sample 1: y: expected numbers from 0 to 1 for binary-cross-entropy, got [1.5]",
        ),
    ],
)
def test_parts_that_do_not_fit_are_refused_with_what_was_expected(changes: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        replace(XOR, **changes)  # type: ignore[arg-type]  # wrong on purpose


def test_equal_problems_are_equal() -> None:
    assert load_problem("xor") == XOR
    assert isinstance(XOR, Problem)


def test_a_changed_problem_has_not_the_numbers_of_its_source() -> None:
    mazur = load_problem("mazur")
    assert mazur.with_overrides() is mazur
    assert mazur.with_overrides(seed=mazur.start.seed).published
    changed = mazur.with_overrides(learning_rate=2.0)
    assert (changed.published, changed.errata) == ((), ())
