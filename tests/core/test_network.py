from __future__ import annotations

import re

import pytest

from xortui.core.activations import ACTIVATION_NAMES
from xortui.core.network import Network


def ways(network: Network) -> dict[str, str]:
    """Return what each parameter connects: 'x1→h1', '→h1' for a bias."""
    return {p.name: f"{p.source.name if p.source else ''}→{p.target.name}" for p in network.parameters}


def test_the_default_is_the_network_of_the_demonstration() -> None:
    assert ways(Network()) == {
        "w1": "x1→h1",
        "w2": "x1→h2",
        "w3": "x2→h1",
        "w4": "x2→h2",
        "b1": "→h1",
        "b2": "→h2",
        "w5": "h1→ŷ",
        "w6": "h2→ŷ",
        "b3": "→ŷ",
    }
    assert [[unit.weighted_sum for unit in layer] for layer in Network().units] == [["", ""], ["z1", "z2"], ["z3"]]
    assert Network().targets == ("y",)
    assert Network().title == "2-2-1"
    assert Network().parameter_range == "w1 … w6, b1 … b3"


def test_numbering_by_target_counts_what_comes_into_one_unit_first() -> None:
    network = Network((2, 2, 2), numbering="by-target")
    assert ways(network) == {
        "w1": "x1→h1",
        "w2": "x2→h1",
        "w3": "x1→h2",
        "w4": "x2→h2",
        "b1": "→h1",
        "b2": "→h2",
        "w5": "h1→ŷ1",
        "w6": "h2→ŷ1",
        "w7": "h1→ŷ2",
        "w8": "h2→ŷ2",
        "b3": "→ŷ1",
        "b4": "→ŷ2",
    }
    assert network.targets == ("y1", "y2")


def test_hidden_units_and_their_sums_are_numbered_through_all_layers() -> None:
    network = Network((1, 2, 3, 1), ("tanh",) * 3)
    assert [unit.name for layer in network.units[1:] for unit in layer] == ["h1", "h2", "h3", "h4", "h5", "ŷ"]
    assert [unit.bias for layer in network.units[1:] for unit in layer] == [f"b{i}" for i in range(1, 7)]
    assert [p.name for p in network.incoming["ŷ"]] == ["w9", "w10", "w11", "b6"]


def test_every_parameter_has_one_name_under_either_numbering() -> None:
    for numbering in ("by-source", "by-target"):
        names = Network((3, 4, 2, 2), ("relu", "linear", "tanh"), numbering=numbering).parameter_names
        assert sorted(names) == sorted([*(f"w{i}" for i in range(1, 25)), *(f"b{i}" for i in range(1, 9))])


@pytest.mark.parametrize(
    ("network", "message"),
    [
        ({"layers": (2,)}, "layers: expected two or more sizes of at least 1, got [2]"),
        ({"layers": (2, 0, 1)}, "layers: expected two or more sizes of at least 1, got [2, 0, 1]"),
        ({"activations": ("tanh",)}, "activations: expected 2, one for each layer after the inputs, got 1"),
        (
            {"activations": ("tanh", "sin")},
            f"activations: expected one of {', '.join(ACTIVATION_NAMES)}, got 'sin'",
        ),
        (
            {"loss": "hinge"},
            "loss: expected one of half-squared-error, squared-error, binary-cross-entropy, cross-entropy, got 'hinge'",
        ),
        (
            {"loss": "binary-cross-entropy", "activations": ("sigmoid", "tanh")},
            "loss: binary-cross-entropy needs outputs between 0 and 1: "
            "expected 'sigmoid' as the last activation, got 'tanh'",
        ),
        ({"numbering": "mine"}, "numbering: expected one of by-source, by-target, got 'mine'"),
        ({"frozen": frozenset({"b4"})}, "frozen: 'b4' is not a parameter; expected w1 … w6, b1 … b3"),
    ],
)
def test_an_impossible_network_is_refused_with_what_was_expected(network: dict[str, object], message: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(message)}$"):
        Network(**network)  # type: ignore[arg-type]  # wrong on purpose


def test_an_activation_that_takes_no_constant_says_so() -> None:
    with pytest.raises(ValueError, match=r"activations: tanh takes no constant; expected 'tanh', got 'tanh\(2\)'"):
        Network(activations=("tanh(2)", "sigmoid"))
