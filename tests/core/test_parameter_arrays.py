from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from xortui.core.network import Network
from xortui.core.parameter_arrays import (
    LayerLayout,
    Layout,
    check_layout,
    named_parameters,
    network_arrays,
    places_in_arrays,
    plain_layout,
)


def by_number(name: str) -> float:
    return float(name[1:]) + (100.0 if name[0] == "b" else 0.0)


def turned(layout: Layout) -> Layout:
    """Return a layout whose matrices have a row for each unit."""
    return tuple(replace(layer, is_outputs_first=True) for layer in layout)


def test_without_a_layout_a_matrix_has_a_row_for_each_input() -> None:
    (hidden, output) = network_arrays(Network(), (), by_number)
    assert hidden.weight.tolist() == [[1.0, 2.0], [3.0, 4.0]]  # w1: x1→h1, w2: x1→h2
    assert hidden.bias is not None
    assert hidden.bias.tolist() == [101.0, 102.0]
    assert output.weight.tolist() == [[5.0], [6.0]]


def test_outputs_first_is_the_transpose() -> None:
    network = Network(layers=(3, 2, 1))
    rows = network_arrays(network, plain_layout(network), by_number)
    columns = network_arrays(network, turned(plain_layout(network)), by_number)
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
    layout = turned(plain_layout(network)) if is_outputs_first else plain_layout(network)
    arrays = network_arrays(network, layout, by_number)
    expected = {name: by_number(name) for name in network.parameter_names}
    assert named_parameters(network, layout, arrays.named) == expected


def test_what_has_no_value_is_not_a_number() -> None:
    arrays = network_arrays(Network(), (), lambda name: None if name == "w2" else 1.0)
    assert np.isnan(arrays[0].weight).tolist() == [[False, True], [False, False]]


@pytest.mark.parametrize("skips", [False, True])
def test_a_place_in_the_arrays_is_where_the_value_is_found_by_python(skips: bool) -> None:
    network = Network((3, 2, 1), skips=skips)
    layouts = (
        plain_layout(network),
        turned(plain_layout(network)),
        (LayerLayout("h", False, "bh", (1, 2)), LayerLayout("o", True, "bo", ())),
        (LayerLayout("h", True, "bh", (2, 1)), LayerLayout("o", False, "bo", (1, 1))),
    )
    for layout in layouts:
        check_layout(network, layout)
        arrays = network_arrays(network, layout, by_number).named
        places = places_in_arrays(network, layout)
        assert set(places) == set(network.parameter_names)
        for name, place in places.items():
            assert eval(place, dict(arrays)) == by_number(name)


def test_biases_that_stand_in_no_array_have_no_place() -> None:
    layout = (LayerLayout("0.weight", True, "", (2,)), LayerLayout("2.weight", True, "2.bias", (1,)))
    places = places_in_arrays(Network(), layout)
    assert "b1" not in places
    assert places["b3"] == "2.bias[0]"
    assert places["w2"] == "0.weight[1,0]"  # x1→h2: the row of h2, the column of x1


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"weight": "W2"}, "expected arrays with names that differ"),
        ({"bias_shape": (3,)}, "b1: expected a shape for 2 biases, got 3"),
        ({"bias_shape": ()}, "b1: expected a shape for 2 biases"),
    ],
)
def test_arrays_that_cannot_hold_the_parameters_are_told(changed: dict[str, object], said: str) -> None:
    first, second = plain_layout(Network())
    with pytest.raises(ValueError, match=said):
        check_layout(Network(), (replace(first, **changed), second))  # type: ignore[arg-type]  # of a table
    with pytest.raises(ValueError, match="expected 2 layers for a 2-2-1 network, got 1"):
        check_layout(Network(), (first,))
    with pytest.raises(ValueError, match="expected no biases"):
        check_layout(Network(biases=False), (first, second))
