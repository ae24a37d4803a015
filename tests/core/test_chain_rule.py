from __future__ import annotations

import pytest

from tests.core.cases import random_case
from xortui.core.backpropagation import write_program
from xortui.core.chain_rule import count_paths, first_path, paths, product
from xortui.core.compiler import compile_evaluate
from xortui.core.network import Network
from xortui.core.program import Program
from xortui.core.training import Training


def symbols(program: Program, parameter: str) -> list[str]:
    return [" · ".join(factor.target for factor in path) for path in paths(program, parameter)]


@pytest.mark.parametrize(
    ("parameter", "chain"),
    [
        ("w1", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h1 · ∂h1/∂z1 · ∂z1/∂w1"),
        ("w2", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h2 · ∂h2/∂z2 · ∂z2/∂w2"),
        ("w3", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h1 · ∂h1/∂z1 · ∂z1/∂w3"),
        ("w4", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h2 · ∂h2/∂z2 · ∂z2/∂w4"),
        ("b1", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h1 · ∂h1/∂z1 · ∂z1/∂b1"),
        ("b2", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂h2 · ∂h2/∂z2 · ∂z2/∂b2"),
        ("w5", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂w5"),
        ("w6", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂w6"),
        ("b3", "∂C/∂ŷ · ∂ŷ/∂z3 · ∂z3/∂b3"),
    ],
)
def test_every_gradient_of_2_2_1_is_one_product(parameter: str, chain: str) -> None:
    assert symbols(write_program(Network(), Training()), parameter) == [chain]


def test_two_outputs_are_two_paths() -> None:
    assert symbols(write_program(Network((2, 2, 2)), Training()), "w1") == [
        "∂C/∂ŷ1 · ∂ŷ1/∂z3 · ∂z3/∂h1 · ∂h1/∂z1 · ∂z1/∂w1",
        "∂C/∂ŷ2 · ∂ŷ2/∂z4 · ∂z4/∂h1 · ∂h1/∂z1 · ∂z1/∂w1",
    ]


def test_paths_are_counted_without_being_made() -> None:
    program = write_program(Network((2, 3, 4, 2), ("tanh",) * 3), Training())
    assert count_paths(program, "w1") == 8 == len(set(paths(program, "w1")))
    assert count_paths(program, "b4") == 2 == len(set(paths(program, "b4")))
    assert count_paths(program, "b9") == 1


def test_the_first_path_goes_through_the_first_units() -> None:
    program = write_program(Network((2, 3, 2, 1), ("tanh",) * 3), Training())
    assert [factor.by for factor in first_path(program, "w2")] == ["ŷ", "z6", "h4", "z4", "h2", "z2", "w2"]


def test_a_product_multiplies_from_the_loss_towards_the_parameter() -> None:
    program = write_program(Network(), Training())
    state = [0.1 * i - 0.4 for i in range(9)]
    values = compile_evaluate(program)(state, (1.0, 0.0), (1.0,), (0.5, 1.0))

    def value(name: str) -> float:
        return values[program.by_target[name].number - 1]

    expected = value("∂C/∂ŷ") * value("∂ŷ/∂z3") * value("∂z3/∂h1") * value("∂h1/∂z1") * value("∂z1/∂w1")
    assert product(first_path(program, "w1"), lambda factor: values[factor.number - 1]) == expected


def test_an_unknown_parameter_has_no_paths() -> None:
    with pytest.raises(KeyError, match="w7"):
        list(paths(write_program(Network(), Training()), "w7"))


@pytest.mark.parametrize("seed", range(40))
def test_the_first_path_is_the_first_of_all_paths(seed: int) -> None:
    program = random_case(seed).program
    for name in program.network.parameter_names:
        assert first_path(program, name) == next(paths(program, name))
