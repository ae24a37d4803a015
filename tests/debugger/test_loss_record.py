from __future__ import annotations

import random
from dataclasses import replace
from itertools import islice
from math import inf

import pytest

from tests.debugger.problems import RUNNING, WIDE, XOR
from xortui.core.compiler import Spread
from xortui.core.generated import FloatEngine
from xortui.core.matrices import MatrixEngine
from xortui.debugger import Debugger, loss_record
from xortui.debugger.loss_record import LossRecord
from xortui.debugger.timeline import Timeline
from xortui.problems import Problem


def naive(losses: list[float], size: int) -> tuple[list[float], list[float], list[float]]:
    """Return mean, least and greatest of every whole bucket."""
    buckets = [losses[i : i + size] for i in range(0, len(losses) - size + 1, size)]
    return [sum(b) / size for b in buckets], [min(b) for b in buckets], [max(b) for b in buckets]


def grouped(losses: list[float], sizes: list[int]) -> list[Spread]:
    """Return the spread of each group of losses."""
    assert sum(sizes) == len(losses)
    rest = iter(losses)
    groups = [list(islice(rest, size)) for size in sizes]
    return [(sum(group), min(group, default=inf), max(group, default=-inf)) for group in groups]


def check(record: LossRecord, losses: list[float]) -> None:
    means, lows, highs = naive(losses, record.bucket * record.samples)
    assert list(record.means) == pytest.approx(means, rel=1e-13)
    assert list(record.lows) == lows
    assert list(record.highs) == highs


@pytest.mark.parametrize("samples", [1, 3, 4, 65, 200])
def test_buckets_are_the_means_the_least_and_the_greatest_also_after_halving(
    samples: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(loss_record, "MAX_BUCKETS", 16)
    draw = random.Random(samples)
    record, losses = LossRecord(samples), list[float]()
    while record.bucket < 16:
        part = [draw.random() for _ in range(draw.choice([0, 1, samples, 3 * samples + 1, 20 * samples]))]
        sizes = record.sizes(len(part))
        record.extend(grouped(part, sizes), sizes)
        losses += part
        assert len(record.means) < 16
        check(record, losses)


def test_a_record_never_grows_beyond_its_room() -> None:
    record = LossRecord(2)
    losses = [float(i) for i in range(2 * loss_record.MAX_BUCKETS * 4 + 2)]
    record.extend(grouped(losses, [1] * len(losses)), [1] * len(losses))
    assert record.bucket == 8
    assert len(record.means) == loss_record.MAX_BUCKETS // 2
    assert list(record.means[:2]) == [7.5, 23.5]


@pytest.mark.parametrize("name", RUNNING)
def test_a_curve_ends_where_it_is_asked_to(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loss_record, "MAX_BUCKETS", 8)
    problem = RUNNING[name]
    run = Timeline(problem)
    spreads = run.engine.record(list(problem.initial_state(run.program.state)), 1, [1] * 150)
    losses = [total for total, _, _ in spreads]
    run.advance(150)
    for steps in (0, 1, 3, 4, 15, 16, 63, 64, 65, 149, 150):
        curve = run.losses(steps)
        size, epochs = curve.bucket * curve.samples, steps // curve.samples
        whole = epochs * curve.samples
        means, lows, highs = naive(losses[:whole], size)
        if rest := losses[whole - whole % size : whole]:
            means, lows, highs = [*means, sum(rest) / len(rest)], [*lows, min(rest)], [*highs, max(rest)]
        assert (curve.steps, curve.epochs) == (steps, epochs)
        assert list(curve.means) == pytest.approx(means, rel=1e-13)
        assert list(curve.lows) == lows
        assert list(curve.highs) == highs
        assert list(curve.begun) == ([] if epochs else losses[:steps])
        each, _, _ = naive(losses[:whole], curve.samples)
        assert [run.mean_loss(epoch) for epoch in range(1, epochs + 1)] == pytest.approx(each, rel=1e-13)


@pytest.mark.parametrize("name", RUNNING)
def test_a_snapshot_knows_what_the_network_says_at_the_start(name: str) -> None:
    debugger = Debugger(RUNNING[name])
    start = debugger.snapshot()
    debugger.run(20)
    survey = debugger.snapshot().survey_at_start
    place = start.program.by_target["C"].number - 1
    each = [start.evaluate(start.state, i)[place] for i in range(len(start.samples))]
    assert survey is not None
    assert survey.worst == pytest.approx(max(each), rel=1e-12)
    assert survey.loss == pytest.approx(sum(each) / len(each), rel=1e-12)


@pytest.mark.parametrize("problem", [XOR, WIDE], ids=["floats", "matrices"])
def test_of_a_long_bucket_that_is_not_full_a_curve_takes_the_newest_steps(
    problem: Problem, monkeypatch: pytest.MonkeyPatch
) -> None:
    for engine in (FloatEngine, MatrixEngine):
        monkeypatch.setattr(engine, "checkpoint_every", 8)
    many = replace(problem, samples=problem.samples * 10)
    run = Timeline(many)
    losses = [total for total, _, _ in run.engine.record(list(many.initial_state(run.program.state)), 1, [1] * 75)]
    run.advance(75)
    assert list(run.losses(75).means) == pytest.approx([sum(losses[:40]) / 40], rel=1e-13)
    assert list(run.losses(45).highs) == [max(losses[:40])]
    monkeypatch.setattr(loss_record, "MAX_BUCKETS", 4)
    coarse = Timeline(replace(problem, samples=problem.samples[:1]))
    coarse.advance(60)
    curve = coarse.losses(60)
    record = coarse.engine.record(list(coarse.problem.initial_state(coarse.program.state)), 1, [1] * 60)
    losses = [total for total, _, _ in record]
    assert (curve.bucket, len(curve.means)) == (16, 4)
    assert curve.means[0] == pytest.approx(sum(losses[:16]) / 16, rel=1e-13)
    assert curve.means[3] == pytest.approx(sum(losses[52:]) / 8, rel=1e-13)


@pytest.mark.parametrize("samples", [1, 3, 4, 1024, 1500, 4096])
def test_groups_of_one_grain_end_where_the_record_and_the_checkpoints_want_it(samples: int) -> None:
    record = LossRecord(samples)
    for _ in range(5):
        grain = record.grain(1024, 0)
        if grain:
            assert record.sizes(min(grain, 1024)) == [grain]
            assert 1024 % grain == 0
        count = max(grain, samples)
        sizes = record.sizes(count)
        record.extend([(0.0, 0.0, 0.0)] * len(sizes), sizes)
    assert bool(LossRecord(samples).grain(1024, 0)) is (1024 % samples == 0 or samples % 1024 == 0)


def test_a_record_says_how_many_steps_fit_until_its_buckets_become_larger() -> None:
    record = LossRecord(4)
    record.extend([(0.0, 0.0, 0.0)], [3])
    room = record.room
    sizes = record.sizes(room)
    record.extend([(0.0, 0.0, 0.0)] * len(sizes), sizes)
    assert record.bucket == 2
    assert record.room == loss_record.MAX_BUCKETS // 2 * 8
