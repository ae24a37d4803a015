"""What goes into a step besides its gradient is told with its number: momentum and weight decay."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.check.momentum_programs import MOMENTUM, ROWS, without_velocities
from tests.check.written_files import said_of_file

OWN_MOMENTUM = re.compile(
    r"(?P<before>lr, mu = 0\.1, |momentum=|beta=|= )0\.[589](?P<behind>$|\):|, rate| \* v)", re.MULTILINE
)
"""Where the programs have their momentum."""


@pytest.mark.parametrize("shape", MOMENTUM)
@pytest.mark.parametrize("momentum", ["0.6", "0.85"])
def test_momentum_is_told(shape: str, momentum: str, tmp_path: Path) -> None:
    source, count = OWN_MOMENTUM.subn(rf"\g<before>{momentum}\g<behind>", MOMENTUM[shape])
    assert count >= 1
    told = said_of_file(source, tmp_path)["understood"]
    assert f"Momentum adds {momentum} of the previous step to each step." in told
    assert "Weight decay" not in told


def decaying(share: str) -> str:
    """Return a program without momentum whose weights lose a share of themselves in each step, and its biases not."""
    source = without_velocities(ROWS)
    for name in ("W1", "W2", "W3"):
        source = source.replace(f"{name} -= lr * g{name}", f"{name} = (1 - lr * {share}) * {name} - lr * g{name}")
    return source


@pytest.mark.parametrize(("share", "kept"), [("0.01", "0.999"), ("0.002", "0.9998")])
def test_weight_decay_is_told(share: str, kept: str, tmp_path: Path) -> None:
    found = said_of_file(decaying(share), tmp_path)
    assert found["verdict"] == "right"
    assert f"Weight decay multiplies the weights by {kept} in each step." in found["understood"]


def test_of_plain_steps_neither_is_told(tmp_path: Path) -> None:
    told = said_of_file(without_velocities(ROWS), tmp_path)["understood"]
    assert "Momentum adds" not in told
    assert "Weight decay" not in told


def test_of_weights_that_decay_unlike_no_number_is_told(tmp_path: Path) -> None:
    source = decaying("0.01").replace("(1 - lr * 0.01) * W3", "(1 - lr * 0.03) * W3")
    assert "Weight decay" not in said_of_file(source, tmp_path)["understood"]
