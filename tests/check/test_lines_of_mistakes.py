"""Which line is named: where the expression stands that is wrong, or next to which an update is missing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from xortui.check.examine import verdict_on
from xortui.check.found_training import debugger_on

SCRIPT = """\
import numpy as np

rng = np.random.default_rng(1)
X = np.array([[0.1, 0.9], [0.2, 0.3], [0.8, 0.7], [0.9, 0.2]])
Y = np.array([[1.0, 0.2], [0.0, 0.7], [1.0, 0.4], [0.0, 0.9]])
u = rng.normal(size=(2, 3))
v = rng.normal(size=(3, 3))
w = rng.normal(size=(3, 2))


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


for epoch in range(30):
    a = sigmoid(X @ u)
    h = sigmoid(a @ v)
    o = sigmoid(h @ w)
    e = o - Y
    back = e
    dw = back * o * (1 - o)
    dv = dw @ w.T * h * (1 - h)
    du = dv @ v.T * a * (1 - a)
    w -= 0.3 * h.T @ dw / 4
    v -= 0.3 * a.T @ dv / 4
    u -= 0.3 * X.T @ du / 4
"""


def line_of(text: str, source: str = SCRIPT) -> int:
    return next(number for number, line in enumerate(source.splitlines(), start=1) if text in line)


def said(source: str, folder: Path) -> dict[str, Any]:
    path = folder / "net.py"
    path.write_text(source, "utf-8")
    return verdict_on(path, source)


@pytest.mark.parametrize(
    ("changes", "identity", "line"),
    [
        ({"e = o - Y": "e = o"}, "output-for-error", "    e = o"),
        ({"e = o - Y": "e = -o", "-= 0.3": "+= 0.3"}, "output-for-error", "    e = -o"),
        ({"e = o - Y": "e = 0.5 * (o - Y) ** 2"}, "cost-for-error", "    e = 0.5"),
        ({"    w -= 0.3 * h.T @ dw / 4\n": ""}, "layer-never-updated", "    v -= "),
        ({"    v -= 0.3 * a.T @ dv / 4\n": ""}, "layer-never-updated", "    w -= "),
    ],
)
def test_the_line_is_that_of_the_expression_or_next_to_which_an_update_is_missing(
    changes: dict[str, str], identity: str, line: str, tmp_path: Path
) -> None:
    source = SCRIPT
    for before, after in changes.items():
        source = source.replace(before, after)
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert mistake["id"] == identity
    assert mistake["line"] in (line_of(line, source), line_of("    u -= ", source) if "never" in identity else 0)


def test_what_is_only_fetched_by_its_own_name_is_not_where_the_error_is_named(tmp_path: Path) -> None:
    source = SCRIPT.replace("    e = o - Y\n", "    cache = {'o': o}\n    o = cache['o']\n    e = o\n")
    (mistake,) = said(source, tmp_path)["mistakes"]
    assert (mistake["id"], mistake["line"]) == ("output-for-error", line_of("    e = o", source))


def test_a_file_with_the_mean_over_its_batch_trains_in_the_debugger_as_by_itself(tmp_path: Path) -> None:
    verdict = said(SCRIPT, tmp_path)
    assert verdict["verdict"] == "right"
    debugger = debugger_on({**verdict, "file": "net.py"})
    debugger.go_to("e30")
    there: dict[str, Any] = {}
    exec(SCRIPT, there)  # the file itself
    names = debugger.problem.network.parameter_names
    state = dict(zip(names, debugger.snapshot().state, strict=False))
    assert [state[name] for name in names[-6:]] == pytest.approx(there["w"].T.ravel().tolist(), rel=1e-9)


def test_a_file_whose_mistake_has_no_name_opens_on_its_own_first_updates(tmp_path: Path) -> None:
    source = SCRIPT.replace("du = dv @ v.T * a * (1 - a)", "du = dv @ v.T * np.sin(a)")
    verdict = said(source, tmp_path)
    assert (verdict["verdict"], verdict["mistakes"]) == ("wrong", [])
    debugger = debugger_on({**verdict, "file": "net.py"})
    assert debugger.source is not None
    assert debugger.source.measured is not None
    count = debugger.source.measured.count
    debugger.go_to(f"e{count}")
    there: dict[str, Any] = {}
    exec(source.replace("range(30)", f"range({count})"), there)  # the file itself
    state = dict(zip(debugger.problem.network.parameter_names, debugger.snapshot().state, strict=False))
    assert [state[f"w{number}"] for number in range(1, 7)] == pytest.approx(there["u"].T.ravel().tolist(), rel=1e-9)
    assert debugger.snapshot().right_value("w1") is not None
    assert debugger.snapshot().right_value("w7") is None
