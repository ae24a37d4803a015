"""The libraries' own gradients, where they are installed: python -m tests.benchmarks.models tries many more."""

from __future__ import annotations

import numpy as np
import pytest

from tests.models.data import ROWS, TWO, X
from xortui.debugger import Debugger

CLOSE = 1e-12


def test_of_pytorch() -> None:
    torch = pytest.importorskip("torch", reason="pip install torch")
    torch.manual_seed(3)
    nn = torch.nn
    model = nn.Sequential(nn.Linear(3, 4), nn.GELU(), nn.Linear(4, 2)).double()
    loss = nn.MSELoss()
    loss(model(torch.tensor(X)), torch.tensor(ROWS)).backward()
    debugger = Debugger.from_model(model, torch.tensor(X), torch.tensor(ROWS), loss=loss, update="epoch")
    debugger.step("epoch")
    for ours, parameter in zip(debugger.snapshot().batch_gradients.flat, model.parameters(), strict=True):
        assert np.max(np.abs(ours - parameter.grad.numpy())) < CLOSE


def test_of_scikit_learn() -> None:
    network = pytest.importorskip("sklearn.neural_network", reason="pip install scikit-learn")
    model = network.MLPClassifier((4,), activation="tanh", solver="sgd", momentum=0.0, learning_rate_init=0.1)
    model.batch_size = len(X)
    model.shuffle = False
    model.partial_fit(X, TWO, classes=[0, 1])
    debugger = Debugger.from_model(model, X, TWO)
    model.partial_fit(X, TWO)
    debugger.step("epoch")
    for (weight, bias), coefficients, intercepts in zip(
        debugger.snapshot().weights, model.coefs_, model.intercepts_, strict=True
    ):
        assert np.max(np.abs(weight - coefficients)) < CLOSE
        assert np.max(np.abs(np.asarray(bias) - intercepts)) < CLOSE
