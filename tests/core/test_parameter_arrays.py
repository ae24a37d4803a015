from __future__ import annotations

import numpy as np
import pytest

from xortui.core.network import Network
from xortui.core.parameter_arrays import LayerLayout, named_parameters, network_arrays, plain_layout


def by_number(name: str) -> float:
    return float(name[1:]) + (100.0 if name[0] == "b" else 0.0)


def test_without_a_layout_a_matrix_has_a_row_for_each_input() -> None:
    (hidden, output) = network_arrays(Network(), (), by_number)
    assert hidden.weight.tolist() == [[1.0, 2.0], [3.0, 4.0]]  # w1: x1→h1, w2: x1→h2
    assert hidden.bias is not None
    assert hidden.bias.tolist() == [101.0, 102.0]
    assert output.weight.tolist() == [[5.0], [6.0]]


def test_outputs_first_is_the_transpose() -> None:
    network = Network(layers=(3, 2, 1))
    rows = network_arrays(network, plain_layout(network), by_number)
    columns = network_arrays(network, plain_layout(network, is_outputs_first=True), by_number)
    for row, column in zip(rows, columns, strict=True):
        assert np.array_equal(row.weight, column.weight.T)


def test_names_and_order_are_those_of_the_layout() -> None:
    layout = (LayerLayout("0.weight", True, "0.bias", (2, 1)), LayerLayout("2.weight", True, "", (1,)))
    arrays = network_arrays(Network(), layout, by_number)
    assert {name: array.shape for name, array in arrays.named.items()} == {
        "0.weight": (2, 2),
        "0.bias": (2, 1),
        "2.weight": (1, 2),
    }
    assert [array.shape for array in arrays.flat] == [(2, 2), (2, 1), (1, 2)]
    assert arrays[1].bias is None
    assert repr(arrays) == "<0.weight (2, 2), 0.bias (2, 1), 2.weight (1, 2)>"


@pytest.mark.parametrize("numbering", ["by-source", "by-target"])
@pytest.mark.parametrize("is_outputs_first", [False, True])
@pytest.mark.parametrize("skips", [False, True])
@pytest.mark.parametrize("biases", [False, True])
def test_back_and_forth_gives_the_same_parameters(
    numbering: str, is_outputs_first: bool, skips: bool, biases: bool
) -> None:
    network = Network((3, 4, 2), ("tanh", "linear"), numbering=numbering, skips=skips, biases=biases)
    layout = plain_layout(network, is_outputs_first=is_outputs_first)
    arrays = network_arrays(network, layout, by_number)
    expected = {name: by_number(name) for name in network.parameter_names}
    assert named_parameters(network, layout, arrays.named) == expected


def test_what_has_no_value_is_not_a_number() -> None:
    arrays = network_arrays(Network(), (), lambda name: None if name == "w2" else 1.0)
    assert np.isnan(arrays[0].weight).tolist() == [[False, True], [False, False]]
