"""Generated files with mistakes that the numbers alone do not place: nothing is missed of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

import pytest

from tests.check.hand_ins.generator import write
from tests.check.hand_ins.hand_in import HandIn, Mistake
from tests.check.hand_ins.marks import marks
from tests.check.hand_ins.networks import NETWORKS
from tests.check.hand_ins.shapes.bias_column import BIAS_COLUMN
from tests.check.hand_ins.shapes.class_accumulating import CLASS_ACCUMULATING
from tests.check.hand_ins.shapes.class_train import CLASS_TRAIN
from tests.check.hand_ins.shapes.course_dicts import COURSE_DICTS
from tests.check.hand_ins.shapes.functions_in_place import FUNCTIONS_IN_PLACE
from tests.check.hand_ins.shapes.layer_objects import LAYER_OBJECTS
from tests.check.hand_ins.shapes.nested_lists import NESTED_LISTS
from tests.check.hand_ins.shapes.neuron_dicts import NEURON_DICTS
from tests.check.hand_ins.shapes.script_batch import SCRIPT_BATCH
from tests.check.hand_ins.shapes.script_scalars import SCRIPT_SCALARS
from tests.check.hand_ins.shapes.shape import Shape
from tests.check.hand_ins.styles import STYLES
from tests.check.written_files import line_of, said, said_of_file

NO_BIASES = "2-4-1 without biases"

FACTORS = [
    (SCRIPT_BATCH, "2-3-3-1", Mistake("stray-factor", 3), 3),
    (SCRIPT_BATCH, NO_BIASES, Mistake("stray-factor:weights", 2), 5),
    (SCRIPT_BATCH, NO_BIASES, Mistake("stray-factor:weights", 1), 5),
    (CLASS_TRAIN, "2-3-3-1", Mistake("stray-factor:weights", 3), 3),
    (CLASS_TRAIN, "2-3-3-1", Mistake("stray-factor", 3), 3),
    (COURSE_DICTS, NO_BIASES, Mistake("stray-factor:weights", 2), 5),
    (BIAS_COLUMN, "2-2-1", Mistake("stray-factor", 1), 5),
    (SCRIPT_SCALARS, "2-2-1", Mistake("stray-factor", 2), 0),
    (SCRIPT_BATCH, "4-3-3", Mistake("rate-twice", 2), 4),
    (SCRIPT_BATCH, "3-4-2", Mistake("rate-missing", 2), 2),
]
"""A number that one layer's lines have and the others' have not."""
LINES = [
    (CLASS_TRAIN, "2-2-1", Mistake("bias-of-other-layer", 1), 0),
    (FUNCTIONS_IN_PLACE, "4-3-3", Mistake("bias-over-all-units", 2), 4),
    (COURSE_DICTS, "4-3-3", Mistake("bias-over-all-units", 2), 4),
    (NEURON_DICTS, "2-3-1", Mistake("output-for-error", 2), 2),
    (NESTED_LISTS, "2-3-1", Mistake("output-for-error", 2), 2),
    (LAYER_OBJECTS, "3-4-2", Mistake("gate-always-open", 1), 1),
    (CLASS_TRAIN, "2-3-3-1", Mistake("error-for-delta", 2), 3),
]
"""A line that computes nothing of its own, or whose number says little."""
WITHOUT_TARGETS = [
    (CLASS_ACCUMULATING, "2-2-1", Mistake("output-for-error", 2), 4),
    (CLASS_ACCUMULATING, "2-3-3-1", Mistake("output-for-error", 3), 2),
]
"""Sums of gradients that begin with 0, and no target."""
OVERWRITTEN = [
    (NEURON_DICTS, "2-2-1", Mistake("assigned:weights", 0), 1),
    (NEURON_DICTS, NO_BIASES, Mistake("assigned:weights", 0), 5),
]
"""Weights that are overwritten, beside a bias in the same list or alone."""

PAIRS = [
    (FUNCTIONS_IN_PLACE, "2-2-1", (Mistake("rate-missing", 2), Mistake("delta-missing", 1)), 4),
    (SCRIPT_SCALARS, "2-2-1", (Mistake("rate-missing", 1), Mistake("slope-missing-in-gradients", 2)), 2),
    (BIAS_COLUMN, "2-3-3-1", (Mistake("weights-updated", 1), Mistake("error-for-delta", 2)), 5),
]
"""A size that the text tells, beside a mistake that leaves the sizes of other layers open."""

RATES_BY_LAYER = """\
import numpy as np
rng = np.random.default_rng(3)
X = rng.normal(size=(5, 2))
Y = rng.normal(size=(5, 1))
W1, b1 = rng.normal(size=(2, 3)), np.zeros((1, 3))
W2, b2 = rng.normal(size=(3, 1)), np.zeros((1, 1))
for epoch in range(20):
    h = np.tanh(X @ W1 + b1)
    d2 = h @ W2 + b2 - Y
    d1 = d2 @ W2.T * (1 - h ** 2)
    W2 -= 0.1 * np.dot(h.T, d2)
    b2 -= 0.1 * np.sum(d2, axis=0)
    W1 -= 0.1 * 2 * np.dot(X.T, d1)
    b1 -= 0.1 * 2 * np.sum(d1, axis=0)
"""
"""A rate of its own for all of a layer, in the lines of its updates."""


def hand_in(shape: Shape, network: str, mistakes: Sequence[Mistake], style: int) -> HandIn:
    chosen = next(one for one in NETWORKS if one.name == network)
    return write(shape, chosen, mistakes, STYLES[style])


@pytest.mark.parametrize(("shape", "network", "mistake", "style"), [*FACTORS, *LINES, *WITHOUT_TARGETS])
def test_nothing_is_missed_of_a_file_with_one_mistake(
    shape: Shape, network: str, mistake: Mistake, style: int, tmp_path: Path
) -> None:
    planted = hand_in(shape, network, [mistake], style)
    assert marks(asdict(planted.expected), said(planted.source, tmp_path)).missed == []


@pytest.mark.parametrize(("shape", "network", "mistakes", "style"), PAIRS)
def test_nothing_is_missed_of_a_file_with_two_mistakes(
    shape: Shape, network: str, mistakes: Sequence[Mistake], style: int, tmp_path: Path
) -> None:
    planted = hand_in(shape, network, mistakes, style)
    assert marks(asdict(planted.expected), said(planted.source, tmp_path)).missed == []


@pytest.mark.parametrize(("shape", "network", "mistake", "style"), OVERWRITTEN)
def test_weights_that_are_overwritten_are_named_although_no_training_of_them_is_seen(
    shape: Shape, network: str, mistake: Mistake, style: int, tmp_path: Path
) -> None:
    planted = hand_in(shape, network, [mistake], style)
    assert marks(asdict(planted.expected), said_of_file(planted.source, tmp_path)).missed == []


def test_a_rate_that_a_whole_layer_has_in_its_updates_is_no_stray_factor(tmp_path: Path) -> None:
    verdict = said(RATES_BY_LAYER, tmp_path)
    assert verdict["verdict"] == "right"
    assert verdict["parameters"] == dict.fromkeys(["W1", "b1", "W2", "b2"], "right")


def test_a_factor_of_the_weights_alone_is_found_in_the_layer_whose_text_has_it(tmp_path: Path) -> None:
    wrong = RATES_BY_LAYER.replace("0.1 * 2 * np.sum", "0.1 * np.sum")
    verdict = said(wrong, tmp_path)
    assert verdict["parameters"] == {"W1": "scaled", "b1": "right", "W2": "right", "b2": "right"}
    named = [(one["id"], one["line"]) for one in verdict["mistakes"]]
    assert named == [("stray-factor", line_of("W1 -= ", wrong))]
