"""What is learnt, and what it is called, in shapes that networks without a name often have."""

from pathlib import Path

from tests.check import written_files
from xortui.check.recognition.names import written
from xortui.check.watching import watched

NAMED_TUPLES = """
from collections import namedtuple
import numpy as np
Layer = namedtuple("Layer", "W b")
rng = np.random.default_rng(1)
params = [Layer(rng.normal(size=(2, 3)), rng.normal(size=3)), Layer(rng.normal(size=(3, 1)), rng.normal(size=1))]
x = rng.normal(size=(4, 2))
t = rng.normal(size=(4, 1))
for _ in range(20):
    h = np.tanh(x @ params[0].W + params[0].b)
    d = (h @ params[1].W + params[1].b - t) / 4
    e = d @ params[1].W.T * (1 - h * h)
    grads = [Layer(x.T @ e, e.sum(0)), Layer(h.T @ d, d.sum(0))]
    params = [Layer(p.W - 0.1 * g.W, p.b - 0.1 * g.b) for p, g in zip(params, grads)]
"""

COPIES_WITH_NOISE = """
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(3, 2))
T = np.array([[0.1], [0.9], [0.4], [0.1], [0.9], [0.4]])
X = np.vstack([X, X + rng.normal(0, 0.1, X.shape)])
W = rng.normal(size=(2, 1))
for _ in range(20):
    z = X @ W
    W = W - 0.1 * X.T @ (z - T)
"""

VARIANCE = """
import numpy as np
rng = np.random.default_rng(1)
X = rng.normal(size=(5, 2))
T = rng.normal(size=(5, 1))
W = rng.normal(size=(2, 3))
V = rng.normal(size=(3, 1))
for _ in range(20):
    z = X @ W
    s = np.sqrt(z.var(axis=1, keepdims=True) + 1e-5)
    n = (z - z.mean(axis=1, keepdims=True)) / s
    d = n @ V - T
    g = d @ V.T
    V = V - 0.1 * n.T @ d
    W = W - 0.1 * X.T @ ((g - g.mean(1, keepdims=True) - n * (g * n).mean(1, keepdims=True)) / s)
"""


def learnt(source: str, folder: Path) -> dict[str, int]:
    """How many numbers are learnt of each name."""
    seen = watched(written_files.written(source, folder), source)
    counts: dict[str, int] = {}
    for chain in seen.chains:
        place = next(seen.trace.places[version] for version in chain.versions if version in seen.trace.places)
        counts[written(place)] = counts.get(written(place), 0) + 1
    return counts


def test_fields_of_named_tuples_are_called_by_their_names(tmp_path: Path) -> None:
    parameters = written_files.said(NAMED_TUPLES, tmp_path)["parameters"]
    assert set(parameters) == {"params[0].W", "params[0].b", "params[1].W", "params[1].b"}


def test_samples_with_copies_that_have_noise_are_not_learnt(tmp_path: Path) -> None:
    assert learnt(COPIES_WITH_NOISE, tmp_path) == {"W": 2}


def test_what_a_variance_is_made_of_is_not_learnt(tmp_path: Path) -> None:
    assert learnt(VARIANCE, tmp_path) == {"W": 6, "V": 3}
