from __future__ import annotations

from collections import Counter
from dataclasses import replace
from functools import cache
from math import isfinite

import pytest

from xortui import Debugger
from xortui.core.training import Training
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.stop import Reason
from xortui.problems import Problem, load_problem
from xortui.problems.problem_file import built_in_names

NAMES = (
    "adam",
    "and",
    "circle",
    "cs231n-neuron",
    "dead-relu",
    "diverging",
    "dropout",
    "goodfellow",
    "iris",
    "majority-3",
    "mazur",
    "moons",
    "nand",
    "or",
    "overfitting",
    "parity-3",
    "saturated",
    "sine",
    "spiral",
    "stuck",
    "symmetric",
    "vanishing",
    "xor",
    "xor-3",
    "xor-bce",
    "xor-skip",
    "xor-tanh",
)
LEARNT_AFTER = {
    "and": 1000,
    "circle": 400,
    "goodfellow": 0,
    "majority-3": 600,
    "mazur": 250,
    "moons": 150,
    "nand": 1000,
    "or": 750,
    "parity-3": 1800,
    "xor": 1500,
    "xor-3": 1600,
    "xor-bce": 300,
    "xor-skip": 1800,
    "xor-tanh": 300,
}
"""Problems of at most 64 samples that are learnt, and a round number of epochs that is enough."""
RIGHT_AFTER = {"circle": (400, 60), "moons": (150, 60), "spiral": (200, 100), "iris": (200, 143)}
"""Epochs, and how many samples are then right at least; 143 are 95 % of the irises."""
COUSINS = ("xor", "xor-tanh", "xor-bce")


@cache
def problem(name: str) -> Problem:
    return load_problem(name)


def at(which: str | Problem, position: str) -> Snapshot:
    """Return the picture of a position, which must be reached."""
    debugger = Debugger(problem(which) if isinstance(which, str) else which)
    assert debugger.go_to(position).reason is not Reason.DIVERGED
    return debugger.snapshot()


def value(snapshot: Snapshot, name: str) -> float:
    found = snapshot.value(name)
    assert found is not None
    return found


def of_sample(snapshot: Snapshot, sample: int, name: str) -> float:
    """Return a value for a sample with the parameters of the snapshot's position."""
    return snapshot.evaluate(snapshot.state, sample)[snapshot.program.by_target[name].number - 1]


def mean_loss(snapshot: Snapshot) -> float:
    losses = [of_sample(snapshot, sample, "C") for sample in range(len(snapshot.problem.samples))]
    return sum(losses) / len(losses)


def outputs(snapshot: Snapshot) -> list[float]:
    return [snapshot.outputs(sample)[0] for sample in range(1, len(snapshot.problem.samples) + 1)]


def right(snapshot: Snapshot) -> Counter[int]:
    """Return how many samples of each class are taken for what they are."""
    found: Counter[int] = Counter()
    for sample, (_, y) in enumerate(snapshot.problem.samples, start=1):
        o = snapshot.outputs(sample)
        wanted, got = (y.index(1.0), o.index(max(o))) if len(y) > 1 else (round(y[0]), int(o[0] > 0.5))
        found[wanted] += wanted == got
    return found


def hidden_values(snapshot: Snapshot, unit: str) -> list[float]:
    return [of_sample(snapshot, sample, unit) for sample in range(len(snapshot.problem.samples))]


def first_learnt(which: str | Problem, most: int = 2000) -> int | None:
    """Return the first of the epochs 0, 25, 50 … after which every output is within 0.1 of its target."""
    debugger = Debugger(which)
    for epoch in range(0, most + 1, 25):
        debugger.go_to(f"e{epoch}")
        if debugger.snapshot().is_learnt:
            return epoch
    return None


class TestWords:
    def test_the_built_in_problems_are_these(self) -> None:
        assert built_in_names() == tuple(sorted(NAMES))

    @pytest.mark.parametrize("name", NAMES)
    def test_title_story_and_source_are_there_and_fit(self, name: str) -> None:
        said = problem(name)
        assert said.name == name
        assert 0 < len(said.title) <= 40
        assert 0 < len(said.story) <= 600
        assert said.source
        for text in (said.title, said.story, said.source):
            assert text == " ".join(text.split())  # one paragraph, no odd blanks
        assert said.story.endswith(".")
        assert 2 <= sum(said.story.count(end) for end in (". ", "? ")) + 1 <= 6

    def test_titles_and_stories_differ(self) -> None:
        assert len({problem(name).title for name in NAMES}) == len(NAMES)
        assert len({problem(name).story for name in NAMES}) == len(NAMES)

    @pytest.mark.parametrize("name", NAMES)
    def test_the_start_is_finite_and_small_enough_for_the_fast_floats(self, name: str) -> None:
        snapshot = at(name, "1")
        assert all(map(isfinite, snapshot.values))
        assert len(problem(name).network.parameters) <= 110


class TestLearning:
    @pytest.mark.parametrize("name", LEARNT_AFTER)
    def test_it_is_learnt_after_so_many_epochs(self, name: str) -> None:
        assert at(name, f"e{LEARNT_AFTER[name]}").is_learnt
        assert name == "goodfellow" or not at(name, "e10").is_learnt

    @pytest.mark.parametrize("name", RIGHT_AFTER)
    def test_so_many_samples_are_right(self, name: str) -> None:
        epochs, least = RIGHT_AFTER[name]
        assert sum(right(at(name, f"e{epochs}")).values()) >= least

    def test_the_cousins_of_xor_differ_in_one_thing_each(self) -> None:
        starts = [problem(name).initial_parameters() for name in COUSINS]
        assert starts[0] == starts[1] == starts[2]
        assert problem("xor").training == problem("xor-tanh").training == problem("xor-bce").training
        assert problem("xor").samples == problem("xor-tanh").samples == problem("xor-bce").samples

    def test_xor_waits_and_then_falls_and_its_cousins_wait_less(self) -> None:
        losses = [mean_loss(at("xor", f"e{epoch}")) for epoch in (20, 500, 1000)]
        assert losses[0] - losses[1] < 0.001
        assert losses[2] < losses[1] / 4
        xor, tanh, bce = (first_learnt(name) for name in COUSINS)
        assert xor
        assert tanh
        assert bce
        assert 4 * tanh < xor
        assert 4 * bce < xor

    def test_the_hidden_units_of_xor_each_answer_a_simpler_question(self) -> None:
        snapshot = at("xor", "e2000")
        assert [round(h) for h in hidden_values(snapshot, "h1")] == [0, 1, 0, 0]
        assert [round(h) for h in hidden_values(snapshot, "h2")] == [0, 0, 1, 0]

    def test_with_cross_entropy_the_error_goes_through_the_output_undiminished(self) -> None:
        snapshot = at("xor-bce", "1")
        assert value(snapshot, "∂C/∂z3") == value(snapshot, "ŷ")  # y is 0

    def test_a_third_hidden_unit_finds_a_way_from_every_start_and_two_from_two_thirds(self) -> None:
        learnt = {
            name: sum(at(problem(name).with_overrides(seed=seed), "e5500").is_learnt for seed in range(30))
            for name in ("xor", "xor-3")
        }
        assert learnt["xor-3"] == 30
        assert 18 <= learnt["xor"] <= 22

    def test_with_direct_connections_one_hidden_unit_tells_one_case_apart(self) -> None:
        snapshot = at("xor-skip", "e2000")
        assert problem("xor-skip").network.skips
        assert [round(h, 1) for h in hidden_values(snapshot, "h1")] == [0.0, 0.9, 0.0, 0.0]
        weights = {name: value(snapshot, name) for name in ("w3", "w4", "w5")}
        assert max(weights, key=lambda name: abs(weights[name])) == "w3"

    def test_gates_settle_on_the_weights_their_stories_say(self) -> None:
        gates = {name: at(name, "e1000") for name in ("and", "or", "nand", "majority-3")}
        w1, w2, b1 = (value(gates["or"], name) for name in ("w1", "w2", "b1"))
        assert b1 < 0 < min(w1, w2) + b1
        assert [value(gates["nand"], name) for name in ("w1", "w2", "b1")] == pytest.approx(
            [-value(gates["and"], name) for name in ("w1", "w2", "b1")], abs=0.05
        )
        votes = [value(gates["majority-3"], name) for name in ("w1", "w2", "w3")]
        assert max(votes) - min(votes) < 0.05
        assert value(gates["majority-3"], "b1") / votes[0] == pytest.approx(-1.5, abs=0.05)

    def test_or_is_learnt_sooner_than_and(self) -> None:
        either, both = first_learnt("or"), first_learnt("and")
        assert either
        assert both
        assert either < both

    def test_parity_waits_for_nine_hundred_epochs_and_needs_three_hidden_units(self) -> None:
        assert mean_loss(at("parity-3", "e20")) - mean_loss(at("parity-3", "e900")) < 0.003
        assert mean_loss(at("parity-3", "e1400")) < 0.02
        narrow = problem("parity-3").with_overrides(hidden=(2,))
        assert not at(narrow, "e3000").is_learnt

    def test_moons_are_nearly_told_apart_by_a_line_after_ten_epochs(self) -> None:
        assert 54 <= sum(right(at("moons", "e10")).values()) <= 57

    def test_a_triangle_leaves_a_point_or_two_of_the_circle_on_the_wrong_side(self) -> None:
        assert 58 <= sum(right(at(problem("circle").with_overrides(hidden=(3,)), "e1000")).values()) < 60

    def test_the_spiral_takes_longer_without_momentum(self) -> None:
        spiral = problem("spiral")
        slow = replace(spiral, training=replace(spiral.training, momentum=0.0))
        assert sum(right(at(slow, "e400")).values()) < 90
        assert sum(right(at("spiral", "e50")).values()) < 75


class TestWorkedExamples:
    def test_goodfellows_solution_has_no_error_and_stays_as_it_is(self) -> None:
        start, later = at("goodfellow", "0"), at("goodfellow", "e10")
        assert outputs(start) == [0.0, 1.0, 1.0, 0.0]
        parameters = problem("goodfellow").network.parameter_names
        assert [value(start, name) for name in parameters] == [value(later, name) for name in parameters]
        assert all(at("goodfellow", str(step)).gradient(name) == 0 for step in range(1, 5) for name in parameters)

    def test_mazurs_biases_stay_and_his_slips_are_what_updating_too_early_gives(self) -> None:
        snapshot = at("mazur", "10000")
        assert [value(snapshot, f"b{i}") for i in range(1, 5)] == [0.35, 0.35, 0.6, 0.6]
        assert snapshot.outputs(1) == pytest.approx((0.015913620, 0.984064274), abs=1e-9)
        early = at(replace(problem("mazur"), training=Training(simultaneous=False)), "10000")
        assert early.outputs(1) == pytest.approx((0.015912196, 0.984065734), abs=1e-9)
        assert of_sample(at("mazur", "1"), 0, "C") == pytest.approx(0.291027774, abs=1e-9)  # printed as …924
        assert (len(problem("mazur").published), len(problem("mazur").errata)) == (28, 5)

    def test_the_neuron_of_cs231n_begins_its_backward_pass_with_one(self) -> None:
        snapshot = at("cs231n-neuron", "1")
        assert value(snapshot, "∂C/∂ŷ") == 1.0
        gradients = [snapshot.gradient(name) for name in ("w1", "w2", "b1")]
        assert gradients == pytest.approx([-0.196612, -0.393224, 0.196612], abs=1e-6)

    def test_only_what_a_source_prints_is_published(self) -> None:
        assert {name for name in NAMES if problem(name).published} == {"adam", "cs231n-neuron", "goodfellow", "mazur"}
        assert {name for name in NAMES if problem(name).errata} == {"mazur"}


class TestIris:
    def test_it_is_fishers_table(self) -> None:
        samples = problem("iris").samples
        assert Counter(y for _, y in samples) == {(1, 0, 0): 50, (0, 1, 0): 50, (0, 0, 1): 50}
        sums = [round(sum(x[i] for x, _ in samples), 1) for i in range(4)]
        assert sums == [876.5, 458.6, 563.7, 179.9]
        setosa = [round(sum(x[i] for x, y in samples if y[0]), 1) for i in range(4)]
        assert setosa == [250.3, 171.4, 73.1, 12.3]

    def test_the_two_rows_that_the_uci_copy_has_wrong_are_fishers(self) -> None:
        samples = problem("iris").samples
        assert samples[34][0] == (4.9, 3.1, 1.5, 0.2)
        assert samples[37][0] == (4.9, 3.6, 1.4, 0.1)

    def test_the_species_in_the_middle_comes_last(self) -> None:
        assert right(at("iris", "e10")) == {0: 50, 1: 0, 2: 50}
        assert right(at("iris", "e200")) == {0: 50, 1: 45, 2: 50}

    def test_its_outputs_are_one_together(self) -> None:
        snapshot = at("iris", "e1")
        assert all(sum(snapshot.outputs(sample)) == pytest.approx(1.0) for sample in range(1, 151, 10))


class TestFailures:
    def test_stuck_learns_two_samples_and_leaves_two_half_way(self) -> None:
        assert outputs(at("stuck", "e1000"))[2:] == pytest.approx([0.48, 0.48], abs=0.01)
        assert outputs(at("stuck", "e100000")) == pytest.approx([0.003, 0.997, 0.484, 0.484], abs=0.0005)

    def test_the_errors_of_the_two_samples_that_are_stuck_cancel(self) -> None:
        third, fourth = (at("stuck", step).gradient("b3") for step in ("3999", "4000"))
        assert third
        assert fourth
        assert third < -0.1 < 0.1 < fourth
        assert abs(third + fourth) < 0.001

    @pytest.mark.parametrize("position", ["0", "1", "e1", "e100", "e5000"])
    def test_equal_units_stay_equal(self, position: str) -> None:
        snapshot = at("symmetric", position)
        for one, other in (("w1", "w2"), ("w3", "w4"), ("w5", "w6"), ("b1", "b2")):
            assert value(snapshot, one) == value(snapshot, other)
        assert hidden_values(snapshot, "h1") == hidden_values(snapshot, "h2")
        assert not snapshot.is_learnt

    @pytest.mark.parametrize("step", ["1", "2", "3", "4"])
    def test_saturated_units_have_no_slope(self, step: str) -> None:
        snapshot = at("saturated", step)
        assert max(value(snapshot, slope) for slope in ("∂h1/∂z1", "∂h2/∂z2", "∂ŷ/∂z3")) < 1e-4

    def test_saturated_outputs_are_wrong_and_do_not_move(self) -> None:
        for position in ("0", "e2000"):
            assert outputs(at("saturated", position)) == pytest.approx([0, 0, 0, 0], abs=1e-4)

    @pytest.mark.parametrize("epoch", [1, 2, 1000])
    @pytest.mark.parametrize("turn", [1, 2, 3, 4])
    def test_nothing_comes_through_a_dead_unit(self, epoch: int, turn: int) -> None:
        snapshot = at("dead-relu", str(4 * (epoch - 1) + turn))
        assert value(snapshot, "z1") < 0
        assert value(snapshot, "h1") == 0
        assert [snapshot.gradient(name) for name in ("w1", "w3", "b1", "w5")] == [0, 0, 0, 0]
        assert [value(snapshot, name) for name in ("w1", "w3", "b1")] == [-0.5, -0.5, -0.5]

    def test_the_unit_that_lives_is_not_enough(self) -> None:
        assert any(h > 0 for h in hidden_values(at("dead-relu", "e3000"), "h2"))
        assert not at("dead-relu", "e3000").is_learnt

    @pytest.mark.parametrize("step", ["1", "2", "3", "4"])
    def test_gradients_vanish_layer_by_layer(self, step: str) -> None:
        snapshot = at("vanishing", step)
        assert len(problem("vanishing").network.layers) == 8
        first, last = abs(value(snapshot, "∂C/∂b1")), abs(value(snapshot, "∂C/∂b13"))
        assert 0 < first < last / 10_000
        sizes = [max(abs(value(snapshot, f"∂C/∂b{i}")) for i in (k, k + 1)) for k in range(1, 13, 2)]
        assert sizes == sorted(sizes)

    def test_where_gradients_vanish_nothing_is_learnt(self) -> None:
        assert outputs(at("vanishing", "e2000")) == pytest.approx([0.5, 0.5, 0.5, 0.5], abs=0.01)

    def test_diverging_shows_some_epochs_and_then_time_ends(self) -> None:
        debugger = Debugger("diverging")
        losses = []
        for _ in range(9):
            assert debugger.step("epoch").reason is Reason.STEPPED
            losses.append(debugger.snapshot().losses.means[-1])
        assert losses[0] > losses[1] < losses[2] > losses[3] < losses[4] < losses[5] < losses[6]
        stop = debugger.step("epoch")
        assert (stop.reason, stop.position.step) == (Reason.DIVERGED, 37)
        assert not debugger.can_go_on

    def test_a_smaller_learning_rate_does_not_diverge(self) -> None:
        snapshot = at(problem("diverging").with_overrides(learning_rate=0.5), "e1000")
        assert mean_loss(snapshot) == pytest.approx(0.125, abs=0.01)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_in_a_built_in_problem_is_suspect(name: str) -> None:
    assert load_problem(name).notes == ()
