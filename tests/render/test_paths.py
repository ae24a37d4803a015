"""A gradient that is a sum, unfolded into its paths: exact text, and sums that are the numbers above them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from xortui.core.chain_rule import count_paths, paths, product
from xortui.core.network import Network
from xortui.core.program import LOSS, Operation, derivative
from xortui.debugger import Debugger, Snapshot
from xortui.problems import Problem, load_problem
from xortui.render.chain_rule import chain_rule_rows
from xortui.render.paths import Line, branch_of, can_unfold, lines, share_of, term_value, terms
from xortui.render.row import plain
from xortui.render.view import View

MAZUR = load_problem("mazur")


def at(problem: Problem, position: str) -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger.snapshot()


def of_layers(*layers: int, softmax: bool = False) -> Problem:
    last, loss = ("softmax", "cross-entropy") if softmax else ("sigmoid", "half-squared-error")
    network = Network(layers, (*["tanh"] * (len(layers) - 2), last), loss)
    x = tuple(0.3 * (i + 1) for i in range(layers[0]))
    y = tuple(float(i == 0) for i in range(layers[-1]))
    return replace(MAZUR, network=network, start=type(MAZUR.start)(seed=4), samples=((x, y),), published=(), errata=())


def everything(snapshot: Snapshot, parameter: str) -> list[Line]:
    """Return every line of a parameter with all of it unfolded."""
    unfolded: set[tuple[str, ...]] = {(parameter,)}
    while True:
        found = lines(snapshot.program, View(parameter, unfolded=frozenset(unfolded)), [parameter])
        more = {line.key for line in found if terms(snapshot.program, line.key)}
        if more <= unfolded:
            return found
        unfolded |= more


def test_the_published_example_unfolds_into_the_two_terms_its_author_adds_up() -> None:
    snapshot = at(MAZUR, "1")
    view = View("w1", branch=("ŷ1",), unfolded=frozenset({("w1",)}))
    rows = [plain(row).rstrip() for row in chain_rule_rows(snapshot, view, 100, 6)]
    assert rows[1:4] == [
        " w1 ▾   0.0363503°· 0.2413007°· 0.0500000°=  4.3857e−4° Σ of 2 paths",
        "▸├ŷ1   +0.0554° = δ3:  0.1385°· ∂z3/∂h1:  0.4000   δ3 = ∂C/∂ŷ1 · ∂ŷ1/∂z3 = 0.7414 · 0.1868",
        " └ŷ2   −0.0190≠ = δ4: −0.0381 · ∂z4/∂h1:  0.5000   δ4 = ∂C/∂ŷ2 · ∂ŷ2/∂z4 = −0.2171 · 0.1755",
    ]
    assert rows[5].startswith("w1: ∂C/∂z3·∂z3/∂h1 = 0.055399425, published 0.055399425 ✓")
    wrong = chain_rule_rows(snapshot, replace(view, branch=("ŷ2",)), 100, 6)
    assert plain(wrong[5]).startswith("w1: ∂C/∂z4·∂z4/∂h1 = −0.019049118, published −0.019049119 ≠")


def test_the_notes_on_sums_begin_below_each_other_whether_or_not_a_sign_stands_before_them() -> None:
    rows = [plain(row) for row in chain_rule_rows(at(MAZUR, "1"), View("w1"), 100, 12)]
    noted = [row for row in rows if "Σ of 2 paths" in row]
    assert {"° Σ" in row for row in noted} == {True, False}
    assert len({row.index("Σ") for row in noted}) == 1


def test_a_branch_says_what_it_adds_to_the_gradient() -> None:
    problem = replace(MAZUR, published=(), errata=())
    view = View("w1", branch=("ŷ1",), unfolded=frozenset({("w1",)}))
    rows = [plain(row).rstrip() for row in chain_rule_rows(at(problem, "1"), view, 100, 6)]
    assert rows[5].startswith("w1: its share of ∂C/∂w1 = 0.1385 · 0.4000 · 0.2413 · 0.0500 = 6.7e−4")


def test_before_anything_is_computed_the_branches_show_their_symbols_and_no_number() -> None:
    rows = chain_rule_rows(at(MAZUR, "0"), View("w1", unfolded=frozenset({("w1",)})), 100, 6)
    assert plain(rows[2]).split("   δ3 =")[0].split() == ["├ŷ1", "∙", "=", "δ3:", "∙", "·", "∂z3/∂h1:", "∙"]


@pytest.mark.parametrize(
    "problem", [of_layers(2, 2, 2), of_layers(2, 3, 2, 2), of_layers(1, 2, 2, 3, softmax=True), of_layers(2, 2, 1, 2)]
)
def test_the_branches_of_every_derivative_sum_to_it_and_the_leaves_are_its_paths(problem: Problem) -> None:
    snapshot = at(problem, "2")
    program = snapshot.program

    def value(operation: Operation) -> float:
        return snapshot.values[operation.number - 1]

    for parameter in program.network.parameters:
        name = parameter.name
        found = everything(snapshot, name)
        leaves = [line for line in found if line.branch and not terms(program, line.key)]
        count = count_paths(program, name)
        assert len(leaves) == (count if count > 1 else 0)
        for line in found:
            branches = terms(program, line.key)
            if branches:
                total = sum(term_value(snapshot, branch) or 0.0 for branch in branches)
                summed = branches[0].local.by
                assert total == pytest.approx(value(program.by_target[derivative(LOSS, summed)]), rel=1e-9, abs=1e-15)
        shares = sorted(share_of(snapshot, line.key) or 0.0 for line in leaves)
        assert shares == pytest.approx(
            sorted(product(path, value) for path in paths(program, name))[-len(shares) or count :]
        )


def test_a_gradient_with_one_path_does_not_unfold() -> None:
    program = at(load_problem("xor"), "1").program
    assert not any(terms(program, (name,)) for name in program.network.parameter_names)
    assert not can_unfold(program, View("w1"))


def test_a_wide_network_counts_the_paths_that_are_folded() -> None:
    snapshot = at(of_layers(4, 16, 16, 3, softmax=True), "1")
    view = View("w1", unfolded=frozenset({("w1",), ("w1", "h17")}))
    text = [plain(row).rstrip() for row in chain_rule_rows(snapshot, view, 110, 12)]
    assert "Σ of 144 paths" in text[1]
    assert "δ17 = ∂C/∂z17, a sum of 9 paths" in text[2]
    assert "δ33 = ∂C/∂z33, a sum of 3 paths" in text[3]
    assert text[3].startswith(" │ ├z33 ▹")
    assert sum("paths" in line for line in text[2:10]) == 8
    assert text[-1].endswith(" 412↓")


def test_through_softmax_each_branch_shows_its_row_of_the_matrix() -> None:
    snapshot = at(of_layers(2, 2, 3, softmax=True), "1")
    branch = branch_of(snapshot.program, ("w5", "ŷ2"))
    assert (branch.delta.target, branch.local.target) == ("∂C/∂ŷ2", "∂ŷ2/∂z3")
    text = [plain(row) for row in chain_rule_rows(snapshot, View("w5", unfolded=frozenset({("w5",)})), 110, 8)]
    row = next(line for line in text if "├ŷ2" in line)
    numbers = [snapshot.value(f"∂ŷ2/∂z{k}") or 0.0 for k in (3, 4, 5)]
    assert "∂ŷ/∂z is a matrix, its row:" in row
    shown = row.split("its row:")[1].replace("−", "-").split()
    assert [float(number) for number in shown] == pytest.approx(numbers, abs=1e-4)
    assert [number > 0 for number in numbers] == [False, True, False]


def test_symbols_that_are_cut_say_so() -> None:
    view = View("w1", branch=("ŷ1",), unfolded=frozenset({("w1",)}))
    rows = chain_rule_rows(at(replace(MAZUR, published=(), errata=()), "1.24"), view, 60, 6)
    assert plain(rows[-1]).startswith("w1: its share of ∂C/∂w1 = δ3 · ∂z3/∂h1 · ∂h1/∂z1 · … ")
