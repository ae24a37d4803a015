"""Weights stated as matrices: in the file, in a CSV, in arrays; inputs × outputs or the other way round."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from xortui.core.array_files import npz_bytes, safetensors_bytes
from xortui.core.network import Network
from xortui.problems import Problem, ProblemError, load_problem, read_problem
from xortui.problems.weight_files import Layers, Matrix, parameters_of

NETWORK = '[network]\nlayers = [2, 3, 1]\nnumbering = "by-source"\n[[samples]]\nx = [1, 2]\ny = [1]\n'
W1 = [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]]
W2 = [[7.0], [8.0], [9.0]]
B1 = [0.1, 0.2, 0.3]
B2 = [0.4]
EXPECTED = {
    **{f"w{number}": float(number) for number in range(1, 10)},
    **{"b1": 0.1, "b2": 0.2, "b3": 0.3, "b4": 0.4},
}
TURNED_1 = [[1.0, 4.0], [2.0, 5.0], [3.0, 6.0]]
TURNED_2 = [[7.0, 8.0, 9.0]]


def read(start: str, folder: Path | None = None) -> Problem:
    return read_problem(f"{NETWORK}[start]\n{start}", "name", "file.toml", folder)


def refused(start: str, folder: Path | None = None) -> str:
    with pytest.raises(ProblemError) as caught:
        read(start, folder)
    assert str(caught.value).isprintable()
    return str(caught.value).removeprefix("file.toml: ")


@pytest.mark.parametrize(
    "start",
    [
        f"weights = [{W1}, {W2}]\nbiases = [{B1}, {B2}]",
        f'weights = [{TURNED_1}, {TURNED_2}]\nbiases = [{B1}, {B2}]\nrows = "outputs"',
        f'weights = [{[*W1, B1]}, {[*W2, B2]}]\nbiases = "last-row"',
        f'weights = [{[B1, *W1]}, {[B2, *W2]}]\nbiases = "first-row"',
        'weights = [[[1, 4, 0.1], [2, 5, 0.2], [3, 6, 0.3]], [[7, 8, 9, 0.4]]]\nrows = "outputs"\n'
        'biases = "last-column"',
        'weights = [[[0.1, 1, 4], [0.2, 2, 5], [0.3, 3, 6]], [[0.4, 7, 8, 9]]]\nrows = "outputs"\n'
        'biases = "first-column"',
        f"weights = [{W1}, [7, 8, 9]]\nbiases = [{B1}, {B2}]".replace("[7, 8, 9]", "[[7], [8], [9]]"),
    ],
)
def test_matrices_in_the_file_give_every_parameter_its_value(start: str) -> None:
    assert read(start).initial_parameters() == EXPECTED


def test_a_parameter_given_by_name_goes_before_its_place_in_a_matrix() -> None:
    problem = read(f"weights = [{W1}, {W2}]\n[start.parameters]\nw2 = 20")
    assert problem.start.parameters["w2"] == 20.0
    assert problem.start.parameters["w3"] == 3.0
    assert "b1" not in problem.start.parameters  # drawn by the rule


def test_one_matrix_is_enough_for_a_network_without_hidden_units() -> None:
    text = "[network]\nlayers = [2, 1]\n[[samples]]\nx = [1, 2]\ny = [1]\n[start]\nweights = [[3], [4]]\nbiases = [5]"
    assert read_problem(text, "name", "file.toml").initial_parameters() == {"w1": 3.0, "w2": 4.0, "b1": 5.0}


class TestFiles:
    def test_an_empty_line_stands_between_two_matrices_of_a_text(self, tmp_path: Path) -> None:
        (tmp_path / "w.csv").write_text("1,2,3\n4,5,6\n\n7\n8\n9\n")
        (tmp_path / "b.csv").write_text("0.1,0.2,0.3\n\n0.4\n")
        problem = read('weights = "w.csv"\nbiases = "b.csv"', tmp_path)
        assert problem.initial_parameters() == EXPECTED

    def test_each_matrix_may_have_a_file_and_decimal_commas(self, tmp_path: Path) -> None:
        (tmp_path / "1.csv").write_text("1;2;3\n4;5;6\n0,1;0,2;0,3\n")
        (tmp_path / "2.csv").write_text("7\n8\n9\n0.4\n")
        problem = read('weights = ["1.csv", "2.csv"]\nbiases = "last-row"', tmp_path)
        assert problem.initial_parameters() == EXPECTED

    @pytest.mark.parametrize("names", [("W1", "b1", "W2", "b2"), ("l.0.weight", "l.0.bias", "l.2.weight", "l.2.bias")])
    @pytest.mark.parametrize("suffix", [".npz", ".safetensors"])
    def test_arrays_are_told_apart_by_name_and_shape(self, tmp_path: Path, names: tuple[str, ...], suffix: str) -> None:
        values = [np.array(value) for value in (W1, B1, W2, B2)]
        arrays = dict(sorted(zip(names, values, strict=True)))  # as safetensors has them
        write = npz_bytes if suffix == ".npz" else safetensors_bytes
        (tmp_path / f"net{suffix}").write_bytes(write(arrays))
        assert read(f'weights = "net{suffix}"', tmp_path).initial_parameters() == EXPECTED

    def test_biases_in_a_column_are_biases(self, tmp_path: Path) -> None:
        arrays = {"W1": np.array(W1).T, "b1": np.array(B1)[:, None], "W2": np.array(W2).T, "b2": np.array([B2])}
        (tmp_path / "net.npz").write_bytes(npz_bytes(arrays))
        assert read('weights = "net.npz"\nrows = "outputs"', tmp_path).initial_parameters() == EXPECTED

    @pytest.mark.parametrize(
        ("name", "content", "told"),
        [
            ("w.csv", b"1,2\nx,4\n", "start.weights: w.csv line 2: expected finite numbers, got 'x'"),
            ("w.csv", b"1,2\n3\n", "start.weights: w.csv line 2: expected 2 numbers as in the row above, or an empty"),
            ("w.csv", b"", "start.weights: w.csv: expected rows of numbers, got none"),
            ("w.npz", b"PK nothing", "start.weights: w.npz: expected an .npz file as numpy.savez writes it"),
            ("w.npz", b"\x80\x04cos", "start.weights: w.npz: a pickle can run any code, so none is read"),
            ("w.pkl", b"", "start.weights: w.pkl: expected a file that ends in .csv, .tsv, .txt, .npz, .safetensors"),
        ],
    )
    def test_a_file_that_is_none_is_told_in_a_line(self, tmp_path: Path, name: str, content: bytes, told: str) -> None:
        (tmp_path / name).write_bytes(content)
        assert refused(f'weights = "{name}"', tmp_path).startswith(told)

    def test_a_file_that_is_missing_is_told(self, tmp_path: Path) -> None:
        assert refused('weights = "none.csv"', tmp_path) == "start.weights: none.csv: no such file"


@pytest.mark.parametrize(
    ("start", "told"),
    [
        (
            f"weights = [{TURNED_1}, {W2}]",
            "start.weights: layer 1: expected 2 × 3 numbers, a row for each of its inputs, got 3 × 2; "
            'if a row belongs to one of its outputs, say start.rows = "outputs"',
        ),
        (
            f'weights = [{[*W1, B1]}, {W2}]\nbiases = "last-row"',
            "start.weights: layer 2: expected 4 × 1 numbers, a row for each of its inputs, got 3 × 1",
        ),
        (f"weights = [{W1}]", "start.weights: layer 1: expected 2 × 3 numbers, a row for each of its inputs, got 0"),
        (f"weights = [{W1}, {W2}, {W2}]", "start.weights: expected 2 for a 2-3-1 network, one for each layer after"),
        (f"weights = [{W1}, {W2}]\nbiases = [{B1}, {B1}]", "start.biases: layer 2: expected 1 biases, got 3"),
        ("weights = 3", "start.weights: expected a matrix for each layer, or the name of a file, got a number"),
        ("weights = [[[1, 2], [3]], [[1]]]", "start.weights: layer 1: expected rows of as many numbers each"),
        ('weights = [[[1, "a"]], [[1]]]', "start.weights: layer 1: expected finite numbers, got 'a'"),
        ("weights = [[[1, nan]], [[1]]]", "start.weights: layer 1: expected finite numbers, got 'nan'"),
        (f'weights = [{W1}, {W2}]\nrows = "units"', "start.rows: expected one of inputs, outputs, got 'units'"),
        (f'weights = [{W1}, {W2}]\nbiases = "last"', "start.biases: expected vectors, a file of them, or one of last-"),
    ],
)
def test_what_does_not_fit_is_told_in_a_line(start: str, told: str) -> None:
    if told.endswith("got 0"):
        told = "start.weights: expected 2 for a 2-3-1 network"
    assert refused(start).startswith(told)


@given(
    layers=st.lists(st.integers(1, 4), min_size=2, max_size=4),
    numbering=st.sampled_from(["by-source", "by-target"]),
    skips=st.booleans(),
    rows=st.sampled_from(["inputs", "outputs"]),
)
def test_the_network_computes_what_the_matrices_compute(
    layers: list[int], numbering: str, skips: bool, rows: str
) -> None:
    network = Network(
        tuple(layers),
        ("linear",) * (len(layers) - 1),
        numbering=numbering,
        skips=skips and len(layers) > 2,
    )
    generator = np.random.default_rng(1)
    matrices = [generator.normal(size=(len(network.sources(depth)), layers[depth])) for depth in range(1, len(layers))]
    vectors = [generator.normal(size=size) for size in layers[1:]]
    given_matrices = [matrix if rows == "inputs" else matrix.T for matrix in matrices]
    found = parameters_of(
        network,
        Layers(
            tuple([Matrix(tuple(map(tuple, matrix.tolist())), "W") for matrix in given_matrices]),
            tuple([Matrix((tuple(vector.tolist()),), "b") for vector in vectors]),
        ),
        rows,
    )
    assert set(found) == set(network.parameter_names)
    for depth, matrix in enumerate(matrices, start=1):
        for place, unit in enumerate(network.units[depth]):
            for source, value in zip(network.sources(depth), matrix[:, place], strict=True):
                (name,) = [p.name for p in network.incoming[unit.name] if p.source == source]
                assert found[name] == value
            assert found[unit.bias] == vectors[depth - 1][place]


def test_a_sheet_that_states_matrices_gives_the_numbers_of_the_one_that_names_weights() -> None:
    mazur = load_problem("mazur")
    text = """
[network]
layers = [2, 2, 2]
numbering = "by-target"
[[samples]]
x = [0.05, 0.1]
y = [0.01, 0.99]
[start]
rows = "outputs"
weights = [[[0.15, 0.20], [0.25, 0.30]], [[0.40, 0.45], [0.50, 0.55]]]
biases = [[0.35, 0.35], [0.60, 0.60]]
"""
    assert read_problem(text, "name", "file.toml").initial_parameters() == mazur.initial_parameters()
