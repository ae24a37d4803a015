"""The picture of the network: exact text at notable positions, and what holds for every network, size and position."""

from __future__ import annotations

from dataclasses import replace
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xortui.core.chain_rule import paths
from xortui.core.initial import Initial
from xortui.core.network import Network
from xortui.core.program import Program
from xortui.core.training import Training
from xortui.debugger import Debugger, Snapshot
from xortui.problems import Problem, load_problem
from xortui.render.diagram import network_rows
from xortui.render.diagram_layout import lit
from xortui.render.palette import Depth, style_of
from xortui.render.row import Hit, Row, hit_at, plain, row_width
from xortui.render.view import View

VIEW = View("w1")


def at(position: str, problem: Problem | str = "xor") -> Snapshot:
    debugger = Debugger(problem)
    debugger.go_to(position)
    return debugger.snapshot()


def problem_with(layers: tuple[int, ...], activation: str = "sigmoid", **network: frozenset[str] | str) -> Problem:
    xor = load_problem("xor")
    activations = (activation,) * (len(layers) - 1)
    inputs = list(product((0.0, 1.0), repeat=min(layers[0], 4)))
    samples = tuple((x * (layers[0] // len(x)) + x[: layers[0] % len(x)], (sum(x) % 2,) * layers[-1]) for x in inputs)
    return replace(
        xor,
        network=replace(xor.network, layers=layers, activations=activations, **network),  # type: ignore[arg-type]
        samples=samples,
    )


def text(rows: list[Row]) -> str:
    """The words and numbers, without the lines' dots."""
    lines = ("".join(" " if "⠀" <= letter <= "⣿" else letter for letter in plain(row)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def roles_of(rows: list[Row], beginning: str) -> set[str]:
    """The roles of the spans that begin with a text."""
    return {role for row in rows for span in row if span.text.startswith(beginning) for role in span.role.split()}


def marked(rows: list[Row]) -> list[str]:
    """The names of what the last operation was about."""
    return [span.text.split()[0] for row in rows for span in row if "current" in span.role]


class TestDefaultNetwork:
    """2-2-1 on the default terminal."""

    def test_it_is_drawn_with_lines(self) -> None:
        assert (
            "\n".join(plain(row).rstrip() for row in network_rows(at("2"), VIEW, 46, 9))
            == """\
x1 0             h1 0.6965 z1 +0.831 b1 +0.303
 ●⢤⠤w1 −0.731 ⠤⠤⡠▸●⠤⣀
   ⠉⠢⡀       ⢀⠔⠉     w5 +0.024       z3 −0.924
    w2 +0.695⠁            ⠉⠒⠢⢄⡀      b3 −0.770
        ⢑⠤⡊                   ⠈⠉⣒⠤▸● ŷ  0.2842
    w3 +0.527               ⡠⠔ ⠉     y  1
    ⡠⠊       ⠑⢄      w6 −0.082       C  0.2562
 ●⠴⠭w4 −0.492 ⠤⠭⠢▸●⠤⠒ ⠁
x2 1             h2 0.5221 z2 +0.088 b2 +0.576"""
        )

    def test_before_the_first_step_only_the_parameters_have_values(self) -> None:
        assert (
            text(network_rows(at("0"), VIEW, 46, 9))
            == """\
x1 ·             h1 ·      z1 ·      b1 +0.303
 ○  w1 −0.731    ▸○
                     w5 −0.009       z3 ·
    w2 +0.695                        b3 −0.812
                                  ▸○ ŷ  ·
    w3 +0.528                        y  ·
                     w6 −0.101       C  ·
 ○  w4 −0.490    ▸○
x2 ·             h2 ·      z2 ·      b2 +0.577"""
        )

    def test_in_the_forward_phase_values_appear_one_by_one(self) -> None:
        rows = network_rows(at("2.3"), VIEW, 46, 9)
        assert (
            text(rows)
            == """\
x1 0             h1 0.6965 z1 +0.831 b1 +0.303
 ●  w1 −0.731    ▸●
                     w5 −0.027       z3 ·
    w2 +0.695                        b3 −0.843
                                  ▸○ ŷ  ·
    w3 +0.528                        y  1
                     w6 −0.120       C  ·
 ●  w4 −0.490    ▸○
x2 1             h2 ·      z2 +0.088 b2 +0.578"""
        )
        assert marked(rows) == ["z2"]

    def test_in_the_backward_phase_both_ends_of_a_factor_are_marked(self) -> None:
        snapshot = at("2.9")
        assert snapshot.operation is not None
        assert snapshot.operation.target == "∂ŷ/∂z3"
        assert sorted(marked(network_rows(snapshot, VIEW, 46, 9))) == ["z3", "ŷ"]

    def test_an_update_marks_the_parameter_and_shows_its_new_value(self) -> None:
        debugger = Debugger("xor")
        debugger.step("sample")
        while not (operation := debugger.snapshot().operation) or operation.target != "w5" or not operation.assigns:
            debugger.step()
        rows = network_rows(debugger.snapshot(), VIEW, 46, 9)
        assert marked(rows) == ["w5"]
        assert "w5 +0.024" in text(rows)

    def test_going_back_gives_the_same_picture(self) -> None:
        debugger = Debugger("xor")
        debugger.step("sample")
        before = network_rows(debugger.snapshot(), VIEW, 46, 9)
        debugger.step("sample")
        assert network_rows(debugger.snapshot(), VIEW, 46, 9) != before
        debugger.back("sample")
        assert network_rows(debugger.snapshot(), VIEW, 46, 9) == before

    def test_a_larger_size_has_more_decimals(self) -> None:
        assert "w1 −0.731 " in text(network_rows(at("2"), VIEW, 46, 9))
        assert "w1 −0.7313 " in text(network_rows(at("2"), VIEW, 60, 14))
        assert "w1 −0.73127 " in text(network_rows(at("2"), VIEW, 78, 20))

    @pytest.mark.parametrize("size", [(36, 9), (46, 9), (46, 10), (60, 14), (78, 20), (120, 40)])
    @pytest.mark.parametrize("position", ["0", "1.2", "3.9", "40", "8000"])
    def test_every_parameter_is_named_with_its_value(self, size: tuple[int, int], position: str) -> None:
        snapshot = at(position)
        words = text(network_rows(snapshot, VIEW, *size)).replace("●", " ").replace("○", " ").replace("▸", " ").split()
        for name in snapshot.program.network.parameter_names:
            written = words[words.index(name) + 1].replace("−", "-")
            assert float(written) == pytest.approx(snapshot.value(name), abs=6e-3)

    def test_a_small_size_has_a_list(self) -> None:
        assert (
            text(network_rows(at("2"), VIEW, 30, 8))
            == """\
x1 0      x2 1
h1 0.6965 z1 +0.831 b1 +0.303
h2 0.5221 z2 +0.088 b2 +0.576
ŷ  0.2842 z3 −0.924 b3 −0.770
C  0.2562 y  1
w1 −0.731 w2 +0.695 w3 +0.527
w4 −0.492 w5 +0.024 w6 −0.082
"""
        )

    def test_a_smaller_one_has_what_matters_most_and_says_how_much_is_left_out(self) -> None:
        assert (
            text(network_rows(at("2"), View("w5"), 20, 5))
            == """\
w5 +0.024
C  0.2562 y  1
ŷ  0.2842
x1 0      x2 1
… 10 more"""
        )

    def test_a_frozen_parameter_has_a_star_and_nothing_moves(self) -> None:
        free = text(network_rows(at("2", problem_with((2, 2, 1))), VIEW, 46, 9))
        frozen = text(network_rows(at("2", problem_with((2, 2, 1), frozen=frozenset({"w1", "b2"}))), VIEW, 46, 9))
        assert "w1*−0.731" in frozen
        assert "b2*+0.577" in frozen
        assert [line.find("w") for line in frozen.splitlines()] == [line.find("w") for line in free.splitlines()]


class TestRoles:
    """Sign, path and choice."""

    def test_a_weight_has_the_role_of_its_sign(self) -> None:
        rows = network_rows(at("2"), View("w3"), 46, 9)
        assert roles_of(rows, "w1") == {"negative"}
        assert roles_of(rows, "w2") == {"positive"}
        assert roles_of(rows, "w3") == {"positive", "chosen"}

    @pytest.mark.parametrize("name", Network().parameter_names)
    def test_the_lines_of_the_path_are_lit(self, name: str) -> None:
        rows = network_rows(at("2"), View(name), 60, 14)
        lines = {(span.role, span.hit.name) for row in rows for span in row if span.hit and "⠁" <= span.text[0] <= "⣿"}
        weights = {weight for weight in lit(Network(), name).parameters if weight.startswith("w")}
        assert {weight for role, weight in lines if role == "path"} == weights

    @pytest.mark.parametrize("layers", [(2, 2, 1), (2, 3, 2), (2, 3, 3, 2), (1, 1), (3, 2, 2, 2, 1)])
    def test_what_is_lit_is_the_union_of_the_paths(self, layers: tuple[int, ...]) -> None:
        network = Network(layers, ("sigmoid",) * (len(layers) - 1))
        program = Program(network, Training())
        for name in network.parameter_names:
            on_paths = {read for path in paths(program, name) for factor in path[1:] for read in (factor.of, factor.by)}
            assert lit(network, name).units == {u.name for layer in network.units[1:] for u in layer} & on_paths
            weights = {
                p.name
                for path in paths(program, name)
                for factor in path
                for p in network.parameters
                if p.source and factor.of == p.target.weighted_sum and factor.by == p.source.name
            }
            assert lit(network, name).parameters == weights | {name}

    def test_a_click_on_a_label_or_a_line_chooses_the_parameter(self) -> None:
        rows = network_rows(at("2"), VIEW, 46, 9)
        for y, row in enumerate(rows):
            for name in Network().parameter_names:
                x = plain(row).find(f"{name} ")
                if x >= 0:
                    assert hit_at(rows[y], x) == Hit("parameter", name)
        assert hit_at(rows[1], 3) == Hit("parameter", "w1")
        assert {span.hit.name for row in rows for span in row if span.hit} == set(Network().parameter_names)

    def test_a_negative_weight_is_a_broken_line(self) -> None:
        def dots(weight: float) -> int:
            xor = load_problem("xor")
            problem = replace(xor, start=replace(xor.start, parameters={"w2": weight}))
            rows = network_rows(at("0", problem), VIEW, 60, 14)
            line = [span.text for row in rows for span in row if span.hit == Hit("parameter", "w2")]
            return sum(
                f"{ord(letter) - 0x2800:b}".count("1") for part in line for letter in part if "⠁" <= letter <= "⣿"
            )

        assert 0 < dots(-0.5) < 0.8 * dots(0.5)


class TestLargerNetworks:
    """What does not fit is left out and counted."""

    @pytest.mark.parametrize(
        ("layers", "size"), [((2, 3, 1), (46, 9)), ((2, 3, 1), (60, 14)), ((2, 2, 2, 1), (60, 14))]
    )
    def test_all_parameters_are_named_where_they_fit(self, layers: tuple[int, ...], size: tuple[int, int]) -> None:
        snapshot = at("2", problem_with(layers))
        words = text(network_rows(snapshot, VIEW, *size)).split()
        assert set(snapshot.program.network.parameter_names) <= set(words)

    @pytest.mark.parametrize("layers", [(2, 4, 1), (2, 4, 4, 2), (3, 8, 1), (4, 16, 16, 3)])
    @pytest.mark.parametrize("size", [(46, 9), (60, 14), (78, 20), (30, 8)])
    def test_the_chosen_parameter_is_always_named(self, layers: tuple[int, ...], size: tuple[int, int]) -> None:
        snapshot = at("2", problem_with(layers))
        for name in snapshot.program.network.parameter_names:
            assert name in text(network_rows(snapshot, View(name), *size)).replace("*", " ").split()

    def test_units_without_a_row_are_counted(self) -> None:
        words = text(network_rows(at("2", problem_with((2, 20, 1))), VIEW, 46, 10))
        shown = sum(f"●h{number} " in words for number in range(1, 21))
        assert shown == 8
        assert "… 12 more" in words

    def test_the_units_of_the_chosen_parameter_are_shown(self) -> None:
        network = problem_with((2, 20, 1)).network
        for parameter in network.parameters:
            words = text(network_rows(at("2", problem_with((2, 20, 1))), View(parameter.name), 46, 10))
            for unit in filter(None, (parameter.source, parameter.target)):
                assert f"{unit.name} " in words

    def test_lines_that_cannot_be_told_apart_are_left_out_and_counted(self) -> None:
        rows = network_rows(at("2", problem_with((4, 16, 16, 3))), View("w17"), 78, 20)
        assert "w17  −0.542" in text(rows)
        assert "x2 → h1   65 of 368 lines" in text(rows)

    def test_a_weighted_sum_without_a_place_marks_its_unit(self) -> None:
        assert marked(network_rows(at("2.1", problem_with((3, 8, 1))), VIEW, 46, 9)) == ["h1"]


@settings(max_examples=150, deadline=None)
@given(
    layers=st.lists(st.integers(1, 9), min_size=2, max_size=5),
    activation=st.sampled_from(["sigmoid", "tanh", "relu"]),
    width=st.integers(0, 130),
    height=st.integers(0, 45),
    step=st.integers(0, 3),
    share=st.floats(0, 1),
    chosen=st.integers(0, 10_000),
)
def test_any_network_fits_any_size_at_any_position(
    layers: list[int], activation: str, width: int, height: int, step: int, share: float, chosen: int
) -> None:
    debugger = Debugger(problem_with(tuple(layers), activation))
    debugger.run(step)
    for _ in range(int(share * 20)):
        debugger.step()
    names = debugger.problem.network.parameter_names
    view = View(names[chosen % len(names)])
    rows = network_rows(debugger.snapshot(), view, width, height)
    assert [row_width(row) for row in rows] == [width] * height
    for row in rows:
        for span in row:
            style_of(span.role, Depth.TRUE)


@settings(max_examples=40, deadline=None)
@given(
    layers=st.sampled_from([(2, 2, 1), (2, 3, 1), (2, 4, 4, 2), (3, 8, 1)]),
    activation=st.sampled_from(["sigmoid", "tanh", "relu"]),
    size=st.sampled_from([(46, 9), (60, 14), (78, 20), (30, 8)]),
    seed=st.integers(0, 1000),
    uniform=st.sampled_from([0.0, 1e-9, 0.01, 1.0, 50.0, 1e6]),
)
def test_nothing_moves_when_the_values_change(
    layers: tuple[int, ...], activation: str, size: tuple[int, int], seed: int, uniform: float
) -> None:
    def places(problem: Problem, position: str) -> list[tuple[int, int, str]]:
        rows = network_rows(at(position, problem), VIEW, *size)
        names = (*problem.network.parameter_names, "x1", "h1", "h2", "y", "C")
        found = []
        for y, line in enumerate(text(rows).replace("*", " ").splitlines()):
            found += [(line.find(f"{name} "), y, name) for name in names if f"{name} " in line]
        return found

    problem = problem_with(layers, activation)
    other = replace(problem, start=replace(problem.start, seed=seed, initial=Initial("uniform", uniform)))
    assert places(problem, "0") == places(other, "2.3")


def test_a_training_that_has_diverged_is_drawn() -> None:
    debugger = Debugger(problem_with((2, 2, 1), "linear").with_overrides(learning_rate=1e100))
    debugger.run(20)
    assert debugger.snapshot().is_end
    for size in ((46, 9), (30, 8), (78, 20)):
        rows = network_rows(debugger.snapshot(), VIEW, *size)
        assert [row_width(row) for row in rows] == [size[0]] * size[1]
