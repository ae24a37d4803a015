"""Files in which no training is seen: what is said tells those that end from those that are stopped."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import said_of_file

NEVER = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(5, 2))
T = rng.uniform(size=(5, 1))
W = rng.normal(size=(2, 1))
y = 1 / (1 + np.exp(-(X @ W)))
print(((y - T) ** 2).mean())
"""
FOREVER = """\
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(5, 2))
T = rng.uniform(size=(5, 1))
W = rng.normal(size=(2, 1))
while True:
    y = 1 / (1 + np.exp(-(X @ W)))
    if np.mean((y - T) ** 2) < 1e-9:
        break
"""


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (NEVER, "no number was updated again by what had been computed from it; say how"),
        (FOREVER, "until then no number was updated by what had been computed from it: look whether its loop"),
    ],
)
def test_what_was_seen_of_it_is_told(source: str, told: str, tmp_path: Path) -> None:
    found = said_of_file(source, tmp_path)
    assert found["verdict"] == "undecided"
    assert told in found["reason"]
    assert "--step" in found["reason"]
