"""Verdicts are compared with what is expected, whatever names they use for the same parameter."""

from typing import Any

import pytest

from tests.check.hand_ins.marks import marks
from tests.check.hand_ins.names import matched

EXPECTED: dict[str, Any] = {
    "verdict": "wrong",
    "parameters": {"net.W1": "wrong", "net.b1": "never moves", "net.W2": "right"},
    "mistakes": [
        {"id": "slope-missing", "line": 7, "lines_also_fine": [9], "parameters": ["net.W1"]},
        {"id": "bias-never-updated", "line": 12, "lines_also_fine": [], "parameters": ["net.b1"]},
    ],
}


def said(**changes: Any) -> dict[str, Any]:
    """The verdict that is expected, with changes."""
    perfect = {
        "verdict": "wrong",
        "parameters": {"W1": "wrong", "b1": "never moves", "W2": "right"},
        "mistakes": [{"id": "slope-missing", "line": 9}, {"id": "bias-never-updated", "line": 12}],
    }
    return {**perfect, **changes}


def test_a_perfect_verdict_misses_nothing() -> None:
    found = marks(EXPECTED, said())
    assert found.missed == []
    assert (found.parameters_right, found.parameters) == (3, 3)
    assert (found.mistakes_named, found.lines_right, found.mistakes) == (2, 2, 2)


def test_a_right_parameter_that_is_called_wrong_is_an_accusation() -> None:
    found = marks(EXPECTED, said(parameters={"W1": "wrong", "b1": "never moves", "W2": "wrong"}))
    assert found.parameters_accused == 1
    assert found.parameters_right == 2
    assert not found.is_false_accusation


def test_right_code_that_is_called_wrong_is_a_false_accusation() -> None:
    expected = {"verdict": "right", "parameters": {"w": "right"}, "mistakes": []}
    found = marks(expected, said(parameters={"w": "wrong"}))
    assert found.is_false_accusation
    assert not found.verdict


def test_which_of_two_groups_is_the_scaled_one_does_not_count() -> None:
    expected = {"verdict": "wrong", "parameters": {"W1": "right", "W2": "scaled"}, "mistakes": []}
    found = marks(expected, said(parameters={"W1": "scaled", "W2": "right"}))
    assert found.parameters_right == 2
    assert marks(expected, said(parameters={"W1": "scaled", "W2": "scaled"})).parameters_right == 1


def test_undecided_gets_no_marks() -> None:
    found = marks(EXPECTED, {"verdict": "undecided", "reason": "no network"})
    assert found.is_undecided
    assert (found.parameters_right, found.mistakes_named, found.lines_right) == (0, 0, 0)


def test_the_right_line_of_an_unnamed_mistake_counts_as_a_line() -> None:
    found = marks(EXPECTED, said(mistakes=[{"id": "uphill", "line": 7}]))
    assert (found.mistakes_named, found.lines_right) == (0, 1)


def test_a_named_mistake_in_another_line_counts_as_a_name() -> None:
    found = marks(EXPECTED, said(mistakes=[{"id": "slope-missing", "line": 3}]))
    assert (found.mistakes_named, found.lines_right) == (1, 0)


@pytest.mark.parametrize(
    ("expected", "other"),
    [
        ("net.W1", "W1"),
        ("W1", "self.W1"),
        ('parameters["W1"]', "parameters['W1']"),
        ('network[0][*]["weights"]', 'network[0][2]["weights"]'),
        ("nn.hidden[*].weights", "hidden.weights"),
    ],
)
def test_one_parameter_may_have_several_names(expected: str, other: str) -> None:
    assert matched([expected, "elsewhere.x"], [other, "y.z", "more"]) == {expected: [other], "elsewhere.x": []}


def test_a_layer_is_not_taken_for_another() -> None:
    said_names = ["net.w[0]", "net.w[1]"]
    assert matched(["w[0]", "w[1]"], said_names) == {"w[0]": ["net.w[0]"], "w[1]": ["net.w[1]"]}


def test_a_line_beside_a_mistake_is_right_where_the_expectation_allows_it() -> None:
    never = {**EXPECTED["mistakes"][1], "lines_beside": [14]}
    expected = {**EXPECTED, "mistakes": [EXPECTED["mistakes"][0], never]}
    mistakes = [{"id": "slope-missing", "line": 9}, {"id": "bias-never-updated", "line": 14}]
    assert marks(expected, said(mistakes=mistakes)).lines_right == 2
    assert marks(EXPECTED, said(mistakes=mistakes)).lines_right == 1
