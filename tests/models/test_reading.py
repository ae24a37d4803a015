"""What is read from a model, what is decided and told, and what is refused in one line."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.models.data import ROWS, THREE, TWO, X, layers
from tests.models.stand_ins import (
    Dense,
    KerasModel,
    Linear,
    MLPClassifier,
    Sequential,
    Tensor,
    Unfitted,
    keras_layer,
    keras_optimizer,
    loss_object,
    module,
    torch_optimizer,
)
from xortui.core.array_files import ARRAY_FORMATS
from xortui.debugger import Debugger
from xortui.debugger.session import SessionWriter, resume
from xortui.models.model_problem import problem_of_model
from xortui.problems import Problem

WIDE = layers(3, 5, 1)
SQUARE = layers(3, 3, 3)


def read(model: Any, y: Any = TWO, x: Any = X, **options: Any) -> Problem:
    return problem_of_model(model, x, y, **options)


def refusal(model: Any, y: Any = TWO, x: Any = X, **options: Any) -> str:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        read(model, y, x, **options)
    return str(caught.value)


def first_weight(problem: Problem) -> float:
    """Return w2, which leads from x1 to h2."""
    return problem.start.parameters["w2"]


def torch(*modules: Any) -> Sequential:
    return Sequential(*modules)


def linear(place: int = 0, weights: Any = WIDE) -> Linear:
    return Linear(weights[place][0].T, weights[place][1])


class TestArrays:
    def test_they_may_stand_in_any_of_the_usual_ways(self, tmp_path: Path) -> None:
        (w1, b1), (w2, b2) = WIDE
        named = {"W1": w1, "b1": b1, "W2": w2, "b2": b2}
        ways: list[Any] = [
            WIDE,
            [[w1.tolist(), b1.tolist()], [w2.tolist(), b2.tolist()]],
            [w1, b1, w2, b2],
            [w1, b1[None, :], w2, b2[None, :]],
            named,
            {"W1": w1, "W2": w2, "b1": b1, "b2": b2},
            {"params": {"Dense_0": {"bias": b1, "kernel": w1}, "Dense_1": {"bias": b2, "kernel": w2}}},
            {"0.weight": w1.T, "0.bias": b1, "2.weight": w2.T, "2.bias": b2},
            {"W1": w1.T, "b1": b1[:, None], "W2": w2.T, "b2": b2[:, None]},
            [(Tensor(w1), Tensor(b1)), (Tensor(w2), Tensor(b2))],
        ]
        for suffix, format_ in ARRAY_FORMATS.items():
            path = tmp_path / f"w{suffix}"
            path.write_bytes(format_.write(named))
            ways += [path, str(path)]
        expected = read(WIDE).start.parameters
        for way in ways:
            assert read(way).start.parameters == expected

    def test_without_biases_there_are_none(self) -> None:
        problem = read([WIDE[0][0], WIDE[1][0]])
        assert not problem.network.biases
        assert read([(WIDE[0][0], None), WIDE[1]]).network.frozen == {"b1", "b2", "b3", "b4", "b5"}

    def test_square_ones_are_taken_as_the_biases_or_the_key_say_and_that_is_told(self) -> None:
        (w1, b1), (w2, b2) = SQUARE
        inputs_first = first_weight(read(SQUARE, THREE))
        assert inputs_first == w1[0, 1]
        told = 'taken as inputs x outputs: else say orientation="outputs x inputs".'
        assert told in read(SQUARE, THREE).story
        assert first_weight(read(SQUARE, THREE, orientation="outputs x inputs")) == w1[1, 0]
        assert first_weight(read([(w1, b1[:, None]), (w2, b2[:, None])], THREE)) == w1[1, 0]
        assert first_weight(read([(w1, b1[None, :]), (w2, b2[None, :])], THREE)) == w1[0, 1]
        assert first_weight(read({"a.weight": w1, "a.bias": b1, "b.weight": w2, "b.bias": b2}, THREE)) == w1[1, 0]
        problem = read(torch(linear(0, SQUARE), module("Tanh"), linear(1, SQUARE)), THREE)
        assert first_weight(problem) == w1[0, 1]  # linear() turns them, as PyTorch has them

    def test_activations_and_loss_have_defaults_that_fit_y_and_are_told(self) -> None:
        assert read(WIDE).network.activations == ("sigmoid", "sigmoid")
        assert read(SQUARE, THREE).network.activations == ("sigmoid", "softmax")
        assert read(SQUARE, THREE).network.loss == "cross-entropy"
        assert read(layers(3, 4, 2), ROWS).network.activations == ("sigmoid", "linear")
        assert read(WIDE, loss="BCELoss").network.loss == "binary-cross-entropy"
        story = read(WIDE).story
        assert "Activations, as none are said: sigmoid, sigmoid." in story
        assert "Loss, as none is said: half-squared-error." in story
        assert "η, as none is said: 0.1." in story
        assert "none is said" not in read(WIDE, loss="half-squared-error", learning_rate=0.2).story

    @pytest.mark.parametrize(
        ("model", "said"),
        [
            ([], "model: expected [(W1, b1), (W2, b2), …], got an empty list"),
            ([(np.ones((2, 5)), np.ones(5)), WIDE[1]], "got W1 2×5 with b1 5, W2 5×1 with b2 1, for samples of 3 x"),
            ([(np.ones((3, 5)), np.ones(4)), WIDE[1]], "W1 3×5 with b1 4"),
            ([(np.ones((3, 5)), np.ones((5, 2))), WIDE[1]], "model: b1: expected a vector, got the shape (5, 2)"),
            ([(np.full((3, 5), np.nan), np.ones(5)), WIDE[1]], "model: W1[0, 0]: expected a finite number, got nan"),
            ([(np.full((3, 5), "a"), np.ones(5)), WIDE[1]], "model: W1: expected real numbers, got np.str_('a')"),
            ([[1, 2], [3]], "model: expected [(W1, b1), (W2, b2), …], got no matrix"),
            ({"W1": np.ones((3, 1)), "b1": np.ones(1), "b7": np.ones(1)}, "model: b7: expected a matrix before it"),
            ("no.npz", "model: no.npz: No such file or directory"),
            (np.ones((3, 1)), "model: found ndarray; expected [(W1, b1), …], a fitted MLPClassifier or MLPRegressor,"),
            (None, "model: found NoneType; expected"),
        ],
    )
    def test_what_is_none_is_refused_in_a_line(self, model: Any, said: str) -> None:
        assert said in refusal(model)

    def test_a_pickle_is_refused_in_a_line(self, tmp_path: Path) -> None:
        path = tmp_path / "model.pkl"
        path.write_bytes(b"\x80\x04.")
        assert refusal(path) == (f"{path}: a pickle can run any code, so none is read; expected .npz or .safetensors")

    def test_a_home_folder_that_is_none_is_refused_in_a_line(self) -> None:
        assert refusal("~nobody-of-that-name/w.npz").startswith("model: ~nobody-of-that-name/w.npz: ")

    def test_too_many_parameters_are_refused_before_anything_is_made_of_them(self) -> None:
        assert refusal(layers(3, 6000, 1)) == "model: expected at most 20,000 parameters, got a 3-6000-1 network"


class TestSamples:
    def test_labels_become_outputs(self) -> None:
        problem = read(SQUARE, np.array(["a", "b", "c"])[THREE])
        assert problem.names.classes == ("a", "b", "c")
        assert problem.samples[0][1] == (0.0, 0.0, 1.0)
        assert read(WIDE, np.array(["no", "yes"])[TWO]).samples[1][1] == (1.0,)
        assert "ŷ is for yes: y is 1 there, and 0 for no." in read(WIDE, np.array(["no", "yes"])[TWO]).story
        assert read(WIDE, TWO.astype(bool)).samples[1][1] == (1.0,)

    def test_labels_may_be_whole_numbers_in_floats(self) -> None:
        for model in (SQUARE, torch(linear(0, SQUARE), module("Tanh"), linear(1, SQUARE))):
            problem = read(model, THREE.astype(float))
            assert problem.network.activations[-1] == "softmax"
            assert problem.samples == read(model, THREE).samples

    def test_one_input_may_be_a_vector_and_images_are_laid_out_in_rows(self) -> None:
        assert read(layers(1, 2, 1), TWO, X[:, 0]).samples[0][0] == (X[0, 0],)
        assert read(layers(4, 2, 1), TWO, X[:6, :1].repeat(4, 1).reshape(6, 2, 2)).network.layers[0] == 4

    def test_tables_name_their_columns(self) -> None:
        class Table:
            columns = ("height", "weight", "age")

            def to_numpy(self) -> Any:
                return X

        assert read(WIDE, x=Table()).names.inputs == ("height", "weight", "age")

    @pytest.mark.parametrize(
        ("x", "y", "said"),
        [
            (X[:0], TWO[:0], "X: expected samples as rows of numbers, got the shape (0, 3)"),
            (X, TWO[:4], "y: expected 6 rows, as X has, got the shape (4,)"),
            (X, ROWS.T, "y: expected 6 rows, as X has, got the shape (2, 6); y.T may be meant"),
            (X.T, TWO[:3], "samples are rows of X, so X.T may be meant"),
            (np.full((6, 3), np.inf), TWO, "X[0, 0]: expected a finite number, got inf"),
            (np.full((6, 3), "a"), TWO, "X: expected real numbers, got np.str_('a')"),
            ([[1], [2, 3]], TWO, "X: expected an array, got list: "),
            (np.zeros((10_001, 3)), np.zeros(10_001), "X: expected at most 10,000 samples, got 10,001; X[:10000]"),
            (X, np.array(["a", "b", "c", "a", "b", "c"]), "y: expected two classes for one output, got 3"),
            (X, ROWS, "model: expected matrices that fit"),
        ],
    )
    def test_what_does_not_fit_is_refused_in_a_line(self, x: Any, y: Any, said: str) -> None:
        assert said in refusal(WIDE, y, x)

    def test_labels_that_are_no_classes_of_the_model_are_refused(self) -> None:
        assert refusal(SQUARE, [0, 1, 2, 3, 0, 5]) == "y: expected 3 classes, one for each output, got 5"
        model = MLPClassifier(WIDE, ["no", "yes"])
        assert refusal(model, ["no", "yes", "no", "no", "yes", "maybe"]) == "y: expected one of no, yes, got 'maybe'"


class TestScikitLearn:
    def test_loss_rate_batch_and_penalty_are_its_own(self) -> None:
        problem = read(MLPClassifier(WIDE, [0, 1]))
        assert problem.name == "MLPClassifier"
        assert problem.network.activations == ("tanh", "sigmoid")
        assert problem.network.loss == "binary-cross-entropy"
        training = problem.training
        assert (training.optimizer, training.learning_rate, training.update) == ("adam", 0.003, 6)
        assert training.weight_decay == 0.01 / 6
        assert read(MLPClassifier(SQUARE, [0, 1, 2]), THREE).network.activations == ("tanh", "softmax")
        assert read(MLPClassifier(WIDE, [0, 1]), update="sample", learning_rate=2).training.weight_decay == 0.01

    def test_momentum_and_what_is_not_followed_is_told(self) -> None:
        problem = read(MLPClassifier(WIDE, [0, 1], solver="sgd", learning_rate="invscaling"))
        assert (problem.training.optimizer, problem.training.momentum) == ("nesterov", 0.9)
        assert "Its learning rate is invscaling; here it is constant." in problem.story
        assert "It shuffles the samples; here they come in order." in problem.story
        assert "lbfgs has no steps" in read(MLPClassifier(WIDE, [0, 1], solver="lbfgs")).story

    def test_one_that_is_not_fitted_and_a_pipeline_are_refused_in_a_line(self) -> None:
        assert refusal(Unfitted()) == (
            "model: Unfitted has no weights yet; expected one after fit, or after one partial_fit"
        )
        pipeline = type("Pipeline", (), {"steps": []})()
        assert "debug(pipe[-1], pipe[:-1].transform(X), y)" in refusal(pipeline)
        assert "expected none, as MLPClassifier says its own" in refusal(
            MLPClassifier(WIDE, [0, 1]), activations="tanh"
        )


class TestPyTorch:
    @pytest.mark.parametrize(
        ("name", "options", "expected"),
        [
            ("Sigmoid", {}, "sigmoid"),
            ("ReLU", {"inplace": True}, "relu"),
            ("LeakyReLU", {"negative_slope": 0.2}, "leaky-relu(0.2)"),
            ("ELU", {"alpha": 1.0}, "elu"),
            ("ELU", {"alpha": 0.5}, "elu(0.5)"),
            ("Softplus", {"beta": 1, "threshold": 20}, "softplus"),
            ("GELU", {"approximate": "none"}, "gelu"),
            ("GELU", {"approximate": "tanh"}, "gelu-tanh"),
            ("Hardtanh", {"min_val": -1.0, "max_val": 1.0}, "hard-tanh"),
            ("Identity", {}, "linear"),
        ],
    )
    def test_activations_are_read_with_their_constants(self, name: str, options: dict[str, Any], expected: str) -> None:
        problem = read(torch(linear(), module(name, **options), linear(1)))
        assert problem.network.activations == (expected, "linear")

    def test_the_loss_is_what_the_end_asks_for_or_what_is_said(self) -> None:
        plain = torch(linear(), module("Tanh"), linear(1))
        assert (read(plain).network.loss, read(plain).network.reduction) == ("squared-error", "mean")
        ended = torch(linear(), module("Tanh"), linear(1), module("Sigmoid"))
        assert read(ended).network.loss == "binary-cross-entropy"
        logits = read(plain, loss=loss_object("BCEWithLogitsLoss", pos_weight=None))
        assert logits.network.activations == ("tanh", "sigmoid")
        assert "The loss applies sigmoid, so ŷ is behind that." in logits.story
        three = torch(linear(0, SQUARE), module("Tanh"), linear(1, SQUARE))
        assert read(three, THREE).network.loss == "cross-entropy"
        logarithms = torch(linear(0, SQUARE), module("Tanh"), linear(1, SQUARE), module("LogSoftmax"))
        assert read(logarithms, THREE, loss=loss_object("NLLLoss")).network.activations[-1] == "softmax"

    def test_its_optimizer_is_read(self) -> None:
        model = torch(linear(), module("Tanh"), linear(1))
        sgd = torch_optimizer("SGD", lr=0.3, momentum=0.8, nesterov=False, weight_decay=0.01, dampening=0)
        training = read(model, optimizer=sgd).training
        assert (training.optimizer, training.learning_rate, training.momentum) == ("momentum", 0.3, 0.8)
        assert (training.weight_decay, training.decays_biases) == (0.01, True)
        adam = torch_optimizer("Adam", lr=0.1, betas=(0.8, 0.9), eps=1e-7, weight_decay=0, amsgrad=True)
        problem = read(model, optimizer=adam)
        assert (problem.training.beta1, problem.training.beta2, problem.training.epsilon) == (0.8, 0.9, 1e-7)
        assert "Not followed of Adam: amsgrad." in problem.story
        assert read(model, optimizer="adam").training.optimizer == "adam"
        assert "optimizer: expected one of SGD, Adam," in refusal(model, optimizer=torch_optimizer("LBFGS", lr=1))

    @pytest.mark.parametrize(
        ("model", "options", "said"),
        [
            (torch(linear(), module("Conv2d"), linear(1)), {}, "model: 1 is Conv2d; expected Linear, or an activation"),
            (torch(module("Tanh")), {}, "model: 0 is Tanh; expected an activation behind a Linear"),
            (torch(), {}, "model: Sequential without a Linear; expected one with at least one"),
            (
                type("Net", (type(module("X")),), {"forward": None})(fc1=linear(), fc2=linear(1)),
                {},
                "model: Net has a forward of its own, which can't be read; "
                "expected torch.nn.Sequential(model.fc1, model.fc2, …) with the activations between",
            ),
            (
                torch(linear(), module("Softplus", beta=2), linear(1)),
                {},
                "Softplus with beta 2: expected it without",
            ),
            (
                torch(linear(), module("Tanh"), linear(1), module("Softmax", dim=0)),
                {},
                "Softmax with dim 0: expected it without",
            ),
            (
                torch(linear(), module("Tanh"), linear(1), module("Sigmoid")),
                {"loss": loss_object("BCEWithLogitsLoss")},
                "loss: applies sigmoid itself; expected a model that ends in a plain linear layer, got sigmoid",
            ),
            (
                torch(linear(), module("Tanh"), linear(1)),
                {"loss": loss_object("BCELoss")},
                "loss: binary-cross-entropy needs sigmoid outputs, got linear",
            ),
            (
                torch(linear(), module("Tanh"), linear(1)),
                {"loss": loss_object("HuberLoss")},
                "loss: expected one of half-squared-error,",
            ),
            (
                torch(linear(), module("Tanh"), linear(1)),
                {"loss": loss_object("CrossEntropyLoss", label_smoothing=0.1)},
                "loss: CrossEntropyLoss with label_smoothing: expected one without",
            ),
            (torch(linear(), module("Tanh"), linear(1)), {"rate": 1}, "rate: no such key; expected loss, activations,"),
            (torch(linear(), module("Tanh"), linear(1)), {"learning_rate": "fast"}, "learning_rate: expected"),
            (torch(linear(1), module("Tanh")), {}, "X: expected 5 columns, one for each input, got 3"),
        ],
    )
    def test_what_cannot_be_read_is_refused_in_a_line(self, model: Any, options: dict[str, Any], said: str) -> None:
        assert said in refusal(model, **options)

    def test_a_layer_that_stands_twice_is_refused(self) -> None:
        twice = linear(0, SQUARE)
        assert "model: 2 shares its weights" in refusal(torch(twice, module("Tanh"), twice), THREE)


class TestKeras:
    def test_a_compiled_one_says_how_it_is_trained(self) -> None:
        optimizer = keras_optimizer("SGD", learning_rate=0.30000001192092896, momentum=0.9, nesterov=True)
        model = KerasModel(Dense(*WIDE[0], "relu"), Dense(*WIDE[1], None, "out"), loss="mse", optimizer=optimizer)
        problem = read(model)
        assert (problem.network.activations, problem.network.loss) == (("relu", "linear"), "squared-error")
        training = problem.training
        assert (training.optimizer, training.learning_rate, training.update) == ("nesterov", 0.3, 32)
        assert "Loss: mse, as the model says." in problem.story

    def test_one_that_is_not_compiled_has_the_usual_loss(self) -> None:
        problem = read(KerasModel(Dense(*WIDE[0], "tanh"), Dense(*WIDE[1], "sigmoid", "out")))
        assert problem.network.loss == "binary-cross-entropy"
        assert problem.training.update == "sample"

    def test_regularizers_are_weight_decay(self) -> None:
        dense = [Dense(*WIDE[0], "tanh"), Dense(*WIDE[1], "sigmoid", "out")]
        for layer in dense:
            layer.kernel_regularizer = loss_object("L2", l2=0.05)
        assert read(KerasModel(*dense)).training.weight_decay == 0.1

    def test_a_layer_that_stands_twice_is_refused(self) -> None:
        twice = Dense(*SQUARE[0], "tanh")
        assert "model: dense.kernel stands there twice" in refusal(KerasModel(twice, twice), THREE, loss="mse")

    def test_layers_that_are_no_stack_and_others_are_refused_in_a_line(self) -> None:
        model = KerasModel(Dense(*WIDE[0], "tanh"), keras_layer("BatchNormalization"), Dense(*WIDE[1], "sigmoid"))
        assert refusal(model) == (
            "model: batchnormalization is BatchNormalization; expected Dense, an activation, Dropout or Flatten"
        )
        branched = KerasModel(Dense(*WIDE[0], "tanh"), Dense(*WIDE[1], "sigmoid", name="out"))
        for layer in branched.layers:
            layer.input = object()
            layer.output = object()
        assert "model: out does not take what the layer before it gives" in refusal(branched)
        recurrent = Dense(*SQUARE[0], "tanh")
        recurrent.get_weights().append(SQUARE[0][0])
        assert "model: dense is Dense; expected Dense, an activation" in refusal(KerasModel(recurrent), THREE)
        assert "got 'mish'" in refusal(KerasModel(Dense(*WIDE[0], "mish"), Dense(*WIDE[1], "sigmoid")))


def test_reading_imports_none_of_the_libraries() -> None:
    debugger = Debugger.from_model(torch(linear(), module("Tanh"), linear(1)), X, TWO)
    assert (debugger.problem.name, debugger.problem.title) == ("Sequential", "a model of your own")
    import sys

    assert {"torch", "sklearn", "keras", "tensorflow", "pandas"}.isdisjoint(sys.modules)


def test_the_history_is_columns_of_one_length() -> None:
    debugger = Debugger.from_arrays(WIDE, X, TWO)
    debugger.run(6 * 10 + 3)
    columns = debugger.history()
    assert list(columns) == ["epoch", "loss", *debugger.problem.network.parameter_names]
    assert columns["epoch"].tolist() == list(range(11))
    assert {len(column) for column in columns.values()} == {11}
    assert np.isnan(columns["loss"]).tolist() == [True] + [False] * 10
    assert columns["w1"][0] == WIDE[0][0][0, 0]
    debugger.go_to("e4")
    assert debugger.snapshot().value("w1") == columns["w1"][4]
    assert debugger.history(every=2)["epoch"].tolist() == [0, 2, 4]
    with pytest.raises(ValueError, match="history: expected every to be at least 1, got 0"):
        debugger.history(every=0)


class TestASessionOfAModel:
    def test_has_the_names_and_the_shapes_of_the_owner(self) -> None:
        model = torch(linear(), module("Tanh"), Linear(WIDE[1][0].T, None))
        debugger = Debugger.from_model(model, X, TWO)
        debugger.run(3)
        text = SessionWriter(debugger).text({})
        again, _ = resume(json.loads(text))
        assert again.problem.layout == debugger.problem.layout
        assert again.problem == debugger.problem
        for found, expected in (
            (again.snapshot().weights, debugger.snapshot().weights),
            (again.snapshot().gradients, debugger.snapshot().gradients),
        ):
            assert list(found.named) == list(expected.named) == ["0.weight", "0.bias", "2.weight"]
            for name, array in expected.named.items():
                assert np.array_equal(found.named[name], array)
                assert found.named[name].shape == array.shape
        assert SessionWriter(again).text({}) == text

    def test_of_a_problem_file_says_nothing_of_arrays_and_one_without_them_opens(self) -> None:
        text = SessionWriter(Debugger("xor")).text({})
        assert "arrays" not in json.loads(text)["problem"]
        assert resume(json.loads(text))[0].problem.layout == ()

    def test_with_arrays_that_cannot_be_is_refused_in_a_line(self) -> None:
        session = json.loads(SessionWriter(Debugger.from_arrays(WIDE, X, TWO)).text({}))
        session["problem"]["arrays"].pop()
        with pytest.raises(ValueError, match=r"problem\.arrays: expected 2 layers"):
            resume(session)


class TestPlacesInArrays:
    def test_are_the_owner_s_names_of_the_parameters(self) -> None:
        problem = Debugger.from_model(torch(linear(), module("Tanh"), linear(1)), X, TWO).problem
        network = problem.network
        second = network.units[1][1]
        weight = network.incoming[second.name][0]
        assert problem.names.source.of(weight.name) == "0.weight[1,0]"
        assert problem.names.source.of(second.bias) == "0.bias[1]"

    def test_of_a_long_name_the_end_is_shown_and_what_is_not_told_apart_is_left_out(self) -> None:
        (weight, bias), (last, end) = WIDE
        long = {f"{'layer.' * 9}W": weight, f"{'layer.' * 9}b": bias, "W2": last, "b2": end}
        source = Debugger.from_model(long, X, TWO).problem.names.source
        assert len(source.of("w1")) == 40
        assert source.of("w1").startswith("…")
        assert source.of("w1").endswith("layer.W[0,0]")
        alike = {f"1{'-' * 40}": weight, "b1": bias, f"2{'-' * 40}": last, "b2": end}
        assert not Debugger.from_model(alike, X, TWO).problem.names.source
