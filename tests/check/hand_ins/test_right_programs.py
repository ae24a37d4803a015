"""The right programs are right: their steps against central differences at other weights and other data."""

import ast

import numpy as np
import pytest

from tests.check.hand_ins.hand_in import HandIn
from tests.check.hand_ins.numbers import MAX_ERROR, WIDTH
from tests.check.hand_ins.places import Place, places_of
from tests.check.hand_ins.probes import LOOP, PROBES
from tests.check.hand_ins.right_programs import COUNT, FOLDER, right, written_by_hand
from tests.check.hand_ins.running import run

BY_HAND = list(written_by_hand())


def loop_of(source: str) -> str:
    """The body of the first loop that is not in a function, without a `break`."""
    for node in ast.parse(source).body:
        if isinstance(node, ast.For):
            return ast.unparse(ast.Module(body=node.body, type_ignores=[]))
    raise ValueError("no loop")


@pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("hand_in", BY_HAND, ids=lambda one: one.name)
def test_every_step_goes_along_the_gradient(hand_in: HandIn) -> None:
    probe = PROBES[hand_in.name]
    names = run(hand_in.source)
    names["np"] = np
    names["G"] = np.random.default_rng(7)
    names["i"] = 1
    names["epoch"] = 1
    exec(probe.setup, names)
    step = loop_of(hand_in.source) if probe.step == LOOP else probe.step
    rng = np.random.default_rng(8)
    moved: list[float] = []
    wanted: list[float] = []
    for _ in range(3):
        places: list[Place] = []
        for expression in probe.parameters.values():
            places += places_of(expression, names)
        for place in places:
            place.set(float(rng.normal(scale=0.8)))
        before = [place.get() for place in places]
        slopes = []
        for place, kept in zip(places, before, strict=True):
            place.set(kept + WIDTH)
            above = float(eval(probe.loss, names))
            place.set(kept - WIDTH)
            below = float(eval(probe.loss, names))
            place.set(kept)
            slopes.append((above - below) / (2 * WIDTH))
        exec(step, names)
        after = []
        for expression in probe.parameters.values():
            after += [place.get() for place in places_of(expression, names)]
        moved += (np.array(after) - np.array(before)).tolist()
        wanted += slopes
    changes = np.array(moved)
    gradient = np.array(wanted)
    rate = -float(changes @ gradient) / float(gradient @ gradient)
    assert rate > 0
    assert np.abs(changes + rate * gradient).max() <= MAX_ERROR * np.abs(changes).max()


def test_there_are_as_many_as_is_said() -> None:
    names = [hand_in.name for hand_in in right()]
    assert len(names) == COUNT
    assert len(BY_HAND) >= 25
    assert {path.stem for path in FOLDER.glob("*.py")} == set(PROBES)
