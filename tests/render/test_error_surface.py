"""The error surface as a map: its size, its lines, its numbers, and that it is C."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from xortui.debugger import Debugger, Snapshot
from xortui.diagnosis.error_surface import losses_on, plane_of
from xortui.render.error_surface import MARKER, START, error_surface_rows
from xortui.render.row import plain, row_width
from xortui.render.view import View

EIGENVECTORS = View("w1")
PARAMETERS = View("w1", surface=("w1", "w5"))


def snapshot(problem: str, at: str) -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(at)
    return debugger.snapshot()


def text(shown: Snapshot, view: View, width: int = 60, height: int = 16) -> str:
    return "\n".join(map(plain, error_surface_rows(shown, view, width, height, coloured=False)))


@pytest.mark.parametrize("size", [(1, 1), (8, 3), (20, 5), (46, 9), (60, 13), (74, 18), (120, 36)])
@pytest.mark.parametrize("problem", ["stuck", "mazur", "and", "dropout"])
def test_it_has_exactly_the_size_that_it_is_given(size: tuple[int, int], problem: str) -> None:
    for at in ("0", "3.4", "e5"):
        for coloured in (False, True):
            rows = error_surface_rows(snapshot(problem, at), EIGENVECTORS, *size, coloured=coloured)
            assert [row_width(row) for row in rows] == [size[0]] * size[1]


def test_every_point_of_the_map_is_the_loss_there() -> None:
    debugger = Debugger("stuck")
    debugger.go_to("e100")
    shown = debugger.snapshot()
    program = shown.program
    plane = plane_of(program, shown.samples, shown.state, ("w1", "w5"))
    across = np.linspace(-2, 2, 5)
    up = np.linspace(-1, 1, 3)
    losses = losses_on(program, shown.samples, shown.state, plane, across, up)
    for y, by_w5 in enumerate(up):
        for x, by_w1 in enumerate(across):
            state = list(shown.state)
            state[program.state_index["w1"]] += by_w1
            state[program.state_index["w5"]] += by_w5
            mean = np.mean([shown.evaluate(state, s)[program.by_target["C"].number - 1] for s in range(4)])
            assert losses[y, x] == pytest.approx(mean, rel=1e-12)


def test_where_one_stands_the_loss_is_that_of_the_samples_pane() -> None:
    shown = snapshot("stuck", "e100")
    survey = shown.survey
    assert survey is not None
    assert f"{MARKER} C {survey.loss:.4f} mean of 4" in text(shown, EIGENVECTORS)


def test_of_one_sample_it_is_that_samples_loss() -> None:
    shown = snapshot("stuck", "398.0")
    loss = shown.evaluate(shown.state, 1)[shown.program.by_target["C"].number - 1]
    assert f"{MARKER} C {loss:.4f} of sample 2" in text(shown, replace(EIGENVECTORS, surface_of_sample=True))


def test_a_saddle_has_arrows_to_both_sides_and_a_minimum_has_none() -> None:
    saddle = text(snapshot("stuck", "e100"), EIGENVECTORS)
    assert saddle.count("←") == 3
    assert saddle.splitlines()[-4].startswith("→ curves down, λ −0.0038")
    # To the right one is where the path is drawn.
    assert saddle.count("→") == 1 + 2
    minimum = text(snapshot("stuck", "e3000"), EIGENVECTORS)
    assert "←" not in minimum
    assert minimum.splitlines()[-4].startswith("→ curves up, λ ")


def test_the_path_begins_at_the_start_and_ends_where_one_stands() -> None:
    shown = text(snapshot("stuck", "e100"), replace(PARAMETERS, surface_reach=3.0))
    assert shown.count(START) == 1
    # On the map, and before the numbers.
    assert shown.count(MARKER) == 2
    assert "∙" in shown


def test_its_lines_are_told_and_lie_between_the_least_and_the_greatest_loss() -> None:
    rows = text(snapshot("stuck", "e100"), PARAMETERS).splitlines()
    assert rows[-2].startswith("lines at ")
    edges = [float(word) for word in rows[-2].removeprefix("lines at ").split()]
    assert edges == sorted(set(edges))
    assert len(edges) >= 3
    assert rows[-4].startswith("→ w1 ")
    assert rows[-3].startswith("↑ w5 ")


def test_a_map_that_is_computed_coarsely_is_nearly_the_same() -> None:
    shown = snapshot("iris", "0")
    plane = plane_of(shown.program, shown.samples, shown.state, ("w1", "w2"))
    across = np.linspace(-1, 1, 120)
    up = np.linspace(-1, 1, 60)
    coarse = losses_on(shown.program, shown.samples, shown.state, plane, across, up)
    assert coarse.shape == (60, 120)
    exact = losses_on(shown.program, shown.samples, shown.state, plane, across[::40], up[::59])
    assert coarse[::59, ::40] == pytest.approx(exact, rel=0.03)
