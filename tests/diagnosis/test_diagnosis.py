"""The published start that gets stuck: what it is, what frees it, and that this is so when it is done."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import lru_cache
from random import Random

import numpy as np
import pytest

from tests.diagnosis.planted import PLANTED, XOR, base, problem, standing, with_rate
from xortui.core.hessian import HessianOf
from xortui.core.mistakes import mistake_named
from xortui.debugger import Debugger
from xortui.debugger.planting import planted_in
from xortui.debugger.source_file import FileCause
from xortui.diagnosis.case import case_of
from xortui.diagnosis.constant_answers import least_loss, loss_of_constant
from xortui.diagnosis.diagnosis import Condition, Diagnosis, diagnose, diagnosis_record
from xortui.diagnosis.evidence import Evidence
from xortui.diagnosis.finding import Finding
from xortui.diagnosis.of_units import largest_sums_of_dead
from xortui.diagnosis.trainer import Work
from xortui.diagnosis.wording import number
from xortui.problems import load_problem
from xortui.problems.problem import Names
from xortui.render.diagnosis import diagnosis_lines


@lru_cache(maxsize=1)
def stuck() -> Diagnosis:
    debugger = Debugger("stuck")
    debugger.go_to("e1000")
    return diagnose(case_of(debugger))


def finding(found: Diagnosis, id_: str) -> Finding:
    return next(one for one in found.findings if one.id == id_)


class TestStuck:
    """Toy-Neural-Network-JS, issue 155: two samples stay at about a half."""

    def test_it_is_a_minimum_with_the_eigenvalues_of_the_hessian(self) -> None:
        assert stuck().condition is Condition.STUCK
        told = finding(stuck(), "minimum")
        debugger = Debugger("stuck")
        debugger.go_to("e1000")
        curvature = HessianOf(debugger.timeline.program, debugger.problem.samples).at(debugger.snapshot().state)
        assert told.numbers["eigenvalues"] == pytest.approx(np.linalg.eigvalsh(curvature.hessian), rel=1e-6, abs=1e-12)
        assert curvature.axes().values[0] > 0
        assert "all 9 eigenvalues of the Hessian are positive" in told.sentence
        assert "2 of 4 samples are wrong: (1, 0) → 0.48 and (1, 1) → 0.486" in told.sentence

    def test_what_frees_it_frees_it_on_a_fork(self) -> None:
        out = stuck().way_out
        assert out is not None
        debugger = Debugger("stuck")
        debugger.go_to("e1000")
        debugger.edit_together(out.values)
        debugger.go_to(f"e{1000 + out.epochs}")
        survey = debugger.snapshot().survey
        assert survey is not None
        assert survey.loss == pytest.approx(out.loss, rel=1e-9)
        assert survey.loss < 0.1 * 0.125
        assert debugger.fork.number == 1

    def test_early_it_tells_where_training_leads(self) -> None:
        found = diagnose(standing(load_problem("stuck"), 100))
        assert finding(found, "minimum").sentence.startswith("Training leads, in 5,000 epochs, to a loss of 0.0627")


def test_lines_are_as_wide_as_they_may_be_and_the_record_is_json() -> None:
    for width in (34, 78):
        lines = diagnosis_lines(stuck(), width)
        assert max(map(len, lines)) <= width
        assert any("a minimum that solves nothing" in line for line in lines)
    record = json.loads(json.dumps(diagnosis_record(stuck()), allow_nan=False))
    assert record["condition"] == "stuck"
    assert record["causes"][0]["id"] == "minimum"
    assert record["way_out"]["epochs"] > 0


def test_training_that_diverged_is_looked_at_before_it_did() -> None:
    debugger = Debugger("diverging")
    debugger.go_to("e1000")
    found = diagnose(case_of(debugger))
    assert found.condition is Condition.DIVERGED
    assert finding(found, "rate-too-large").sentence.startswith("The learning rate η = 1.2 is too large: training div")
    assert json.dumps(diagnosis_record(found), allow_nan=False)


def test_a_plateau_tells_how_long_it_takes() -> None:
    """The loss after the epochs that are told, at that pace, would be half."""
    found = diagnose(standing(load_problem("xor"), 0))
    assert found.condition is Condition.HEALTHY
    assert found.summary[-1].startswith("Nothing is wrong: trained on as it is, it has learnt after ")


def test_of_a_training_with_a_mistake_that_learns_nobody_says_that_nothing_is_wrong() -> None:
    xor = load_problem("xor")
    debugger = Debugger(xor, mistakes=planted_in(xor, [mistake_named("slope-twice")]))
    debugger.go_to("e200")
    found = diagnose(case_of(debugger))
    assert [one.id for one in found.findings] == ["wrong-gradients"]
    assert found.condition is Condition.HEALTHY
    assert found.summary[-1].startswith("It learns all the same: trained on as it is, it has learnt after ")
    ending = "So the steps do not follow the gradient. It learns all the same; from another start it may not."
    assert found.findings[0].sentence.endswith(ending)


def test_of_wrong_gradients_that_do_not_learn_no_luck_is_told() -> None:
    found = diagnose(PLANTED["wrong-gradients"](0))
    assert found.condition not in (Condition.LEARNT, Condition.HEALTHY)
    ending = "So the steps do not follow the gradient down, wherever training starts."
    assert finding(found, "wrong-gradients").sentence.endswith(ending)


def test_minus_zero_is_written_as_zero() -> None:
    assert [number(value) for value in (-0.0, 0.0, -0.5, float("-inf"))] == ["0", "0", "−0.5", "−∞"]


def test_what_cannot_be_told_is_said() -> None:
    """A network that is too wide for a Hessian, and given no work to try anything, shows nothing."""
    made = problem(XOR, (2, 3, 1), ("sigmoid", "sigmoid"), rate=0.0, seed=1)
    found = diagnose(standing(made, 1), most_work=0)
    assert [one.id for one in found.findings] in ([], ["saddle"], ["minimum"])
    assert found.way_out is None


class TestConstantAnswers:
    """What a loss is held against."""

    def test_of_xor_it_is_an_eighth(self) -> None:
        assert loss_of_constant(load_problem("xor").network, "half-squared-error", XOR) == pytest.approx(0.125)

    def test_of_cross_entropy_it_is_the_entropy_of_the_targets(self) -> None:
        assert loss_of_constant(load_problem("xor-bce").network, "binary-cross-entropy", XOR) == pytest.approx(
            np.log(2)
        )

    def test_contradicting_samples_leave_a_loss_that_no_network_gets_below(self) -> None:
        samples = (*XOR, ((0.0, 0.0), (1.0,)))
        # Two of five samples have the answer ½: each has a loss of ⅛.
        assert least_loss(load_problem("xor").network, "half-squared-error", samples) == pytest.approx(2 * 0.125 / 5)
        assert least_loss(load_problem("xor").network, "half-squared-error", XOR) == 0.0


def test_with_dropout_it_is_the_loss_of_the_whole_network() -> None:
    case = standing(load_problem("dropout"), 20)
    debugger = Debugger("dropout")
    debugger.go_to("e20")
    survey = debugger.snapshot().survey
    found = diagnose(case)
    assert survey is not None
    assert found.loss == pytest.approx(survey.loss, rel=1e-9)
    assert found.condition is Condition.HEALTHY


@pytest.mark.parametrize("epochs", [0, 600, 900, 1100, 1300, 1500, 3000])
def test_where_the_status_line_asks_for_more_than_c_that_is_said(epochs: int) -> None:
    debugger = Debugger("xor")
    debugger.go_to(f"e{epochs}")
    found = diagnose(case_of(debugger))
    survey = debugger.snapshot().survey
    assert survey is not None
    told = f"The status line asks for more: every output within 0.1 of its target. {survey.right} of 4 are so near."
    differs = found.condition is Condition.LEARNT and not debugger.snapshot().is_learnt
    assert (told in found.summary) is differs


def test_a_rate_is_too_large_where_every_smaller_one_learns_from_the_same_start() -> None:
    learning = base(28)
    case = standing(with_rate(learning, 10 * learning.training.learning_rate), 500)
    found = diagnose(case)
    told = finding(found, "rate-too-large")
    assert told.sentence == (
        "The learning rate η = 1.23 is too large for this start: from it training has not learnt after "
        "5,000 epochs, and it learns with every smaller rate that was tried."
    )
    losses = told.numbers["losses with them"]
    assert isinstance(losses, list)
    rate = case.problem.training.learning_rate
    assert told.numbers["smaller rates"] == [0.3 * rate, 0.1 * rate, 0.01 * rate]
    for multiple, epochs, loss in zip((0.3, 0.1, 0.01), (94, 309, 2516), losses, strict=True):
        debugger = Debugger(with_rate(case.problem, multiple * rate))
        debugger.go_to(f"e{epochs}")
        survey = debugger.snapshot().survey
        assert survey is not None
        assert survey.loss == pytest.approx(loss, rel=1e-9)
        assert survey.loss < 0.1 * loss_of_constant(case.problem.network, case.problem.network.loss, case.samples)
    # All its weights have shrunk to nothing, and agree in that; they did not start so.
    assert [one.id for one in found.findings] == ["rate-too-large", "saddle"]


def test_a_rate_at_which_the_start_is_learnt_is_not_too_large_for_it() -> None:
    made = base(2)
    debugger = Debugger(made)
    debugger.go_to("e50")
    debugger.edit_together(dict.fromkeys(made.network.parameter_names, 8.0))
    debugger.go_to("e60")
    found = diagnose(case_of(debugger))
    assert found.condition is Condition.STUCK
    assert "rate-too-large" not in [one.id for one in found.findings]


def test_units_that_an_edit_makes_equal_are_told() -> None:
    debugger = Debugger("xor")
    debugger.go_to("e10")
    names = debugger.problem.network.parameter_names
    debugger.edit_together(dict.fromkeys(names, 0.5))
    debugger.go_to("e20")
    told = finding(diagnose(case_of(debugger)), "equal-units")
    assert "they have been given equal weights, so they get equal gradients" in told.sentence
    assert told.helps == "Give them different weights."


@pytest.mark.parametrize(
    ("activation", "bias", "is_told"),
    [
        ("relu", -9.0, True),
        ("relu(1)", -9.0, True),
        ("scaled(relu, 2)", -9.0, True),
        ("scaled(relu, -2, 0.5, 1)", -9.0, True),
        ("scaled(relu, 2)", 9.0, False),
        ("scaled(relu, 1, -1)", -9.0, False),  # it is 0 above 0
        ("leaky-relu", -9.0, False),
    ],
)
def test_a_unit_of_relu_is_dead_however_it_is_scaled(activation: str, bias: float, *, is_told: bool) -> None:
    made = problem(XOR, (2, 3, 1), (activation, "sigmoid"), rate=0.5, seed=3)
    started = replace(made, start=replace(made.start, parameters={"b2": bias}))
    dead = largest_sums_of_dead(Evidence(standing(started, 5), Work(0)))
    assert ("h2" in dead) is is_told


def test_without_bias_no_weights_change_the_answer_to_zeros() -> None:
    case = PLANTED["no-bias"](16)
    told = finding(diagnose(case), "no-bias")
    assert told.sentence.endswith(
        "its output is 0, and its target 1. No weights change that output, so C is never below 0.125; "
        "at 0.05 it counts as learnt."
    )
    assert told.helps == "With a bias in every unit 8 of 8 other starts learn, in 70 epochs at the median."


def test_units_that_columns_without_scaling_have_killed_are_named_with_what_to_write() -> None:
    draw = Random(3)
    people = []
    for turn in range(60):
        tall, heavy = (178, 80) if turn % 2 else (165, 62)
        x = (draw.gauss(tall, 7), draw.gauss(heavy, 9))
        people.append((x, (float(turn % 2),)))
    made = problem(tuple(people), (2, 4, 1), ("relu", "sigmoid"), rate=0.5, seed=1)
    made = replace(made, names=Names(inputs=("height", "weight")))
    told = finding(diagnose(standing(made, 3)), "unscaled-columns")
    assert "x1 (height) goes from" in told.sentence
    assert "By now the sums of h1 and h4 are above 0 for no sample" in told.sentence
    assert told.helps.endswith('For a data file, data.scaling = "standard" does that.')


def test_sums_that_are_never_cleared_are_seen_in_the_second_epoch() -> None:
    told = finding(diagnose(PLANTED["wrong-steps"](31)), "wrong-steps")
    assert "In the 2 epochs after step " in told.sentence


def test_where_constant_outputs_are_best_no_rate_is_too_large() -> None:
    made = base(52)
    opposite = tuple((x, (1.0 - y[0],)) for x, y in made.samples)
    all_contradict = replace(made, samples=(*made.samples, *opposite))
    told = [one.id for one in diagnose(standing(all_contradict, 800)).findings]
    assert "contradictory-samples" in told
    assert "rate-too-large" not in told


def test_what_the_check_of_a_file_has_found_comes_first_and_explains_the_rest() -> None:
    stands = PLANTED["plateau"](0)
    torn = FileCause("torn-pairs", "Inputs and targets do not stay together: here.")
    found = diagnose(replace(stands, file_causes=(torn,)))
    assert found.findings[0].id == "torn-pairs"
    assert found.findings[0].sentence == torn.sentence
    assert "plateau" not in [one.id for one in found.findings]
    assert found.way_out is None  # no other weights put the pairs together


def test_what_the_check_tells_and_the_numbers_show_too_is_told_once() -> None:
    stands = PLANTED["dead-units"](0)
    dead = FileCause("dead-units", "Unit 1 of layer 1 is dead.")
    printed = FileCause("other-cost-printed", "Your steps follow another cost.")
    alone = diagnose(stands)
    found = diagnose(replace(stands, file_causes=(printed, dead)))
    assert found.findings[0] == finding(alone, "dead-units")
    assert [one.id for one in found.findings].count("dead-units") == 1
    assert "other-cost-printed" not in [one.id for one in found.findings]


def test_of_a_training_that_has_learnt_a_bad_start_is_not_told() -> None:
    debugger = Debugger("xor")
    debugger.go_to("e3000")
    bad = FileCause("bad-start", "The start is a bad one.")
    found = diagnose(replace(case_of(debugger), file_causes=(bad,)))
    assert (found.condition, found.findings) == (Condition.LEARNT, ())
