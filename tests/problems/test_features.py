from __future__ import annotations

import math
import pickle
from collections.abc import Callable

import numpy as np
import pytest

from xortui.problems import ProblemError
from xortui.problems.features import KINDS, read_feature
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import read_document, read_problem

FEATURES = """
features = ["x1^2", "x1*x2", "sin(pi*x2)"]
[network]
layers = [5, 2, 1]
[data]
shape = "xor"
samples = 8
"""
TYPED: dict[str, tuple[str, Callable[[float, float], float]]] = {
    "x1^2": ("x1²", lambda a, _: a * a),
    "x2²": ("x2²", lambda _, b: b * b),
    "x1 ** 2": ("x1²", lambda a, _: a * a),
    "x1*x2": ("x1·x2", lambda a, b: a * b),
    "sin(x2)": ("sin x2", lambda _, b: math.sin(b)),
    "cos x1": ("cos x1", lambda a, _: math.cos(a)),
    "sin(pi*x1)": ("sin πx1", lambda a, _: math.sin(math.pi * a)),
    "cos(π x1)": ("cos πx1", lambda a, _: math.cos(math.pi * a)),
}


@pytest.mark.parametrize("typed", TYPED)
def test_a_feature_is_read_shown_and_computed(typed: str) -> None:
    shown, value = TYPED[typed]
    feature = read_feature(typed, 2)
    assert feature.shown(["x1", "x2"]) == shown
    assert feature.value([0.3, -0.7]) == value(0.3, -0.7)
    columns = [np.array([0.3, 1.0]), np.array([-0.7, 2.0])]
    assert list(feature.array(columns, np)) == pytest.approx([value(0.3, -0.7), value(1.0, 2.0)], rel=1e-15)
    assert pickle.loads(pickle.dumps(feature)) == feature


def test_every_kind_of_feature_is_tried_here() -> None:
    assert {read_feature(typed, 2).kind for typed in TYPED} == set(KINDS)


def test_made_inputs_stand_behind_the_given_ones_with_their_formulas_as_names() -> None:
    problem = read_problem(FEATURES, "made", "made.toml")
    assert problem.names.inputs == ("x1", "x2", "x1²", "x1·x2", "sin πx2")
    assert problem.given_inputs == 2
    for (a, b, *made), _ in problem.samples:
        assert made == [a * a, a * b, math.sin(math.pi * b)]


def test_a_problem_with_features_and_test_samples_is_read_back_from_its_document() -> None:
    problem = read_problem(FEATURES + "test = 0.25\n", "made", "made.toml")
    assert len(problem.test) == 2
    assert read_document(problem_document(problem), "made", "made.json") == problem


@pytest.mark.parametrize(
    ("features", "told"),
    [
        ('["x3^2"]', "features: expected inputs x1 to x4, got x5 in 'x5^2'"),
        ('["tan(x1)"]', "features: expected x1^2, x1*x2, sin(x1), cos(x1), sin(pi*x1) or cos(pi*x1), got 'tan(x1)'"),
        ('["x1^2", "x1^2", "x1^2", "x1^2", "x1^2"]', "features: expected at most 4 for a 5-2-1 network"),
        ("3", "features: expected a list, got a number"),
        ("[3]", "features: expected a list of strings"),
    ],
)
def test_features_that_are_not_possible_are_told_in_one_line(features: str, told: str) -> None:
    text = FEATURES.replace('["x1^2", "x1*x2", "sin(pi*x2)"]', features.replace("x3^2", "x5^2"))
    with pytest.raises(ProblemError, match=r"made\.toml") as caught:
        read_problem(text, "made", "made.toml")
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_empty_list_is_none() -> None:
    text = FEATURES.replace('["x1^2", "x1*x2", "sin(pi*x2)"]', "[]").replace("[5, 2, 1]", "[2, 2, 1]")
    assert read_problem(text, "plain", "plain.toml").features == ()
