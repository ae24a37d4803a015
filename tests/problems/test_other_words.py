"""Words that people type for the keys and words of problem files: the line that refuses them says which are meant."""

from __future__ import annotations

from pathlib import Path

import pytest

from xortui.core.activations import ACTIVATION_NAMES
from xortui.core.losses import LOSSES
from xortui.core.optimizers import OPTIMIZERS
from xortui.core.training import ORDERS, UPDATES
from xortui.problems import Problem, ProblemError
from xortui.problems.other_words import key_meant, value_meant
from xortui.problems.problem_file import read_problem

SAMPLES = "[[samples]]\nx = [0, 1]\ny = [1]\n"


def read(text: str, folder: Path | None = None) -> Problem:
    return read_problem(text, "sheet", "sheet.toml", folder)


def refusal(text: str, folder: Path | None = None) -> str:
    with pytest.raises(ProblemError, match=r"^[^\n]+$") as caught:
        read(text, folder)
    return str(caught.value)


@pytest.mark.parametrize(
    ("table", "key", "meant"),
    [
        ("training", "lr = 0.1", "learning_rate"),
        ("training", "eta = 0.1", "learning_rate"),
        ("training", "alpha = 0.1", "learning_rate"),
        ("training", "batch_size = 2", "update"),
        ("training", 'loss = "mse"', "network.loss"),
        ("network", "units = [2, 2, 1]", "layers"),
        ("network", "hidden = 3", "layers"),
        ("network", "learning_rate = 1", "training.learning_rate"),
        ("network", 'activation = "tanh"', "activations"),
        ("start", "W1 = [[1, 2], [3, 4]]", "weights"),
        ("start", "bias = [1]", "biases"),
        ("data", 'scale = "standard"', "scaling"),
        ("data", 'target = "price"', "y"),
        ("data", 'sep = ";"', "separator"),
    ],
)
def test_another_word_for_a_key_is_told_which_is_meant(table: str, key: str, meant: str, tmp_path: Path) -> None:
    (tmp_path / "xy.csv").write_text("1,2,3\n")
    file = 'file = "xy.csv"\n' if table == "data" else ""
    samples = "" if table == "data" else SAMPLES
    assert (
        refusal(f"[{table}]\n{file}{key}\n{samples}", tmp_path)
        .partition("; network.layers")[0]
        .endswith(f"unknown key; did you mean {meant}?")
    )


def test_how_long_to_train_is_no_key_and_that_is_told() -> None:
    assert "xortui train --epochs N" in refusal(f"[training]\nepochs = 100\n{SAMPLES}")


@pytest.mark.parametrize(
    ("line", "meant"),
    [
        ('[network]\nloss = "mse"', "squared-error"),
        ('[network]\nloss = "BCELoss"', "binary-cross-entropy"),
        ('[network]\nloss = "categorical_crossentropy"', "cross-entropy"),
        ('[network]\nactivations = "ReLU"', "relu"),
        ('[network]\nactivations = ["LeakyReLU", "sigmoid"]', "leaky-relu"),
        ('[network]\nactivations = "logistic"', "sigmoid"),
        ('[network]\nactivations = "identity"', "linear"),
        ('[training]\noptimizer = "SGD"', "gradient-descent"),
        ('[training]\nupdate = "batch"', "epoch"),
        ('[training]\nupdate = "online"', "sample"),
    ],
)
def test_another_word_or_spelling_of_a_value_is_told_which_is_meant(line: str, meant: str) -> None:
    assert refusal(f"{line}\n{SAMPLES}").endswith(f"; did you mean {meant}?")


def test_every_word_that_is_meant_is_one_of_a_problem_file() -> None:
    for choices in (ACTIVATION_NAMES, LOSSES, OPTIMIZERS, UPDATES, ORDERS):
        for name in choices:
            assert value_meant(name.upper(), choices) == name
    assert value_meant("", ["", "mean"]) == ""
    assert key_meant("training", "zoom", ("update",)) == ""


def test_a_sample_with_its_numbers_under_other_words_is_told_which() -> None:
    assert refusal("[[samples]]\ninputs = [0, 1]\ny = [1]\n").endswith("; inputs is called x here")
    assert refusal("[[samples]]\nx = [0, 1]\nt = [1]\n").endswith("; t is called y here")


def test_a_single_number_needs_no_brackets() -> None:
    problem = read("[network]\nlayers = [1, 2, 1]\n[[samples]]\nx = 0.5\ny = 1\n")
    assert problem.samples == (((0.5,), (1.0,)),)
    assert "expected 2 numbers for a 2-2-1 network, got 1" in refusal("[[samples]]\nx = 1\ny = 1\n")
    assert "expected a list, got true or false" in refusal("[[samples]]\nx = true\ny = 1\n")


def test_weights_of_a_layer_with_one_unit_may_be_a_plain_list() -> None:
    network = "[network]\nlayers = [2, 2, 1]\n"
    plain = read(f"{network}[start]\nweights = [[[1, 2], [3, 4]], [5, 6]]\n{SAMPLES}")
    whole = read(f"{network}[start]\nweights = [[[1, 2], [3, 4]], [[5], [6]]]\n{SAMPLES}")
    assert plain.start.parameters == whole.start.parameters
    with_bias = read(
        f'{network}[start]\nbiases = "last-row"\nweights = [[[1, 2], [3, 4], [0, 0]], [5, 6, 7]]\n{SAMPLES}'
    )
    assert [with_bias.start.parameters[name] for name in ("w5", "w6", "b3")] == [5, 6, 7]
    turned = read(f'{network}[start]\nrows = "outputs"\nweights = [[[1, 3], [2, 4]], [5, 6]]\n{SAMPLES}')
    assert turned.start.parameters == whole.start.parameters


def test_of_one_neuron_weights_are_a_list_and_the_bias_a_number() -> None:
    start = "[start]\nweights = [0.1, 0.2, 0.3]\nbiases = 0.5\n"
    assert read(f"[network]\nlayers = [3, 1]\n{start}[[samples]]\nx = [1, 2, 3]\ny = 1\n").start.parameters == {
        "w1": 0.1,
        "w2": 0.2,
        "w3": 0.3,
        "b1": 0.5,
    }
    chain = "[network]\nlayers = [1, 1, 1]\nbiases = false\n[start]\nweights = [0.5, 0.25]\n[[samples]]\nx = 1\ny = 0\n"
    assert read(chain).start.parameters == {"w1": 0.5, "w2": 0.25}


def test_names_of_rows_that_are_texts_are_told_with_what_to_write(tmp_path: Path) -> None:
    """As R writes a table: a first column without a name, in which every row has its own."""
    (tmp_path / "cars.csv").write_text('"","mpg","cyl","wt"\n"Mazda RX4",21,6,2.62\n"Datsun 710",22.8,4,2.32\n')
    table = '[network]\nlayers = [2, 2, 1]\nactivations = "linear"\n[data]\nfile = "cars.csv"\n'
    assert refusal(f'{table}y = "mpg"\n', tmp_path).endswith('; it names the rows: choose the inputs, data.x = ["!1"]')
    for x in ('["!1"]', '["!"]', '["cyl", "wt"]'):
        assert read(f'{table}y = "mpg"\nx = {x}\n', tmp_path).names.inputs == ("cyl", "wt")
    assert 'data.x = ["mpg", "cyl"]' in refusal(table, tmp_path)
    told = refusal(f'{table}x = ["mpg", "cyl"]\n', tmp_path)
    assert told.endswith("; it names the rows: choose the output by name, data.y")
    assert "expected" in refusal(f'{table}y = "mpg"\nx = ["!9"]\n', tmp_path)
