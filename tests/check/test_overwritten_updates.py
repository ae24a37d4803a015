"""A minus sign on the wrong side of the equals sign, in every update: the file is told that it overwrites."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.test_lines_and_names_of_pairs import COLUMNS, ROWS
from tests.check.written_files import changed, line_of, said
from xortui.check.overwritten_updates import on_overwritten_updates
from xortui.check.process import checked

OVERWRITTEN = {
    "    gW2 = gW2 + (lam / m) * W2\n": "",
    "    gW1 = gW1 + (lam / m) * W1\n": "",
    "W2 -= 0.1 *": "W2 =- 0.1 *",
    "b2 -= 0.1 *": "b2 =- 0.1 *",
    "W1 -= 0.1 *": "W1 =- 0.1 *",
    "b1 -= 0.1 *": "b1 =- 0.1 *",
}
SIGN_LOST = {"p[name] -= 0.2 * grads[name]": "p[name] = 0.2 * grads[name]"}
SOLVED = """\
import numpy as np
rng = np.random.default_rng(1)
X, Y = rng.normal(size=(9, 2)), rng.normal(size=(9, 1))
W = rng.normal(size=(2, 3))
V = np.zeros((3, 1))
for trial in range(5):
    W = 0.5 * rng.normal(size=(2, 3))
    H = np.tanh(X @ W)
    V = 1.0 * np.linalg.pinv(H) @ Y
    print(np.mean((H @ V - Y) ** 2))
"""


@pytest.mark.parametrize(
    ("program", "changes", "first", "others"),
    [
        (ROWS, OVERWRITTEN, "W2 =- ", {}),
        (ROWS, {**OVERWRITTEN, " * (1 - h ** 2)": ""}, "W2 =- ", {"slope-missing": "d1 = "}),
        (COLUMNS, SIGN_LOST, "p[name] =", {}),
    ],
)
def test_updates_that_overwrite_are_named_with_what_else_is_wrong(
    program: str, changes: dict[str, str], first: str, others: dict[str, str], tmp_path: Path
) -> None:
    wrong = changed(program, changes)
    verdict = on_overwritten_updates(wrong, lambda text: said(text, tmp_path))
    assert verdict is not None
    assert verdict["parameters"] == dict.fromkeys(["W1", "b1", "W2", "b2"], "wrong")
    named = {one["id"]: one["line"] for one in verdict["mistakes"]}
    assert named == {
        "assigned": line_of(first, wrong),
        **{name: line_of(text, wrong) for name, text in others.items()},
    }


def test_the_command_asks_for_them_where_no_training_is_seen(tmp_path: Path) -> None:
    path = tmp_path / "net.py"
    path.write_text(changed(ROWS, OVERWRITTEN), "utf-8")
    verdict = checked(path)
    assert verdict["verdict"] == "wrong"
    assert [one["id"] for one in verdict["mistakes"]] == ["assigned"]


def test_weights_that_are_solved_for_or_drawn_anew_overwrite_nothing(tmp_path: Path) -> None:
    assert on_overwritten_updates(SOLVED, lambda text: said(text, tmp_path)) is None
