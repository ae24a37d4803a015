"""The cost that a file prints is read from its formula, up to a factor, or not at all."""

from __future__ import annotations

import pytest

from xortui.check.causes.printed_cost import PrintedCosts

READ = {
    "print(np.mean((y - o) ** 2))": ("squared-error", False),
    "print('loss', 0.5 * sum((t - p) ** 2 for t, p in zip(y, o)))": ("squared-error", False),
    "print(-np.sum((y - o) ** 2))": ("squared-error", True),
    "print('cost %.3f' % (-(y * np.log(o) + (1 - y) * np.log(1 - o)).mean()))": ("binary-cross-entropy", False),
    "print('cost ' + str(-(np.dot(y, np.log(o).T) + np.dot(1 - y, np.log(1 - o).T)) / m))": (
        "binary-cross-entropy",
        False,
    ),
    "print(f'{np.mean(y * np.log(o) + (1 - y) * np.log(1 - o)):.2f}')": ("binary-cross-entropy", True),
    "costs.append(np.sum(-y * np.log(o) + (1 - y) * np.log(1 - o)) / m)": ("one-sign-wrong", False),
    "print(-np.mean(y * np.log(np.clip(o, 1e-12, 1 - 1e-12))))": ("cross-entropy", False),
    "total = 0\nfor y, x in data:\n    total += (y - o) ** 2 / 2\nprint(total)": ("squared-error", False),
    "c = -np.sum(y * np.log(o) + (1 - y) * np.log(1 - o))\nc = c / m\nc = float(np.squeeze(c))\nprint(c)": (
        "binary-cross-entropy",
        False,
    ),
    "def cost(a, b):\n    m = len(a)\n    return np.sum((a - b) ** 2) / m\nprint(cost(o, y))": ("squared-error", False),
}


@pytest.mark.parametrize("source", READ)
def test_a_cost_is_read(source: str) -> None:
    found = PrintedCosts(source, frozenset({"o"}), frozenset({"y"})).found()
    assert [(one.kind, one.is_turned) for one in found] == [READ[source]]


@pytest.mark.parametrize(
    "source",
    [
        "print(np.mean(np.abs(y - o)))",
        "print(np.mean((o > 0.5) == y))",
        "print(o, y, y - o)",
        "print(my.total(y * np.log(o) + (1 - y) * np.log(1 - o)))",
        "cost = np.mean((y - o) ** 2)",
        "print(np.sum((y - other) ** 2))",
        "print(np.sum((y - o) ** 2) + 0.1 * np.sum(w ** 2))",
        "c = np.sum((y - o) ** 2)\nc = np.sum(np.abs(y - o))\nprint(c)",
    ],
)
def test_what_is_no_cost_or_not_followed_is_left_out(source: str) -> None:
    assert PrintedCosts(source, frozenset({"o"}), frozenset({"y"})).found() == []


def test_the_line_is_that_of_the_formula() -> None:
    source = "import numpy as np\ncost = np.mean((y - o) ** 2)\nfor i in range(3):\n    print('cost', cost)\n"
    assert [one.line for one in PrintedCosts(source, frozenset({"o"}), frozenset({"y"})).found()] == [2]
