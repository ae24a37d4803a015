"""A diagnosis holds where it was made: at one position of one training."""

from __future__ import annotations

from tests.commands.benches import bench_of, is_on
from xortui.debugger import Debugger
from xortui.diagnosis.diagnosis import Condition, Diagnosis
from xortui.diagnosis.finding import WayOut

FOUND = Diagnosis(Condition.STUCK, (), (), 1, 0.1, WayOut("h1 is drawn anew", {"w1": 0.5}, 3, 0.01))


def test_what_frees_one_problem_is_not_offered_in_another() -> None:
    bench = bench_of(Debugger("stuck"))
    bench.diagnosis = FOUND
    bench.diagnosed_at = bench.stand
    assert is_on(bench, "free", back=False)
    other = Debugger("xor")
    assert other.position == bench.debugger.position
    bench.open(other)
    assert not is_on(bench, "free", back=False)


def test_after_an_edit_it_has_to_be_asked_for_again() -> None:
    bench = bench_of(Debugger("stuck"))
    bench.diagnosis = FOUND
    bench.diagnosed_at = bench.stand
    bench.debugger.edit("w1", 0.0)
    assert not is_on(bench, "free", back=False)
