"""What steps a training takes in fact, where the names in its file promise others."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.momentum_programs import CLASS, DICTS, LISTS, MOMENTUM, ROWS, without_velocities
from tests.check.test_updates import NESTEROV, PROGRAM, RIGHT_SLOPE, UPDATES
from tests.check.written_files import said_of_file

PLAIN = "plain gradient descent, without momentum"


def with_update(update: str, where: str = "P") -> str:
    return PROGRAM.replace("        UPDATE", update.strip("\n")).replace("SLOPE", RIGHT_SLOPE).replace("WHERE", where)


def anew(shape: str) -> str:
    """Return a program whose velocities begin at 0 in each step."""
    if shape == "rows":
        lines = []
        for line in ROWS.splitlines():
            name = line.split(" = ")[0].strip()
            lines.append(line.replace(f"mu * {name}", f"mu * np.zeros_like({name[1:]})"))
        return "\n".join(lines) + "\n"
    if shape == "class":
        begin = "        vW1, vb1, vW2, vb2 = np.zeros((2, 2)), np.zeros((2, 1)), np.zeros((2, 2)), np.zeros((2, 1))\n"
        local = CLASS.replace("self.v", "v").replace("        self.forward(x)\n", f"        self.forward(x)\n{begin}")
        return local
    if shape == "dicts":
        begin = "    velocity = {name: np.zeros_like(g) for name, g in grads.items()}\n"
        return DICTS.replace("rate=0.3):\n", f"rate=0.3):\n{begin}")
    begin = "        vw1, vb1, vw2, vb2 = [[0.0] * 2 for _ in range(3)], [0.0] * 3, [0.0] * 3, 0.0\n"
    return LISTS.replace("    for x, t in D:\n", f"    for x, t in D:\n{begin}")


@pytest.mark.parametrize("shape", MOMENTUM)
def test_momentum_whose_velocity_is_never_kept_is_told(shape: str, tmp_path: Path) -> None:
    found = said_of_file(anew(shape), tmp_path)
    assert found["verdict"] == "right"
    assert PLAIN in found["understood"]


@pytest.mark.parametrize("shape", MOMENTUM)
def test_of_momentum_that_is_kept_nothing_is_told(shape: str, tmp_path: Path) -> None:
    assert "momentum" not in said_of_file(MOMENTUM[shape], tmp_path)["understood"]


def test_of_plain_steps_that_promise_nothing_nothing_is_told(tmp_path: Path) -> None:
    source = without_velocities(ROWS)
    without = "".join(f"{line}\n" for line in source.splitlines() if not line.startswith("v"))
    assert "momentum" not in said_of_file(without, tmp_path)["understood"]


def test_nesterov_that_does_not_look_ahead_is_told(tmp_path: Path) -> None:
    found = said_of_file(f"# Nesterov\n{with_update(NESTEROV)}", tmp_path)
    assert found["verdict"] == "right"
    assert "plain momentum, not Nesterov's" in found["understood"]


@pytest.mark.parametrize(
    "source",
    [
        with_update(NESTEROV, where="{k: P[k] + 0.8 * m[k] for k in P}"),
        with_update(NESTEROV.replace("P[k] + m[k]", "P[k] - 0.8 * old + 1.8 * m[k]")).replace(
            "        m[k] = 0.8", "        old = m[k]\n        m[k] = 0.8"
        ),
    ],
)
def test_nesterov_in_both_its_forms_is_what_it_says(source: str, tmp_path: Path) -> None:
    found = said_of_file(f"# Nesterov\n{source}", tmp_path)
    assert found["verdict"] == "right"
    assert "Nesterov" not in found["understood"]


def test_adam_without_its_root_is_told(tmp_path: Path) -> None:
    without = UPDATES["Adam"].replace("np.sqrt(v[k] / (1 - 0.99 ** t))", "v[k] / (1 - 0.99 ** t)")
    assert "No root is taken" in said_of_file(f"# Adam\n{with_update(without)}", tmp_path)["understood"]
    assert "No root is taken" not in said_of_file(f"# Adam\n{with_update(UPDATES['Adam'])}", tmp_path)["understood"]
