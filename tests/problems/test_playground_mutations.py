"""Whatever stands behind the keys of test samples, features and dropout, it is read or refused in one line."""

from __future__ import annotations

import random

from xortui.debugger import Debugger
from xortui.problems import Problem, ProblemError
from xortui.problems.problem_file import read_document

VALUES: tuple[object, ...] = (
    None, True, 0, 1, -1, 0.5, 1.5, 1e308, float("nan"), float("inf"), 10**400, "", "x1^2", "x9*x1", "sine",
    "nowhere.csv", "sin(pi*x1)", "x1^3", [], [0.5], ["x1*x2"], ["x1*x2", "x1^2"], [[1, 0, 1]],
    [[1, 0, 1], [0, 0, 0]], [[2, 0, 1]], [[[1]]], {}, {"rate": 0.5}, {"masks": [[1, 1, 0]]}, {"masks": [[1]] * 20},
    {"rate": [0.2], "inverted": False}, {"x": [0, 0], "y": [1]},
    [{"x": [0, 0], "y": [1]}], [{"x": [0, 0, 0], "y": [1]}], "\x00", "x1*x2\n",
)  # fmt: skip
KEYS = (
    "features",
    "test",
    "training.dropout",
    "data.test",
    "data.shape",
    "data.noise",
    "data.samples",
    "network.layers",
)
LAYERS: tuple[object, ...] = ([2, 3, 1], [3, 3, 1], [4, 3, 1], [1, 3, 1], [2, 1], [2, 3, 2])


def mutated(draw: random.Random) -> dict[str, object]:
    document: dict[str, dict[str, object]] = {
        "network": {"layers": [2, 3, 1]},
        "training": {},
        "data": {"shape": "xor", "samples": 8},
    }
    top: dict[str, object] = {}
    for key in draw.sample(KEYS, draw.randint(1, 4)):
        table, _, name = key.rpartition(".")
        value = draw.choice(LAYERS) if key == "network.layers" and draw.random() < 0.9 else draw.choice(VALUES)
        (document[table] if table else top)[name] = value
    return {**top, **document}


def read(document: dict[str, object]) -> Problem | str:
    """Return the problem, or why it is refused."""
    try:
        return read_document(document, "mutated", "mutated.toml")
    except ProblemError as error:
        return str(error)


def test_files_with_mutated_keys_are_read_or_refused_in_one_line() -> None:
    draw = random.Random(20261126)
    problems = []
    for _ in range(1_500):
        found = read(mutated(draw))
        if isinstance(found, str):
            assert found.isprintable()
            assert found.startswith("mutated.toml: ")
        else:
            problems.append(found)
    assert len(problems) > 30
    for problem in problems[::3]:
        debugger = Debugger(problem)
        debugger.step("sample")
        assert debugger.snapshot().is_complete or debugger.snapshot().is_end
