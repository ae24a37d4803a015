"""Scripts that take one step by hand, without a loop and without a function."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, said_of_file

BY_HAND = """import math
def sig(z):
    return 1 / (1 + math.exp(-z))

w1 = 0.15
w2, w3, w4 = 0.2, 0.25, 0.3
w5 = 0.4
w6 = 0.45
w7 = 0.5
w8 = 0.55
b1 = 0.35
b2 = 0.6
x1 = 0.05
x2 = 0.1
t1 = 0.01
t2 = 0.99
rate = 0.5

# forward
h1 = sig(w1 * x1 + w2 * x2 + b1)
h2 = sig(w3 * x1 + w4 * x2 + b1)
o1 = sig(w5 * h1 + w6 * h2 + b2)
o2 = sig(w7 * h1 + w8 * h2 + b2)
print("error", 0.5 * (t1 - o1) ** 2 + 0.5 * (t2 - o2) ** 2)
# back
d1 = (o1 - t1) * o1 * (1 - o1)
d2 = (o2 - t2) * o2 * (1 - o2)
e1 = (d1 * w5 + d2 * w7) * h1 * (1 - h1)
e2 = (d1 * w6 + d2 * w8) * h2 * (1 - h2)
w1 = w1 - rate * e1 * x1
w2 = w2 - rate * e1 * x2
w3 = w3 - rate * e2 * x1
w4 = w4 - rate * e2 * x2
w5 = w5 - rate * d1 * h1
w6 = w6 - rate * d1 * h2
w7 = w7 - rate * d2 * h1
w8 = w8 - rate * d2 * h2
b1 = b1 - rate * (e1 + e2)
b2 = b2 - rate * (d1 + d2)
print(w1, w2, w3, w4)
"""
WITH_NEW_NAMES = "".join(
    line if line[2:7] != " = w1"[:5] and f"= {line[:2]} - rate" not in line else f"{line[:2]}_new{line[2:]}"
    for line in BY_HAND.splitlines(keepends=True)
).replace("print(w1, w2, w3, w4)", "print(w1_new, w2_new, w3_new, w4_new)")
IN_PLACE = BY_HAND
for number in range(1, 9):
    IN_PLACE = IN_PLACE.replace(f"w{number} = w{number} - rate * ", f"w{number} -= rate * ")
GUARDED = 'if __name__ == "__main__":\n    '.join(BY_HAND.split("w1 = 0.15", 1)[:1]) + (
    'if __name__ == "__main__":\n'
    + "".join(f"    {line}\n" for line in BY_HAND[BY_HAND.index("w1 = 0.15") :].splitlines())
)
ARRAYS = """import numpy as np
X = np.array([[0.0, 1.0], [1.0, 1.0], [1.0, 0.0]])
T = np.array([[1.0], [0.0], [1.0]])
W1 = np.array([[0.1, -0.4], [0.3, 0.2]])
W2 = np.array([[0.7], [-0.2]])
H = 1 / (1 + np.exp(-X @ W1))
O = 1 / (1 + np.exp(-H @ W2))
d2 = (O - T) * O * (1 - O)
d1 = d2 @ W2.T * H * (1 - H)
W1 -= 0.5 * X.T @ d1
W2 -= 0.5 * H.T @ d2
"""
SHAPES = {"by hand": BY_HAND, "new names": WITH_NEW_NAMES, "in place": IN_PLACE, "guarded": GUARDED, "arrays": ARRAYS}


@pytest.mark.parametrize("shape", SHAPES)
def test_a_step_by_hand_is_run_again_and_right(shape: str, tmp_path: Path) -> None:
    found = said_of_file(SHAPES[shape], tmp_path)
    assert found["verdict"] == "right", found["reason"]
    assert "were run again for more" in found["understood"]


@pytest.mark.parametrize(
    ("shape", "old", "new"),
    [
        ("by hand", "(d1 * w5 + d2 * w7) * h1 * (1 - h1)", "(d1 * w5 + d2 * w7) * (1 - h1)"),
        ("new names", "d1 = (o1 - t1) * o1 * (1 - o1)", "d1 = (o1 - t1)"),
        ("guarded", "e2 = (d1 * w6 + d2 * w8)", "e2 = (d1 * w7 + d2 * w8)"),
        ("arrays", "d2 @ W2.T * H * (1 - H)", "d2 @ W2.T"),
    ],
)
def test_what_is_wrong_in_it_is_told_in_its_own_line(shape: str, old: str, new: str, tmp_path: Path) -> None:
    source = SHAPES[shape].replace(old, new)
    found = said_of_file(source, tmp_path)
    assert source != SHAPES[shape]
    assert found["verdict"] == "wrong"
    (mistake,) = found["mistakes"]
    assert mistake["line"] == line_of(new, source)


def test_a_weight_that_is_used_after_its_update_is_told(tmp_path: Path) -> None:
    source = ARRAYS.replace("W2 -= 0.5 * H.T @ d2\n", "").replace("d1 = d2", "W2 -= 0.5 * H.T @ d2\nd1 = d2")
    found = said_of_file(source, tmp_path)
    assert [one["id"] for one in found["mistakes"]] == ["weights-updated"]


def test_a_script_that_begins_again_at_its_end_is_not_run_again(tmp_path: Path) -> None:
    found = said_of_file(f"{ARRAYS}W1 = np.array([[0.1, -0.4], [0.3, 0.2]])\nW1 -= 0.5 * X.T @ d1\n", tmp_path)
    assert found["verdict"] == "undecided"
