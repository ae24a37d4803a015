"""The report of a sweep, to the letter."""

from __future__ import annotations

import pytest

from xortui.problems import load_problem
from xortui.render.histogram import histogram_lines, stretches
from xortui.render.place import place_text, rate_line
from xortui.render.sweep import sweep_lines
from xortui.sweep.claims import CLAIMS, Computed
from xortui.sweep.ends import Way
from xortui.sweep.findings import Sweep
from xortui.sweep.goal import Goal
from xortui.sweep.place import PlaceAmongStarts
from xortui.sweep.plan import Plan
from xortui.sweep.share import Share

XOR = load_problem("xor")


def swept(**varied: tuple[float, ...]) -> Sweep:
    sweep = Sweep(Plan(XOR, starts=40, epochs=200, goal=Goal(0.3), **varied))  # type: ignore[arg-type]
    sweep.run(1)
    return sweep


def test_a_histogram_has_a_bar_for_each_stretch_and_one_for_never() -> None:
    assert histogram_lines([90, 120, 130, 140, 180, 400], 3, 40) == [
        "   epochs  starts",
        "up to 100       1  ███████",
        "up to 150       3  █████████████████████",
        "up to 200       1  ███████",
        "up to 300       0",
        "up to 500       1  ███████",
        "    never       3  █████████████████████",
    ]


@pytest.mark.parametrize(("least", "greatest"), [(1, 1), (1, 10), (90, 1900), (7, 900_000), (831, 9212)])
def test_stretches_hold_all_and_are_few(least: int, greatest: int) -> None:
    ends = stretches(least, greatest)
    assert len(ends) <= 10
    assert ends == sorted(set(ends))
    assert ends[0] >= least
    assert ends[-1] >= greatest


@pytest.mark.parametrize("width", [30, 44, 60, 78, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    sweep = swept(rates=(2.0, 8.0, 16.0), spreads=(0.5, 1.0))
    for cell in (None, 3):
        lines = sweep_lines(sweep, cell, width)
        assert max(map(len, lines[4:])) <= max(min(width, 78), 62)


def test_a_map_has_a_line_for_each_spread_and_a_field_for_each_rate() -> None:
    lines = sweep_lines(swept(rates=(2.0, 8.0), spreads=(0.5, 1.0)))
    at = lines.index("share that learns, and between what it is 95 % sure to lie")
    assert [line.split()[0] for line in lines[at + 1 :]] == ["±1", "±0.5", "weights"]
    assert lines[-1].split() == ["weights", "η", "2", "η", "8"]


@pytest.mark.parametrize(
    ("problem", "told"), [("sine", "or more of 30 samples right"), ("moons", "or more of 60 right")]
)
def test_of_many_samples_it_is_told_how_many_at_least_are_right(problem: str, told: str) -> None:
    sweep = Sweep(Plan(load_problem(problem), starts=6, epochs=20, goal=Goal(None, 0.95)))
    sweep.run(1)
    lines = sweep_lines(sweep)
    at = lines.index("where they end, and how many")
    assert any(told in line for line in lines[at:])
    assert not any("from" in line for line in lines[at:])


def test_what_is_not_trained_yet_is_told() -> None:
    sweep = Sweep(Plan(XOR, starts=600, epochs=50, goal=Goal(0.3)))
    sweep.run(1, is_stopped=lambda: bool(sweep.done))
    assert "stopped: 500 of 600 starts have been trained" in sweep_lines(sweep)
    nothing = sweep_lines(Sweep(Plan(XOR, starts=5)))
    assert nothing[-1] == "0 of 0 starts learn"


def place(way: Way, learnt: int = 0, alike: int = 122, slower: int = 7) -> PlaceAmongStarts:
    return PlaceAmongStarts(Share(831, 1000), way, learnt, alike, slower, 10_000)


def test_a_place_is_told_in_a_sentence() -> None:
    stuck = Way(has_learnt=False, is_broken=False, answers=("0", "1", "½", "½"), right=2, middle="")
    assert place_text(place(stuck)) == "831 of 1,000 learn; this one is stuck at (0, 1, ½, ½) like 122 others"
    assert place_text(place(stuck, alike=0)).endswith("(0, 1, ½, ½) like none of them")
    assert place_text(place(stuck, alike=1)).endswith("like 1 other")
    learnt = stuck._replace(has_learnt=True)
    told = "831 of 1,000 learn; this one does, in epoch 1,487, sooner than 7 of them"
    assert place_text(place(learnt, learnt=1487)) == told
    broken = stuck._replace(is_broken=True)
    assert place_text(place(broken)) == "831 of 1,000 learn; this one diverges like 122 others"
    many = stuck._replace(answers=(), right=120)
    assert "is stuck at 120 samples right" in place_text(place(many))
    line = "83 % of such starts learn in 10,000 epochs; this one does not: xortui sweep mynet.py"
    assert rate_line(place(stuck), "mynet.py") == line


def test_a_claim_is_told_with_its_source_and_with_what_does_not_reproduce() -> None:
    from xortui.render.claims import claim_lines

    claim = CLAIMS[1]
    lines = claim_lines(claim, [Computed("177 of 1,000 have not learnt", agrees=False)] * 2)
    text = " ".join(line.strip() for line in lines)
    assert "Rumelhart, Hinton and Williams" in text
    assert text.count("≠") == 2
    assert text.count("not reproduced") == 2
    assert text.endswith("No way to read it that is tried here reproduces it.")
    assert max(map(len, lines)) <= 78
