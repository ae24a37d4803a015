"""Commands about the starting weights: their place among others, and beginning anew with others."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xortui.commands.starting import START, begin_with, known_place, place_question, tell_place
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.problems import load_problem
from xortui.sweep.ends import Way
from xortui.sweep.place import PlaceAmongStarts
from xortui.sweep.placing import Placed
from xortui.sweep.share import Share

STUCK = load_problem("stuck")
WAY = Way(has_learnt=False, is_broken=False, answers=("0", "1", "½", "½"), right=2, middle="")
PLACED = Placed(PlaceAmongStarts(Share(767, 1000), WAY, 0, 95, 0, 10_000), stuck=7, learnt=1)


def test_another_start_begins_on_a_fork_with_exactly_its_weights() -> None:
    bench = Workbench(Debugger("xor"))
    bench.debugger.run(30)
    begin_with(bench, "seed 17")
    snapshot = bench.debugger.snapshot()
    assert snapshot.position.step == 0
    assert bench.debugger.fork.number == 1
    right = Debugger(load_problem("xor").with_overrides(seed=17))
    assert list(snapshot.state) == list(right.snapshot().state)
    bench.debugger.run(400)
    right.run(400)
    assert list(bench.debugger.snapshot().state) == list(right.snapshot().state)


def test_the_start_that_is_there_already_makes_no_fork() -> None:
    bench = Workbench(Debugger("xor"))
    begin_with(bench, "1")
    assert len(bench.debugger.forks) == 1
    assert bench.message == "this is start 1"


def test_a_start_that_got_stuck_is_there_after_a_look_at_a_thousand() -> None:
    bench = Workbench(Debugger(STUCK))
    with pytest.raises(ValueError, match="place looks at a thousand"):
        begin_with(bench, "stuck")
    tell_place(bench, place_question(bench), PLACED)
    assert bench.message == "767 of 1,000 learn; this one is stuck at (0, 1, ½, ½) like 95 others"
    assert START.completions(bench) == ("stuck", "learnt")
    begin_with(bench, "stuck")
    assert bench.debugger.snapshot().state[0] == load_problem("xor").with_overrides(seed=7).initial_parameters()["w1"]


def test_the_place_is_known_until_another_start_is_begun_with() -> None:
    bench = Workbench(Debugger(STUCK))
    tell_place(bench, place_question(bench), PLACED)
    bench.debugger.run(50)
    assert known_place(bench, place_question(bench)) is PLACED
    begin_with(bench, "learnt")
    question = place_question(bench)
    assert known_place(bench, question) is None
    assert question.problem.initial_parameters() == load_problem("xor").with_overrides(seed=1).initial_parameters()


@pytest.mark.parametrize("text", ["", "w1", "-1", "1" * 19, "half"])
def test_what_is_no_start_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="expected a seed such as 17"):
        begin_with(Workbench(Debugger("xor")), text)


def test_a_start_whose_samples_come_in_another_order_is_refused() -> None:
    problem = load_problem("xor")
    shuffled = replace(problem, training=replace(problem.training, order="shuffled"))
    with pytest.raises(ValueError, match="xortui sweep --open"):
        begin_with(Workbench(Debugger(shuffled)), "3")
