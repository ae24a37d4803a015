"""The gradients of a model that was read are those of calculus, in the model's own shapes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from tests.models.data import ROWS, THREE, TWO, Array, X, gradients, layers, one_hot
from tests.models.stand_ins import (
    Dense,
    KerasModel,
    Linear,
    MLPClassifier,
    Sequential,
    keras_layer,
    loss_object,
    module,
)
from xortui.debugger import Debugger, Snapshot

CLOSE = 1e-12
DEEP = layers(3, 4, 2, 3)
WIDE = layers(3, 5, 1)
FIT = layers(3, 4, 2)


def at_the_end_of_an_epoch(debugger: Debugger) -> Snapshot:
    debugger.step("epoch")
    return debugger.snapshot()


def assert_close(found: Sequence[Array], expected: Sequence[Array]) -> None:
    assert [array.shape for array in found] == [array.shape for array in expected]
    assert max(float(np.max(np.abs(a - b))) for a, b in zip(found, expected, strict=True)) < CLOSE


def test_of_arrays_inputs_first_and_outputs_first_in_their_own_shapes() -> None:
    expected = gradients(DEEP, "softmax", one_hot(THREE, 3))
    options = {"activations": ["tanh", "tanh", "softmax"], "update": "epoch"}
    found = at_the_end_of_an_epoch(Debugger.from_arrays(DEEP, X, THREE, **options)).batch_gradients
    assert_close(found.flat, expected)
    turned = [(weight.T, bias[:, None]) for weight, bias in DEEP]
    found = at_the_end_of_an_epoch(Debugger.from_arrays(turned, X, THREE, **options)).batch_gradients
    assert_close(found.flat, [array.T if array.ndim == 2 else array[:, None] for array in expected])


def test_of_scikit_learn_with_its_penalty() -> None:
    model = MLPClassifier(WIDE, ["no", "yes"])
    labels = np.array(["no", "yes"])[TWO]
    snapshot = at_the_end_of_an_epoch(Debugger.from_model(model, X, labels))
    expected = gradients(WIDE, "sigmoid", TWO[:, None].astype(float))
    assert_close(snapshot.batch_gradients.flat, expected)
    for place in (0, 2):
        expected[place] += model.alpha * WIDE[place // 2][0] / len(X)
    assert_close(snapshot.learnt_gradients.flat, expected)


@pytest.mark.parametrize("reduction", ["mean", "sum"])
def test_of_pytorch(reduction: str) -> None:
    shared = module("Tanh")
    linear = [Linear(weight.T, bias) for weight, bias in FIT]
    model = Sequential(linear[0], shared, Sequential(linear[1]))
    loss = loss_object("MSELoss", reduction=reduction)
    snapshot = at_the_end_of_an_epoch(Debugger.from_model(model, X, ROWS, loss=loss, update="epoch"))
    expected = gradients(FIT, "linear", ROWS, outputs=2)
    scale = 1.0 if reduction == "mean" else float(ROWS.size)
    assert_close(snapshot.batch_gradients.flat, [scale * array.T for array in expected])
    assert list(snapshot.batch_gradients.named) == ["0.weight", "0.bias", "2.0.weight", "2.0.bias"]


def test_of_pytorch_with_one_activation_module_that_stands_twice() -> None:
    shared = module("Tanh")
    linear = [Linear(weight.T, bias) for weight, bias in DEEP]
    model = Sequential(linear[0], shared, linear[1], shared, linear[2])
    debugger = Debugger.from_model(model, X, THREE, loss=loss_object("CrossEntropyLoss"), update="epoch")
    expected = gradients(DEEP, "softmax", one_hot(THREE, 3))
    assert_close(at_the_end_of_an_epoch(debugger).batch_gradients.flat, [array.T for array in expected])


def test_of_the_shape_of_keras() -> None:
    first, second = WIDE
    model = KerasModel(
        keras_layer("InputLayer"),
        Dense(*first, None),
        keras_layer("Activation", activation=Dense(*first, "tanh").activation),
        keras_layer("Dropout", rate=0.2),
        Dense(*second, "sigmoid", name="out"),
        loss="binary_crossentropy",
    )
    snapshot = at_the_end_of_an_epoch(Debugger.from_model(model, X, TWO, update="epoch"))
    assert_close(snapshot.batch_gradients.flat, gradients(WIDE, "sigmoid", TWO[:, None].astype(float)))
    assert list(snapshot.weights.named) == ["dense.kernel", "dense.bias", "out.kernel", "out.bias"]


def test_of_one_sample_and_its_deltas() -> None:
    debugger = Debugger.from_arrays(WIDE, X, TWO, activations=["tanh", "sigmoid"], loss="binary-cross-entropy")
    debugger.step("sample")
    snapshot = debugger.snapshot()
    assert snapshot.gradients.flat[0] == pytest.approx(np.outer(X[0], snapshot.deltas[0]), abs=CLOSE)
    assert snapshot.gradients[1].bias == pytest.approx(snapshot.deltas[1], abs=CLOSE)
    assert np.array_equal(snapshot.batch_gradients.flat[0], snapshot.gradients.flat[0])


def test_what_is_not_computed_yet_is_not_a_number() -> None:
    debugger = Debugger.from_arrays(WIDE, X, TWO, update=3, gradients="sum")
    assert np.isnan(debugger.snapshot().gradients.flat[0]).all()
    debugger.step("sample")
    debugger.step("sample")
    assert np.isfinite(debugger.snapshot().gradients.flat[0]).all()
    assert np.isnan(debugger.snapshot().batch_gradients.flat[0]).all()  # a sum of two of three samples is no batch's
    debugger.step("sample")
    assert np.isfinite(debugger.snapshot().batch_gradients.flat[0]).all()
    debugger.back()
    assert np.isfinite(debugger.snapshot().batch_gradients.flat[0]).all()


def test_the_weights_are_those_of_the_position_and_the_model_keeps_its_own() -> None:
    given = [(weight.copy(), bias.copy()) for weight, bias in WIDE]
    debugger = Debugger.from_arrays(given, X, TWO, activations="tanh", learning_rate=0.5)
    own = [array for layer in WIDE for array in layer]
    assert all(map(np.array_equal, debugger.snapshot().weights.flat, own))
    before = debugger.snapshot().weights
    debugger.step("sample")
    moved = debugger.snapshot()
    for now, was, slope in zip(moved.weights.flat, before.flat, moved.gradients.flat, strict=True):
        assert now == pytest.approx(was - 0.5 * slope, abs=CLOSE)
    assert all(map(np.array_equal, [array for layer in given for array in layer], own))


def test_a_layer_without_biases_and_one_that_is_frozen_stay_as_they_are() -> None:
    (first, _), second = WIDE
    model = Sequential(Linear(first.T, None), module("Tanh"), Linear(second[0].T, second[1], is_trained=False))
    debugger = Debugger.from_model(model, X, TWO, loss=loss_object("BCEWithLogitsLoss"), learning_rate=1.0)
    debugger.run(12)
    weights = debugger.snapshot().weights
    assert weights[0].bias is None
    assert not np.array_equal(weights[0].weight, first.T)
    assert np.array_equal(weights[1].weight, second[0].T)
    assert np.array_equal(weights.flat[-1], second[1])
