from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.core.activations import ACTIVATION_NAMES
from xortui.core.initial import Initial
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.problems import Problem, ProblemError, Start, built_in_names, load_problem, problem_file, read_problem
from xortui.problems.problem import Names
from xortui.problems.problem_document import problem_document
from xortui.problems.problem_file import read_document

NAMES = ", ".join(ACTIVATION_NAMES)
FULL = """\
title = "A  title"
source = "somewhere"

[network]
layers = [2, 3, 1]
activations = ["tanh", "sigmoid"]
loss = "binary-cross-entropy"
numbering = "by-target"

[training]
learning_rate = 0.25
momentum = 0.5
update = "epoch"
order = "shuffled"
frozen = ["b1", "w2"]

[start]
seed = 9
initial = { uniform = 0.5 }
[start.parameters]
w1 = 0.15

[[samples]]
x = [0, 1.5]
y = [1]

[[samples]]
x = [-1, 0]
y = [0]
"""
SMALLEST = "[[samples]]\nx = [0, 0]\ny = [1]\n"


def error(text: str) -> str:
    """Return the message for a text, checked to be one line."""
    with pytest.raises(ProblemError) as caught:
        read_problem(text, "name", "file.toml")
    message = str(caught.value)
    assert len(message.splitlines()) == 1
    assert message.isprintable()
    assert message.startswith("file.toml: ")
    return message.removeprefix("file.toml: ")


def test_a_file_is_read_key_by_key() -> None:
    assert read_problem(FULL, "name", "file.toml") == Problem(
        name="name",
        title="A title",
        source="somewhere",
        network=Network((2, 3, 1), ("tanh", "sigmoid"), "binary-cross-entropy", "by-target", frozenset({"b1", "w2"})),
        training=Training(0.25, 0.5, "epoch", "shuffled"),
        start=Start(9, Initial("uniform", 0.5), {"w1": 0.15}),
        samples=(((0.0, 1.5), (1.0,)), ((-1.0, 0.0), (0.0,))),
    )


def test_everything_but_the_samples_has_a_default() -> None:
    problem = read_problem(SMALLEST, "name", "file.toml")
    assert (problem.title, problem.source) == ("name", "")
    assert (problem.network, problem.training, problem.start) == (Network(), Training(), Start())


def test_one_activation_stands_for_all_layers() -> None:
    text = '[network]\nlayers = [2, 4, 4, 1]\nactivations = "tanh"\n' + SMALLEST
    assert read_problem(text, "name", "file.toml").network.activations == ("tanh",) * 3


def test_every_built_in_problem_loads_and_says_where_it_comes_from() -> None:
    assert "xor" in built_in_names()
    for name in built_in_names():
        problem = load_problem(name)
        assert problem.name == name
        assert problem.title
        assert problem.source


def test_a_file_is_loaded_by_its_path(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(FULL, "utf-8")
    assert load_problem(path) == load_problem(str(path)) == read_problem(FULL, "mine", str(path))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = ", "not TOML: Invalid value (at end of document)"),
        (
            "color = 1\n",
            "color: unknown key; expected one of title, source, story, network, training, "
            "start, samples, data, published, errata …",
        ),
        (
            "[network]\nlayer = [2]\n" + SMALLEST,
            "network.layer: unknown key; did you mean layers?",
        ),
        (
            "[training]\nspeed = 1\n" + SMALLEST,
            "training.speed: unknown key; expected one of frozen, learning_rate, momentum, "
            "update, order, simultaneous, optimizer, decay, beta1, beta2 …",
        ),
        (
            '[training]\ndecay = "cosine"\n' + SMALLEST,
            "training.decay: expected one of step, exponential, 1/t, got 'cosine'",
        ),
        (
            '[training]\ndecay = "step"\ndecay_every = "sample"\n' + SMALLEST,
            "training.decay_every: expected a whole number from 1 to 1,000,000,000, or 'epoch', got 'sample'",
        ),
        ("[start]\nseeds = 1\n" + SMALLEST, "start.seeds: unknown key; did you mean seed?"),
        ("", "samples: expected at least one"),
        ("title = 3\n", "title: expected a string, got a number"),
        ("network = 3\n", "network: expected a table, got a number"),
        ("samples = 3\n", "samples: expected a list, got a number"),
        ("samples = [3]\n", "samples: sample 1: expected a table, got a number"),
        (
            "[[samples]]\nx = [0, 0]\n",
            "samples: sample 1.y: missing; expected a list of numbers; where the source has no targets, as it only "
            "computes forwards, zeros will do: z, h and ŷ don't read y",
        ),
        ("[[samples]]\nx = 0\ny = [0]\n", "samples: sample 1: x: expected 2 numbers for a 2-2-1 network, got 1"),
        ('[[samples]]\nx = "0"\ny = [0]\n', "samples: sample 1.x: expected a list, got a string"),
        ("[[samples]]\nx = [0, true]\ny = [0]\n", "samples: sample 1.x: expected a number, got true or false"),
        ("[[samples]]\nx = [0, nan]\ny = [0]\n", "samples: sample 1.x: expected a finite number, got nan"),
        (
            "[[samples]]\nx = [0, 0, 0]\ny = [0]\n",
            "samples: sample 1: x: expected 2 numbers for a 2-2-1 network, got 3",
        ),
        (
            "[network]\nlayers = [2]\n" + SMALLEST,
            "network.layers: expected two or more whole numbers of at least 1, got [2]",
        ),
        (
            "[network]\nlayers = [2, 1.5, 1]\n" + SMALLEST,
            "network.layers: expected two or more whole numbers of at least 1, got [2, 1.5, 1]",
        ),
        (
            "[network]\nlayers = [2, 9999999, 1]\n" + SMALLEST,
            "network.layers: expected a network of at most 20,000 parameters, got [2, 9999999, 1]",
        ),
        (
            '[network]\nactivations = "sinus"\n' + SMALLEST,
            f"network.activations: expected one of {NAMES}, or a list of them, got ['sinus', 'sinus']",
        ),
        (
            '[network]\nactivations = ["tanh"]\n' + SMALLEST,
            "network.activations: expected 2, one for each layer after the inputs, got 1",
        ),
        (
            '[network]\nloss = "hinge"\n' + SMALLEST,
            "network.loss: expected one of half-squared-error, squared-error, "
            "binary-cross-entropy, cross-entropy, got 'hinge'",
        ),
        (
            '[network]\nloss = "binary-cross-entropy"\nactivations = "tanh"\n' + SMALLEST,
            "network.loss: binary-cross-entropy needs outputs between 0 and 1: "
            "expected 'sigmoid' as the last activation, got 'tanh'",
        ),
        (
            '[training]\nfrozen = ["w9"]\n' + SMALLEST,
            "training.frozen: 'w9' is not a parameter; expected w1 … w6, b1 … b3",
        ),
        ("[training]\nfrozen = [1]\n" + SMALLEST, "training.frozen: expected a list of parameter names, got [1]"),
        (
            "[training]\nlearning_rate = -1\n" + SMALLEST,
            "training.learning_rate: expected a finite number of at least 0, got -1.0",
        ),
        ("[training]\nlearning_rate = inf\n" + SMALLEST, "training.learning_rate: expected a finite number, got inf"),
        (
            "[training]\nmomentum = 1\n" + SMALLEST,
            "training.momentum: expected a number from 0 up to but not including 1, got 1.0",
        ),
        ("[start]\nseed = 1.5\n" + SMALLEST, "start.seed: expected a whole number, got 1.5"),
        ("[start]\nseed = -1\n" + SMALLEST, "start.seed: expected a whole number of at least 0, got -1"),
        (
            f"[start]\nseed = 0x{'f' * 5000}\n" + SMALLEST,
            "start.seed: expected a whole number of less than 64 bits, got one too large",
        ),
        (
            "[start.initial]\nuniform = -1\n" + SMALLEST,
            "start.initial.uniform: expected a number from 0 to 1e+300, got -1.0",
        ),
        ("[start.parameters]\nw1 = '1'\n" + SMALLEST, "start.parameters.w1: expected a number, got '1'"),
        (
            "[start.parameters]\nw7 = 1\n" + SMALLEST,
            "start.parameters.w7: no such parameter in a 2-2-1 network; expected w1 … w6, b1 … b3",
        ),
        ("title = 1979-05-27\n", "title: expected a string, got a date or time"),
    ],
)
def test_a_mistake_is_one_line_with_the_key_and_what_was_expected(text: str, message: str) -> None:
    assert error(text) == message


def test_a_key_with_control_characters_makes_one_line_without_them() -> None:
    assert error('"a\\nb\\u001b[31m" = 1\n').startswith(r"a\nb\x1b[31m: unknown key")
    assert "\\nw" in error('[start.parameters]\n"\\nw" = 1\n' + SMALLEST)


def test_a_title_with_control_characters_shows_them_instead_of_obeying() -> None:
    assert read_problem('title = "a\\u001b[31m\\nb"\n' + SMALLEST, "name", "file.toml").title == r"a\x1b[31m b"


def test_a_number_of_thousands_of_digits_is_a_mistake_like_any_other() -> None:
    assert error(f"[start]\nseed = {'1' * 5000}\n").startswith("not TOML: ")
    assert "sample 1.x: expected a finite number" in error(f"[[samples]]\nx = [{'1' * 4000}, 0]\ny = [0]\n")
    error(f"[network]\nlayers = [0x{'f' * 5000}, 1]\n" + SMALLEST)


def test_deeply_nested_tables_are_a_mistake_like_any_other() -> None:
    error(f"a = {'[' * 100_000}")


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("xr", "xr: no such problem; did you mean xor?"),
        ("missing.toml", "missing.toml: no such file"),
        ("no/such/file.toml", "no/such/file.toml: no such file"),
        ("a\x00b.toml", "'a?b.toml': embedded null byte"),
        ("x" * 5000 + ".toml", "File name too long"),
    ],
)
def test_a_problem_that_is_not_there_is_one_line(name: str, message: str) -> None:
    with pytest.raises(ProblemError) as caught:
        load_problem(name)
    assert message in str(caught.value)
    assert len(str(caught.value).splitlines()) == 1


def test_a_folder_and_a_file_that_is_not_text_are_one_line(tmp_path: Path) -> None:
    binary = tmp_path / "binary.toml"
    binary.write_bytes(b"title = '\xff'")
    for path, expected in ((tmp_path, "is a folder, not a problem"), (binary, "not UTF-8 text (byte 9)")):
        with pytest.raises(ProblemError) as caught:
            load_problem(path)
        assert expected in str(caught.value)
        assert len(str(caught.value).splitlines()) == 1


def test_a_file_too_large_is_refused_unread(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(problem_file, "MAX_FILE_SIZE", 2_000_000)
    path = tmp_path / "large.toml"
    path.write_text("#" * 2_000_001)
    with pytest.raises(ProblemError, match="larger than 2 MB; expected a smaller file"):
        load_problem(path)


TOKENS = st.sampled_from(
    [
        "true",
        "inf",
        "nan",
        "-1",
        "0",
        "1e400",
        "[]",
        "{}",
        '"b1"',
        "[[1]]",
        "2020-01-01",
        '"\\u001b"',
        "=",
        "\n",
        "]",
        ".",
    ]
)


@given(st.data())
def test_a_changed_file_loads_or_gives_one_line_never_another_exception(data: st.DataObject) -> None:
    text = FULL
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 12, len(text))))
        text = text[:start] + data.draw(TOKENS | st.text(max_size=8)) + text[end:]
    loads_or_gives_one_line(text)


VALUES = st.recursive(
    st.sampled_from(
        ["true", "1", "-3", "0.5", "nan", "-inf", "1979-05-27", '"w1"', '"tanh"', '""', "99999999999999999999"]
    ),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | inner.map(lambda item: f"{{ x = {item} }}")
    ),
    max_leaves=4,
)


@given(line=st.sampled_from([i for i, line in enumerate(FULL.splitlines()) if " = " in line]), value=VALUES)
def test_any_key_with_any_value_loads_or_gives_one_line(line: int, value: str) -> None:
    lines = FULL.splitlines()
    lines[line] = f"{lines[line].split(' = ')[0]} = {value}"
    loads_or_gives_one_line("\n".join(lines))


def loads_or_gives_one_line(text: str) -> None:
    problem, mistake = read(text)
    assert len(mistake.splitlines()) == (problem is None)
    assert mistake.isprintable()
    assert problem is None or problem.initial_parameters().keys() == set(problem.network.parameter_names)


def read(text: str) -> tuple[Problem | None, str]:
    """Return the problem, or None and the mistake."""
    try:
        return read_problem(text, "name", "file.toml"), ""
    except ProblemError as error:
        return None, str(error)


class TestNames:
    """What the inputs, outputs and classes are called."""

    def test_a_file_says_them_itself(self) -> None:
        problem = read_problem(SMALLEST + '\n[names]\nx = ["height", "weight"]\ny = ["club"]', "club", "club.toml")
        assert problem.names == Names(("height", "weight"), ("club",))
        assert read_document(problem_document(problem), "club", "club.toml") == problem

    def test_there_is_one_for_each(self) -> None:
        assert error(SMALLEST + '\n[names]\nx = ["a"]') == "names.x: expected 2 names for a 2-2-1 network, got 1"
        assert error(SMALLEST + '\n[names]\ny = ["a", "b"]') == "names.y: expected 1 name for a 2-2-1 network, got 2"
        assert (
            error(SMALLEST + "\n[names]\nz = []")
            == "names.z: unknown key; expected one of x, y, classes, samples, parameters, units"
        )

    def test_those_of_the_irises_are_known(self) -> None:
        iris = load_problem("iris")
        assert iris.names.inputs == ("sepal length", "sepal width", "petal length", "petal width")
        assert iris.names.classes == ("setosa", "versicolor", "virginica")
        assert read_document(problem_document(iris), "iris", "iris.toml") == iris
        assert "names" not in problem_document(load_problem("xor"))

    def test_they_are_short_lines(self) -> None:
        assert Names(("a\n b\x1b", "c" * 99)).inputs == ("a b\\x1b", "c" * 40)


def test_softmax_outputs_have_cross_entropy_where_no_loss_is_said() -> None:
    sample = "samples = [{ x = [0, 0], y = [0, 1] }]\n[network]\nlayers = [2, 3, 2]\n"
    read = read_problem(sample + 'activations = ["tanh", "softmax"]', "name", "file.toml")
    assert read.network.loss == "cross-entropy"
    assert error(sample + 'activations = ["tanh", "softmax"]\nloss = "squared-error"') == (
        "network.loss: expected 'cross-entropy' with softmax outputs, got 'squared-error'"
    )


def test_data_given_as_a_problem_is_recognised(tmp_path: Path) -> None:
    file = tmp_path / "trees.csv"
    file.write_text("1,2,0\n")
    with pytest.raises(ProblemError) as caught:
        load_problem(file)
    assert (
        str(caught.value) == f"{file} holds samples, not a problem; expected a .toml file with data.file = 'trees.csv'"
    )
