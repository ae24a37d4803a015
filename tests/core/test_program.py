from __future__ import annotations

import pytest

from tests.core.cases import random_case
from xortui.core.backpropagation import write_program
from xortui.core.network import Network
from xortui.core.program import LOSS, Kind, Phase, Program
from xortui.core.training import Training

XOR_PROGRAM = """\
 1 forward   z1 = w1·x1 + w3·x2 + b1
 2 forward   h1 = σ(z1)
 3 forward   z2 = w2·x1 + w4·x2 + b2
 4 forward   h2 = σ(z2)
 5 forward   z3 = w5·h1 + w6·h2 + b3
 6 forward   ŷ = σ(z3)
 7 loss      C = ½(ŷ − y)²
 8 backward  ∂C/∂ŷ = ŷ − y
 9 backward  ∂ŷ/∂z3 = ŷ·(1 − ŷ)
10 backward  ∂C/∂z3 = ∂C/∂ŷ · ∂ŷ/∂z3
11 backward  ∂z3/∂w5 = h1
12 backward  ∂C/∂w5 = ∂C/∂z3 · ∂z3/∂w5
13 backward  ∂z3/∂w6 = h2
14 backward  ∂C/∂w6 = ∂C/∂z3 · ∂z3/∂w6
15 backward  ∂z3/∂b3 = 1
16 backward  ∂C/∂b3 = ∂C/∂z3 · ∂z3/∂b3
17 backward  ∂z3/∂h1 = w5
18 backward  ∂C/∂h1 = ∂C/∂z3 · ∂z3/∂h1
19 backward  ∂h1/∂z1 = h1·(1 − h1)
20 backward  ∂C/∂z1 = ∂C/∂h1 · ∂h1/∂z1
21 backward  ∂z3/∂h2 = w6
22 backward  ∂C/∂h2 = ∂C/∂z3 · ∂z3/∂h2
23 backward  ∂h2/∂z2 = h2·(1 − h2)
24 backward  ∂C/∂z2 = ∂C/∂h2 · ∂h2/∂z2
25 backward  ∂z1/∂w1 = x1
26 backward  ∂C/∂w1 = ∂C/∂z1 · ∂z1/∂w1
27 backward  ∂z1/∂w3 = x2
28 backward  ∂C/∂w3 = ∂C/∂z1 · ∂z1/∂w3
29 backward  ∂z1/∂b1 = 1
30 backward  ∂C/∂b1 = ∂C/∂z1 · ∂z1/∂b1
31 backward  ∂z2/∂w2 = x1
32 backward  ∂C/∂w2 = ∂C/∂z2 · ∂z2/∂w2
33 backward  ∂z2/∂w4 = x2
34 backward  ∂C/∂w4 = ∂C/∂z2 · ∂z2/∂w4
35 backward  ∂z2/∂b2 = 1
36 backward  ∂C/∂b2 = ∂C/∂z2 · ∂z2/∂b2
37 update    w1 ← w1 − η · ∂C/∂w1
38 update    w2 ← w2 − η · ∂C/∂w2
39 update    w3 ← w3 − η · ∂C/∂w3
40 update    w4 ← w4 − η · ∂C/∂w4
41 update    b1 ← b1 − η · ∂C/∂b1
42 update    b2 ← b2 − η · ∂C/∂b2
43 update    w5 ← w5 − η · ∂C/∂w5
44 update    w6 ← w6 − η · ∂C/∂w6
45 update    b3 ← b3 − η · ∂C/∂b3
"""


def listing(program: Program) -> list[str]:
    return [str(operation) for operation in program.operations]


def test_the_program_of_2_2_1_has_these_45_lines() -> None:
    program = write_program(Network(), Training())
    lines = [f"{o.number:2} {o.phase:<8}  {o}\n" for o in program.operations]
    assert "".join(lines) == XOR_PROGRAM


def test_two_outputs_make_a_hidden_derivative_a_sum_of_two_products() -> None:
    lines = listing(write_program(Network((2, 2, 2)), Training()))
    assert lines[lines.index("C1 = ½(ŷ1 − y1)²") :][1:3] == ["C2 = ½(ŷ2 − y2)²", "C = C1 + C2"]
    assert "∂C/∂h1 = ∂C/∂z3 · ∂z3/∂h1 + ∂C/∂z4 · ∂z4/∂h1" in lines


def test_cross_entropy_is_trained_through_the_difference_and_says_what_product_it_stands_for() -> None:
    program = write_program(Network(loss="binary-cross-entropy"), Training())
    lines = listing(program)
    assert "C = −(y·ln σ(z3) + (1 − y)·ln σ(−z3))" in lines
    assert "∂C/∂ŷ = (ŷ − y) / (ŷ·(1 − ŷ))" in lines
    assert "∂C/∂z3 = ŷ − y" in lines
    assert program.by_target["∂C/∂z3"].chain == "∂C/∂ŷ · ∂ŷ/∂z3"
    assert program.by_target["∂C/∂ŷ"].number not in program.trains_with
    assert program.by_target["∂ŷ/∂z3"].number not in program.trains_with


def test_the_mean_over_outputs_divides_the_loss_and_each_of_its_derivatives() -> None:
    lines = listing(write_program(Network((2, 2, 2), loss="squared-error", reduction="mean"), Training()))
    assert "C = (C1 + C2) / 2" in lines
    assert "∂C/∂ŷ2 = 2·(ŷ2 − y2) / 2" in lines


def test_softmax_is_written_out_and_its_derivative_is_a_matrix() -> None:
    program = write_program(Network((2, 1, 2), ("tanh", "softmax"), "cross-entropy"), Training())
    lines = listing(program)
    assert lines[lines.index("zmax = max(z2, z3)") :][1:9] == [
        "e2 = e^(z2 − zmax)",
        "e3 = e^(z3 − zmax)",
        "Σe = e2 + e3",
        "ŷ1 = e2 / Σe",
        "ŷ2 = e3 / Σe",
        "C1 = −y1·(z2 − zmax − ln Σe)",
        "C2 = −y2·(z3 − zmax − ln Σe)",
        "C = C1 + C2",
    ]
    matrix = ["∂ŷ1/∂z2 = ŷ1·(1 − ŷ1)", "∂ŷ1/∂z3 = −ŷ1·ŷ2", "∂ŷ2/∂z2 = −ŷ2·ŷ1", "∂ŷ2/∂z3 = ŷ2·(1 − ŷ2)"]
    assert [line for line in lines if line.startswith("∂ŷ")] == matrix
    assert "∂C/∂ŷ1 = −y1 / ŷ1" in lines
    assert "∂C/∂z2 = ŷ1 − y1" in lines
    assert program.by_target["∂C/∂z2"].chain == "∂C/∂ŷ1 · ∂ŷ1/∂z2 + ∂C/∂ŷ2 · ∂ŷ2/∂z2"


def test_inputs_lead_to_the_outputs_directly_where_there_are_skips() -> None:
    by_source = listing(write_program(Network((2, 1, 1), skips=True), Training()))
    assert "z2 = w3·h1 + w4·x1 + w5·x2 + b2" in by_source
    by_target = listing(write_program(Network((1, 1, 2), numbering="by-target", skips=True), Training()))
    assert "z3 = w4·h1 + w5·x1 + b3" in by_target


def test_updates_that_are_not_simultaneous_come_before_the_derivatives_of_the_layer_below() -> None:
    lines = listing(write_program(Network(), Training(simultaneous=False)))
    assert lines.index("w5 ← w5 − η · ∂C/∂w5") < lines.index("∂z3/∂h1 = w5")
    assert sorted(lines) == sorted(listing(write_program(Network(), Training())))


@pytest.mark.parametrize(
    ("activation", "value", "slope"),
    [
        ("sigmoid", "σ(z1)", "h1·(1 − h1)"),
        ("tanh", "tanh(z1)", "1 − h1²"),
        ("relu", "max(0, z1)", "[z1 > 0]"),
        ("leaky-relu", "max(0.01·z1, z1)", "max(0.01, [z1 > 0])"),
        ("softplus", "ln(1 + e^z1)", "σ(z1)"),
        ("linear", "z1", "1"),
    ],
)
def test_each_activation_prints_its_value_and_its_derivative(activation: str, value: str, slope: str) -> None:
    lines = listing(write_program(Network(activations=(activation, "sigmoid")), Training()))
    assert f"h1 = {value}" in lines
    assert f"∂h1/∂z1 = {slope}" in lines


def test_the_squared_error_keeps_its_factor_of_two() -> None:
    lines = listing(write_program(Network(loss="squared-error"), Training()))
    assert "C = (ŷ − y)²" in lines
    assert "∂C/∂ŷ = 2·(ŷ − y)" in lines


def test_momentum_and_batches_add_their_lines() -> None:
    program = write_program(Network((1, 1), ("linear",)), Training(momentum=0.9, update="epoch"))
    assert listing(program)[10:] == [
        "Σg(w1) ← Σg(w1) + ∂C/∂w1",
        "Σg(b1) ← Σg(b1) + ∂C/∂b1",
        "ḡ(w1) = Σg(w1) / m",
        "v(w1) ← μ·v(w1) − η·ḡ(w1)",
        "w1 ← w1 + v(w1)",
        "ḡ(b1) = Σg(b1) / m",
        "v(b1) ← μ·v(b1) − η·ḡ(b1)",
        "b1 ← b1 + v(b1)",
        "Σg(w1) ← 0",
        "Σg(b1) ← 0",
    ]
    assert program.state == ("w1", "b1", "v(w1)", "v(b1)", "Σg(w1)", "Σg(b1)")
    assert program.length(ends_batch=True) == 20
    assert program.length(ends_batch=False) == 12
    assert program.assignments["Σg(w1)"] == (11, 19)


def test_a_frozen_parameter_has_a_gradient_but_no_update() -> None:
    program = write_program(Network(frozen=frozenset({"b1", "w5"})), Training(momentum=0.5))
    updated = [operation.target for operation in program.operations if operation.kind is Kind.UPDATE]
    assert updated == ["w1", "w2", "w3", "w4", "b2", "w6", "b3"]
    assert "∂C/∂b1" in program.by_target
    assert "v(b1)" not in program.state
    assert program.by_target["∂C/∂b1"].number not in program.trains_with


def test_a_program_reads_only_what_is_already_there() -> None:
    for seed in range(200):
        program = random_case(seed).program
        known = {*program.state, *program.inputs, *program.targets, *program.settings}
        for number, operation in enumerate(program.operations, start=1):
            assert operation.number == number
            assert set(operation.reads) <= known
            known.add(operation.target)


def test_phases_come_in_their_order_and_every_name_is_computed_once() -> None:
    order = list(Phase)
    for seed in range(200):
        operations = random_case(seed).program.operations
        phases = [order.index(operation.phase) for operation in operations]
        assert phases == sorted(phases)
        computed = [operation.target for operation in operations if not operation.assigns]
        assert len(computed) == len(set(computed))
        assert computed.count(LOSS) == 1


def test_a_line_prints_with_numbers_in_place_of_names() -> None:
    operation = write_program(Network(), Training()).by_target["z1"]
    values = {"w1": "−0.5", "x1": "1", "w3": "0.25", "x2": "0", "b1": "−2"}
    assert operation.numbers(values.__getitem__) == "−0.5·1 + 0.25·0 + (−2)"
