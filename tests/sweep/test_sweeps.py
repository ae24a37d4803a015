"""Whole sweeps: the same numbers however they are run, kept and gone on with; and the starts that they lead to."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from tests.sweep.exercises import ran
from xortui.core.initial import Initial
from xortui.debugger import Debugger
from xortui.problems import load_problem
from xortui.problems.problem_file import read_problem
from xortui.render.sweep import sweep_lines
from xortui.sweep import plan as plans
from xortui.sweep.choice import chosen_start
from xortui.sweep.claims import CLAIMS, judged
from xortui.sweep.ends import ends_of
from xortui.sweep.findings import Sweep
from xortui.sweep.found_start import with_drawn_start
from xortui.sweep.goal import Goal, default_goal, distance_named
from xortui.sweep.place import place_among
from xortui.sweep.placing import PlaceQuestion, PlaceSearch, find_place, start_of
from xortui.sweep.plan import Plan
from xortui.sweep.stuck import place_if_stuck
from xortui.sweep.sweep_file import read_sweep, write_sweep

XOR = load_problem("xor")
STUCK = load_problem("stuck")


def plan(starts: int = 600, epochs: int = 400, rates: tuple[float, ...] = (8.0,)) -> Plan:
    return Plan(XOR, starts=starts, epochs=epochs, goal=Goal(0.3), rates=rates)


def bits(sweep: Sweep) -> list[bytes]:
    found = []
    for findings in sweep.cells():
        found += [findings.learnt.tobytes(), findings.epochs.tobytes(), findings.parameters.tobytes()]
    return found


@pytest.fixture(scope="module")
def done() -> Sweep:
    sweep = Sweep(plan())
    sweep.run(1)
    return sweep


def test_any_number_of_processes_gives_the_same_bits(done: Sweep) -> None:
    told: list[int] = []
    sweep = Sweep(plan())
    sweep.run(2, tell=told.append)
    assert bits(sweep) == bits(done)
    assert told[-1] == 600


def test_a_sweep_that_was_stopped_and_kept_goes_on_to_the_same_bits(done: Sweep, tmp_path: Path) -> None:
    sweep = Sweep(plan())
    sweep.run(1, is_stopped=lambda: bool(sweep.done))
    assert sweep.starts_done == 500
    assert not sweep.is_complete
    write_sweep(sweep, tmp_path / "sweep.json")
    later = read_sweep(tmp_path / "sweep.json")
    assert later.starts_done == 500
    later.run(1)
    assert bits(later) == bits(done)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"xortui sweep": 2}, "expected 'xortui sweep': 1"),
        ({"trainers": ["engines"]}, "expected one of lanes, rows"),
        ({"done": {"0": {"learnt": [1], "epochs": [1], "states": ""}}}, "expected 9 numbers for each of 500 starts"),
        ({"done": {"9": {}}}, "not a sweep that xortui has kept"),
        ({"plan": {}}, "not a sweep that xortui has kept"),
    ],
)
def test_a_file_that_is_no_sweep_is_refused_in_a_line(
    done: Sweep, tmp_path: Path, change: dict[str, object], expected: str
) -> None:
    path = tmp_path / "sweep.json"
    write_sweep(done, path)
    path.write_text(json.dumps({**json.loads(path.read_text()), **change}))
    with pytest.raises(ValueError, match=expected) as refused:
        read_sweep(path)
    assert "\n" not in str(refused.value)


def test_a_chosen_start_has_the_weights_that_were_trained(done: Sweep) -> None:
    for which in ("stuck", "learnt", "end 1", "end 3", "seed 17", "cell 1 stuck"):
        chosen = chosen_start(done, which)
        exercise = done.plan.cells[0].exercise
        started = Debugger(chosen.problem).snapshot().state
        assert list(started) == exercise.states([chosen.seed])[:, 0].tolist()
        if which in ("stuck", "learnt"):
            assert bool(chosen.learnt) is (which == "learnt")


def test_the_debugger_finds_a_start_stuck_that_the_sweep_found_stuck(done: Sweep) -> None:
    chosen = chosen_start(done, "stuck")
    assert ran(done.plan.cells[0].exercise, chosen.seed, 60).learnt == 0


@pytest.mark.parametrize("text", ["", "end", "end 99", "cell 2 stuck", "seed 0", "seed x", "both"])
def test_what_is_no_choice_is_refused(done: Sweep, text: str) -> None:
    with pytest.raises(ValueError, match="expected"):
        chosen_start(done, text)


def test_ends_count_every_start_once(done: Sweep) -> None:
    findings = done.of(done.plan.cells[0])
    ends = ends_of(findings)
    assert sorted(seed for end in ends for seed in end.seeds) == findings.seeds.tolist()
    assert sum(end.starts for end in ends if end.way.has_learnt) == findings.share.part
    assert [end.starts for end in ends] == sorted((end.starts for end in ends), reverse=True)
    assert {end.way.middle for end in ends if end.way.has_learnt} == {"+", "−"}


def test_cells_are_all_combinations_and_draw_the_same_starts() -> None:
    found = Plan(XOR, 5, 10, rates=(0.1, 1.0), spreads=(0.5, 2.0), hidden=((2,), (3, 3)), optimizers=("adam", "lion"))
    assert len(found.cells) == 16
    cell = found.cells[-1]
    assert cell.optimizer == "lion"
    assert cell.exercise.problem.network.layers == (2, 3, 3, 1)
    assert cell.exercise.problem.training.learning_rate == 1.0
    assert cell.spread == "±2"
    assert cell.exercise.problem.training.beta2 == 0.99
    narrow, wide = (found.cells[place].exercise.states([7]) for place in (0, 2))
    np.testing.assert_allclose(wide[:9], 4 * narrow[:9])


def test_given_weights_are_drawn_but_frozen_ones_stay() -> None:
    exercise = Plan(load_problem("mazur"), 3).cells[0].exercise
    assert exercise.draws_given
    states = exercise.states([1, 2])
    names = exercise.problem.network.parameter_names
    assert states[names.index("b1")].tolist() == [0.35, 0.35]
    assert states[names.index("w1"), 0] != states[names.index("w1"), 1]


def test_a_network_in_which_nothing_learns_is_refused() -> None:
    frozen = replace(XOR, network=replace(XOR.network, frozen=frozenset(XOR.network.parameter_names)))
    with pytest.raises(ValueError, match="every parameter is frozen"):
        Plan(frozen, 3)


def test_the_published_start_that_is_stuck_is_among_the_stuck_ones() -> None:
    sweep = Sweep(Plan(STUCK, starts=60, epochs=1500))
    sweep.run(1)
    place = place_among(sweep, STUCK)
    assert place.learnt == 0
    assert place.way.answers == ("0", "1", "½", "½")
    assert 0 < place.alike < place.share.whole - place.share.part


def test_a_child_process_finds_the_same_place() -> None:
    question = PlaceQuestion(load_problem("or").with_overrides(learning_rate=8.0), (), starts=20)
    found = PlaceSearch(question).result()
    assert found == find_place(question, 1)
    assert found.place.share.value == 1.0


def test_starting_weights_of_a_seed_are_those_of_the_command_line() -> None:
    assert start_of(XOR, 17) == XOR.with_overrides(seed=17).initial_parameters()


def test_starts_like_one_that_was_found_are_as_wide_as_it() -> None:
    start = replace(STUCK.start, parameters={**STUCK.start.parameters, "b1": 0.0, "b2": 0.0, "b3": 0.0})
    found = with_drawn_start(replace(STUCK, start=start))
    assert found.start.initial == Initial("uniform", 0.9357427469178123, biases=0.0)
    assert with_drawn_start(XOR) is XOR


def test_goals_ask_for_a_distance_or_a_side_and_for_enough_samples() -> None:
    samples = (((0.0,), (0.2,)), ((1.0,), (0.8,)))
    ((low, high), _) = Goal(0.1).bounds(samples)
    assert low == pytest.approx((0.1,))
    assert high == pytest.approx((0.3,))
    assert Goal(None).bounds(samples) == [((-np.inf,), (0.5,)), ((0.5,), (np.inf,))]
    assert Goal(None, 0.95).needed(100) == 95
    assert Goal(None, 0.07).needed(100) == 7
    assert default_goal(samples * 10) == Goal(None, 0.95)
    assert distance_named("side") is None
    for wrong in ("0", "-1", "nan", "wide"):
        with pytest.raises(ValueError, match="expected a number above 0"):
            distance_named(wrong)


def test_a_claim_is_held_against_fewer_starts() -> None:
    (claim,) = (claim for claim in CLAIMS if claim.says.startswith("25 of 30"))
    found = []
    for one in claim.tries:
        plan = replace(one.plan(), starts=120, epochs=3000)
        found.append(judged(replace(one, plan=partial(replace, plan)), lambda sweep: sweep.run(1)))
    mean, total = found
    assert mean.agrees
    assert not total.agrees


def test_a_right_file_is_told_its_rate_only_where_others_learn_and_it_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(plans, "DEFAULT_STEPS", 6000)
    learns = load_problem("or").with_overrides(learning_rate=8.0)
    assert place_if_stuck(learns, ()) is None
    nobody_can = replace(STUCK, samples=(((0.0, 0.0), (0.5,)), ((0.0, 0.0), (1.0,))) * 8)
    assert place_if_stuck(nobody_can, ()) is None
    assert place_if_stuck(replace(XOR, samples=XOR.samples * 1000), ()) is None
    place = place_if_stuck(STUCK, ())
    assert place is not None
    assert 0 < place.share.part < place.share.whole == 100
    assert place.learnt == 0


DROPPED = """
[network]
layers = [2, 2, 1]
[training]
dropout = 0.5
[[samples]]
x = [0, 1]
y = [1]
"""
MADE = """
features = ["x1*x2"]
[network]
layers = [3, 2, 1]
[[samples]]
x = [0, 1]
y = [1]
[[samples]]
x = [1, 1]
y = [0]
"""


def test_dropout_is_refused_in_a_line() -> None:
    with pytest.raises(ValueError, match="dropout can't be swept"):
        Plan(read_problem(DROPPED, "dropped", "dropped.toml"), 3)


def test_inputs_that_are_made_of_others_are_swept_and_drawn() -> None:
    sweep = Sweep(Plan(read_problem(MADE, "made", "made.toml"), 5, 40))
    sweep.run(1)
    text = "\n".join(sweep_lines(sweep))
    assert text.startswith("made 3-2-1: 5 starts")
    right = ran(sweep.plan.cells[0].exercise, 3, 40)
    np.testing.assert_allclose(sweep.of(sweep.plan.cells[0]).parameters[:, 2], right.state, rtol=1e-9)
