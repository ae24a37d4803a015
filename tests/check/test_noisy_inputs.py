"""A network that is to give back what its inputs were before noise, or before some of them were hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.check.written_files import line_of, names_and_lines, said

DENOISING = """\
import numpy as np
rng = np.random.default_rng(77)
def s(a):
    return 1 / (1 + np.exp(-a))
class Autoencoder:
    def __init__(self, visible, hidden):
        self.enc = rng.normal(0, 0.5, (visible, hidden))
        self.dec = rng.normal(0, 0.5, (hidden, visible))
        self.enc_bias = np.zeros(hidden)
        self.dec_bias = np.zeros(visible)
    def fit(self, x):
        noisy = x * (rng.random(x.shape) > 0.2)
        hid = s(noisy @ self.enc + self.enc_bias)
        rec = s(hid @ self.dec + self.dec_bias)
        delta_rec = (rec - x) * rec * (1 - rec)
        delta_hid = delta_rec @ self.dec.T * hid * (1 - hid)
        grad_dec = hid.T @ delta_rec
        grad_enc = noisy.T @ delta_hid
        grad_dec_bias = delta_rec.sum(axis=0)
        self.dec -= 0.1 * grad_dec
        self.enc -= 0.1 * grad_enc
        self.dec_bias -= 0.1 * grad_dec_bias
        self.enc_bias -= 0.1 * delta_hid.sum(axis=0)
start = rng.integers(0, 5, 20)
data = np.array([[1.0 if (j - s) % 5 < 2 else 0.0 for j in range(5)] for s in start])
net = Autoencoder(5, 3)
for epoch in range(40):
    rng.shuffle(data)
    for i in range(0, 20, 5):
        net.fit(data[i:i + 5])
"""
HIDDEN = "x * (rng.random(x.shape) > 0.2)"
NOISE = (
    HIDDEN,
    "x * rng.binomial(1, 0.8, x.shape)",
    "x + 0.2 * rng.normal(size=x.shape)",
    "np.where(rng.random(x.shape) < 0.2, 0, x)",
)
RAW = "grad_enc = x.T @ delta_hid"


@pytest.mark.parametrize("noise", NOISE)
def test_gradients_with_the_inputs_that_went_forward_are_right(noise: str, tmp_path: Path) -> None:
    verdict = said(DENOISING.replace(HIDDEN, noise), tmp_path)
    assert (verdict["verdict"], verdict["network"]["layers"]) == ("right", [5, 3, 5])


@pytest.mark.parametrize("noise", NOISE)
def test_gradients_with_the_inputs_before_the_noise_are_named(noise: str, tmp_path: Path) -> None:
    source = DENOISING.replace(HIDDEN, noise).replace("grad_enc = noisy.T @ delta_hid", RAW)
    assert names_and_lines(source, tmp_path) == {("other-activation", line_of(RAW, source))}


def test_they_are_named_beside_a_bias_that_learns_from_the_mean(tmp_path: Path) -> None:
    source = DENOISING.replace("grad_enc = noisy.T @ delta_hid", RAW)
    source = source.replace("delta_rec.sum(axis=0)", "delta_rec.mean(axis=0)")
    expected = {("other-activation", line_of(RAW, source)), ("bias-averaged", line_of("delta_rec.mean", source))}
    assert names_and_lines(source, tmp_path) == expected


def test_data_that_are_computed_before_the_training_are_data(tmp_path: Path) -> None:
    source = DENOISING.replace("1.0 if (j - s) % 5 < 2 else 0.0", "np.sin(j + s) / 3 + 0.5")
    verdict = said(source, tmp_path)
    assert (verdict["verdict"], verdict["network"]["layers"]) == ("right", [5, 3, 5])


AT_REST = """\
import numpy as np
rng = np.random.default_rng(3)
X = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0], [1, 1, 1]])
Y = np.array([[0, 0], [1, 0], [1, 0], [0, 1]])
W1, b1 = rng.uniform(-1, 1, (3, 4)), rng.uniform(-0.5, 0.5, (1, 4))
W2, b2 = rng.uniform(-1, 1, (4, 2)), rng.uniform(-0.5, 0.5, (1, 2))
for epoch in range(40):
    z1 = X @ W1 + b1
    a1 = np.where(z1 > 0, z1, 0.1 * z1)
    a2 = 1 / (1 + np.exp(-(a1 @ W2 + b2)))
    d2 = (a2 - Y) * a2 * (1 - a2)
    d1 = d2 @ W2.T * np.where(z1 > 0, 1.0, 0.1)
    dW1, db1 = X.T @ d1, d1.sum(axis=0)
    W2 -= 0.3 * a1.T @ d2
    b2 -= 0.3 * d2.sum(axis=0)
"""


@pytest.mark.parametrize("activation", ["np.where(z1 > 0, z1, 0.1 * z1)", "np.maximum(z1, 0)", "np.abs(z1)"])
def test_a_layer_at_rest_prepares_no_inputs(activation: str, tmp_path: Path) -> None:
    source = AT_REST.replace("np.where(z1 > 0, z1, 0.1 * z1)", activation)
    assert said(source, tmp_path)["verdict"] == "wrong"
