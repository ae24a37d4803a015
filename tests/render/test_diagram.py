"""The picture of the network: exact text at notable positions, and what holds for every network, size and position."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise, product

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xortui.core.backpropagation import write_program
from xortui.core.chain_rule import paths
from xortui.core.initial import Initial
from xortui.core.network import Network
from xortui.core.training import Training
from xortui.debugger import Debugger, Snapshot
from xortui.problems import Problem, built_in_names, load_problem
from xortui.render.canvas import Canvas
from xortui.render.diagram import _layout as layout_of
from xortui.render.diagram import network_rows
from xortui.render.diagram_layout import DiagramLayout, lit
from xortui.render.numbers import compact, fixed, short
from xortui.render.palette import Palette
from xortui.render.row import Hit, Row, Span, hit_at, plain, row_width
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


def drawn(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """The picture of a size, without its header."""
    rows = network_rows(snapshot, view, width, height + 1)
    assert len(rows) == height + 1
    return rows[1:]


def text(rows: list[Row]) -> str:
    """The words and numbers, without the lines' dots."""
    lines = ("".join(" " if "⠀" <= letter <= "⣿" else letter for letter in plain(row)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def roles_of(rows: list[Row], beginning: str) -> set[str]:
    """The roles of the spans that begin with a text."""
    return {role for row in rows for span in row if span.text.startswith(beginning) for role in span.role.split()}


def starts(row: Row) -> Iterator[tuple[int, Span]]:
    """The spans of a row, each with the column where it begins."""
    x = 0
    for span in row:
        yield x, span
        x += len(span.text)


def marked(rows: list[Row]) -> list[str]:
    """The names, the numbers without a name, or the dots that are marked."""
    return [span.text.split()[0] for row in rows for span in row if "current" in span.role]


class TestDefaultNetwork:
    """2-2-1 on the default terminal."""

    def test_it_is_drawn_with_lines(self) -> None:
        assert (
            "\n".join(plain(row).rstrip() for row in drawn(at("2"), VIEW, 46, 9))
            == """\
x1 0             h1 0.6965 z1 +0.831 b1 +0.303
 ●⣄⡄w1 −0.731⡄⡄⡄⡤▸●⡄⡀
   w2 +0.695 ⢀⠔⠉    w5 −0.027        z3 −0.924
     ⠈⠒⢄   ⡠⠒⠁           ⠁⠃⠆⠆⡄⡀      b3 −0.843
        ⢑⠤⡊                   ⠁⠃⡆⡄▸● ŷ  0.2842
      ⣀⠔⠁ ⠈⠢⣀              ⡀⡀⠄⠂⠁     y  1
  w3 +0.528  ⠑⢄     w6 −0.120        C  0.2562
 ●⠔⠍w4 −0.490⠄⠄⠍⠦▸●⠄⠂⠁⠁
x2 1             h2 0.5221 z2 +0.088 b2 +0.578"""
        )

    def test_before_the_first_step_only_the_parameters_have_values(self) -> None:
        assert (
            text(drawn(at("0"), VIEW, 46, 9))
            == """\
x1 ∙             h1 ∙      z1 ∙      b1 +0.303
 ○  w1 −0.731    ▸○
   w2 +0.695        w5 −0.009        z3 ∙
                                     b3 −0.812
                                  ▸○ ŷ  ∙
                                     y  ∙
  w3 +0.528         w6 −0.101        C  ∙
 ○  w4 −0.490    ▸○
x2 ∙             h2 ∙      z2 ∙      b2 +0.577"""
        )

    def test_in_the_forward_phase_values_appear_one_by_one(self) -> None:
        rows = drawn(at("2.3"), VIEW, 46, 9)
        assert (
            text(rows)
            == """\
x1 0             h1 0.6965 z1 +0.831 b1 +0.303
 ●  w1 −0.731    ▸●
   w2 +0.695        w5 −0.027        z3 ∙
                                     b3 −0.843
                                  ▸○ ŷ  ∙
                                     y  1
  w3 +0.528         w6 −0.120        C  ∙
 ●  w4 −0.490    ▸○
x2 1             h2 ∙      z2 +0.088 b2 +0.578"""
        )
        assert marked(rows) == ["z2"]

    def test_going_back_gives_the_same_picture(self) -> None:
        debugger = Debugger("xor")
        debugger.step("sample")
        before = drawn(debugger.snapshot(), VIEW, 46, 9)
        debugger.step("sample")
        assert drawn(debugger.snapshot(), VIEW, 46, 9) != before
        debugger.back("sample")
        assert drawn(debugger.snapshot(), VIEW, 46, 9) == before

    def test_a_larger_size_has_more_decimals(self) -> None:
        assert "w1 −0.731 " in text(drawn(at("2"), VIEW, 46, 9))
        assert "w1 −0.7313 " in text(drawn(at("2"), VIEW, 60, 14))
        assert "w1 −0.73127 " in text(drawn(at("2"), VIEW, 78, 20))

    @pytest.mark.parametrize("size", [(36, 9), (46, 9), (46, 10), (60, 14), (78, 20), (120, 40)])
    @pytest.mark.parametrize("position", ["0", "1.2", "3.9", "40", "8000"])
    def test_every_parameter_is_named_with_its_value(self, size: tuple[int, int], position: str) -> None:
        snapshot = at(position)
        words = text(drawn(snapshot, VIEW, *size)).replace("●", " ").replace("○", " ").replace("▸", " ").split()
        for name in snapshot.program.network.parameter_names:
            written = words[words.index(name) + 1].replace("−", "-")
            assert float(written) == pytest.approx(snapshot.used(name), abs=6e-3)

    def test_a_small_size_has_a_list(self) -> None:
        assert (
            text(drawn(at("2"), VIEW, 30, 8))
            == """\
x1 0      x2 1
h1 0.6965 z1 +0.831 b1 +0.303
h2 0.5221 z2 +0.088 b2 +0.578
ŷ  0.2842 z3 −0.924 b3 −0.843
C  0.2562 y  1
w1 −0.731 w2 +0.695 w3 +0.528
w4 −0.490 w5 −0.027 w6 −0.120
"""
        )

    def test_a_smaller_one_has_what_matters_most_and_says_how_much_is_left_out(self) -> None:
        assert (
            text(drawn(at("2"), View("w5"), 20, 5))
            == """\
w5 −0.027 C  0.2562
ŷ  0.2842 y  1
x1 0      x2 1
h1 0.6965 h2 0.5221
… 8 more"""
        )

    def test_a_frozen_parameter_has_a_star_and_nothing_moves(self) -> None:
        free = text(drawn(at("2", problem_with((2, 2, 1))), VIEW, 46, 9))
        frozen = text(drawn(at("2", problem_with((2, 2, 1), frozen=frozenset({"w1", "b2"}))), VIEW, 46, 9))
        assert "w1*−0.731" in frozen
        assert "b2*+0.577" in frozen
        assert [line.find("w") for line in frozen.splitlines()] == [line.find("w") for line in free.splitlines()]


class TestMoment:
    """Every value is of this step's pass, and the header says when parameters have changed since."""

    def test_the_numbers_of_the_picture_multiply_to_each_other_after_the_update(self) -> None:
        words = text(drawn(at("3"), VIEW, 78, 20)).replace("−", "-").split()

        def number(name: str) -> float:
            return float(words[words.index(name) + 1])

        total = number("w5") * number("h1") + number("w6") * number("h2") + number("b3")
        assert number("z3") == pytest.approx(total, abs=1e-5)

    @pytest.mark.parametrize(
        ("position", "said"),
        [
            ("0", ""),
            ("2.1", ""),
            ("2.36", ""),
            ("2.38", ""),  # x1 is 0: so far no weight has another value than before
            ("2.39", "before the update"),
            ("2", "before the update"),
            ("3.2", ""),
        ],
    )
    def test_the_header_says_when_an_update_has_changed_a_parameter(self, position: str, said: str) -> None:
        header = plain(network_rows(at(position), VIEW, 46, 10)[0])
        assert header == f"         {said}".ljust(46)

    def test_the_header_says_when_an_edit_has_changed_a_parameter(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("3.8")
        before = text(drawn(debugger.snapshot(), VIEW, 46, 9))
        debugger.edit("w5", 2.0)
        assert plain(network_rows(debugger.snapshot(), VIEW, 46, 10)[0]).strip() == "before the edit"
        assert text(drawn(debugger.snapshot(), VIEW, 46, 9)) == before

    def test_an_edit_before_the_pass_has_read_a_parameter_is_shown_at_once(self) -> None:
        debugger = Debugger("xor")
        debugger.go_to("3.2")
        debugger.edit("w5", 2.0)
        assert plain(network_rows(debugger.snapshot(), VIEW, 46, 10)[0]).strip() == ""
        assert "w5 +2.000" in text(drawn(debugger.snapshot(), VIEW, 46, 9))

    def test_a_published_number_of_an_update_is_not_held_against_the_value_before_it(self) -> None:
        snapshot = at("1", "mazur")
        assert snapshot.published("w5") is not None
        words = text(drawn(snapshot, VIEW, 74, 20))
        assert "w5 +0.40000 " in words
        assert "w5 +0.40000°" not in words
        assert "h1 0.593270°" in words


class TestMark:
    """A number is marked if the last operation computed it, and no other one ever."""

    def test_the_number_just_computed_is_marked(self) -> None:
        found = [marked(drawn(at(f"2.{number}"), VIEW, 46, 9)) for number in range(1, 8)]
        assert found == [["z1"], ["h1"], ["z2"], ["h2"], ["z3"], ["ŷ"], ["C"]]

    @pytest.mark.parametrize(
        ("number", "target", "unit"),
        [
            (9, "∂ŷ/∂z3", "ŷ"),
            (12, "∂C/∂w5", ""),
            (16, "∂C/∂b3", "ŷ"),
            (18, "∂C/∂h1", "h1"),
            (24, "∂C/∂z2", "h2"),
            (27, "∂z1/∂w3", ""),
            (43, "w5", ""),
            (42, "b2", "h2"),
        ],
    )
    def test_else_the_dot_of_a_unit_is_marked_or_nothing(self, number: int, target: str, unit: str) -> None:
        snapshot = at(f"2.{number}")
        assert snapshot.operation is not None
        assert snapshot.operation.target == target
        rows = drawn(snapshot, VIEW, 46, 9)
        found = [(x, y) for y, row in enumerate(rows) for x, span in starts(row) if "current" in span.role]
        places = {"h1": (18, 1), "h2": (18, 7), "ŷ": (35, 4)}
        assert found == ([places[unit]] if unit else [])
        assert all(plain(rows[y])[x] == "●" for x, y in found)

    @pytest.mark.parametrize("name", ["mazur", "iris", "vanishing", "spiral", "xor-skip", "goodfellow"])
    @pytest.mark.parametrize("size", [(46, 9), (74, 18), (28, 8)])
    def test_no_number_is_marked_that_was_not_just_computed(self, name: str, size: tuple[int, int]) -> None:
        debugger = Debugger(name)
        debugger.go_to("1")
        view = View(debugger.problem.network.parameter_names[0])
        last = debugger.snapshot().length
        for number in {*range(1, min(last, 40), 3), last - 1, last}:
            debugger.go_to(f"1.{number}")
            snapshot = debugger.snapshot()
            assert snapshot.operation is not None
            for label in marked(drawn(snapshot, view, *size)):
                if label[0] in "−≈…0123456789":
                    result = snapshot.result(snapshot.operation)
                    assert label in [compact(result, cells) for cells in range(4, 8)]
                elif label not in ("●", "○"):
                    assert label == snapshot.operation.target
                    assert not snapshot.operation.assigns


class TestLabels:
    """As many labels as have room, each on its own line; none depends on what is chosen as long as all fit."""

    @pytest.mark.parametrize("name", built_in_names())
    @pytest.mark.parametrize("size", [(100, 29), (80, 20), (119, 35)])
    def test_every_parameter_of_a_small_problem_is_named(self, name: str, size: tuple[int, int]) -> None:
        network = load_problem(name).network
        if len(network.parameters) > 20:
            pytest.skip("no room for so many")
        layout = layout_of(network, network.parameter_names[0], *size)
        assert layout is not None
        assert {label.name for label in layout.labels} >= set(network.parameter_names)

    @pytest.mark.parametrize(
        ("name", "size", "named"),
        [
            ("xor", (46, 9), 9),
            ("xor-skip", (46, 9), 7),
            ("xor-3", (46, 9), 13),
            ("mazur", (45, 9), 11),
            ("parity-3", (46, 9), 9),
            ("mazur", (73, 9), 12),
            ("parity-3", (74, 9), 11),
            ("xor-3", (74, 9), 13),
            ("iris", (80, 20), 29),
            ("iris", (119, 35), 35),
        ],
    )
    def test_so_many_parameters_are_named_on_a_smaller_screen(
        self, name: str, size: tuple[int, int], named: int
    ) -> None:
        network = load_problem(name).network
        layout = layout_of(network, network.parameter_names[0], *size)
        assert layout is not None
        assert len({label.name for label in layout.labels} & set(network.parameter_names)) >= named

    @pytest.mark.parametrize("layers", [(2, 2, 1), (2, 2, 2), (3, 3, 1), (2, 4, 1), (4, 4, 3), (2, 3, 2), (2, 2, 2, 1)])
    @pytest.mark.parametrize("size", [(46, 9), (60, 14), (74, 9), (74, 19), (80, 20), (120, 36)])
    def test_choosing_another_parameter_moves_no_label(self, layers: tuple[int, ...], size: tuple[int, int]) -> None:
        network = problem_with(layers).network
        layouts = [layout_of(network, name, *size) for name in network.parameter_names]
        places: dict[str, tuple[int, int]] = {}
        for layout in layouts:
            assert layout is not None
            for x, y, name in layout.labels:
                assert places.setdefault(name, (x, y)) == (x, y)
        first = layouts[0]
        if first and {label.name for label in first.labels} >= set(network.parameter_names):
            assert all(layout and layout.labels == first.labels for layout in layouts)

    @pytest.mark.parametrize("size", [(46, 9), (60, 14), (74, 9), (74, 19)])
    def test_what_is_not_named_else_is_named_when_it_is_chosen(self, size: tuple[int, int]) -> None:
        network = load_problem("parity-3").network
        for name in network.parameter_names:
            layout = layout_of(network, name, *size)
            assert layout is not None
            assert name in {label.name for label in layout.labels}

    def test_skips_are_lines_past_the_hidden_units(self) -> None:
        assert (
            "\n".join(plain(row).rstrip() for row in drawn(at("2", "xor-skip"), VIEW, 46, 9))
            == """\
x1 0
 ●⡄⡄⠄⠄⠄⠄⠄w4 −0.490⠄⠄⠄⠄⠄⠄⠄⠄⠄⠄
   w1 −0.731     z1 +0.584  ⠁⠄       z2 +0.537
        ⠁⠃⠆⠆⡄⡀   h1 0.6420    ⠁⠂⡀    b2 +0.230
             ⠁⠃⣆⡤▸●⣤⣤w3 +0.493⣤⣤⣤⣦▸● ŷ  0.6311
   w2 +0.695⠔⠊⠉  b1 −0.111    ⠄⠂⠁    y  1
     ⢀⡠⠔⠒⠉ w5 −0.009⠄⠄⠄⠄⠄⠄⠄⠄⠂⠁       C  0.0681
 ●⠤⠖⠋⠃⠂⠂⠁⠁⠁
x2 1"""
        )

    @pytest.mark.parametrize("size", [(46, 9), (38, 9), (120, 36)])
    @pytest.mark.parametrize("layers", [(2, 1, 1), (2, 3, 2), (3, 8, 2), (2, 2, 2, 2, 1)])
    def test_every_skip_is_a_line_that_can_be_chosen(self, layers: tuple[int, ...], size: tuple[int, int]) -> None:
        problem = problem_with(layers)
        network = replace(problem.network, skips=True)
        rows = drawn(at("2", replace(problem, network=network)), VIEW, *size)
        lines = {span.hit.name for row in rows for span in row if span.hit and "⠁" <= span.text[0] <= "⣿"}
        assert lines >= {p.name for p in network.incoming[network.units[-1][0].name] if p.source in network.units[0]}

    @pytest.mark.parametrize("size", [(46, 9), (45, 9), (60, 13), (38, 9), (74, 10)])
    @pytest.mark.parametrize("name", ["vanishing", "spiral"])
    def test_deep_and_narrow_networks_have_lines(self, name: str, size: tuple[int, int]) -> None:
        snapshot = at("2", name)
        rows = drawn(snapshot, View("w3"), *size)
        assert any("⠁" <= letter <= "⣿" for row in rows for letter in plain(row))
        words = text(rows).replace("●", " ").replace("▸", " ").split()
        assert {unit.name for layer in snapshot.program.network.units for unit in layer} <= set(words)
        assert words[words.index("w3") + 1] in written_forms(snapshot.used("w3"))

    def test_a_deep_network_has_values_above_and_below_its_units(self) -> None:
        assert (
            "\n".join(plain(row).rstrip() for row in drawn(at("2", "vanishing"), VIEW, 46, 9))
            == """\
x1   h1    h3    h5    h7    h9    h11
0    0.398 0.488 0.360 0.401 0.425 0.627 ŷ
●⡄⡄⣤▸●⡤⡄⡄⡤▸●⡤⡄⡄⣤▸●⣤⣤⣤⣤▸●⣤⡄⡄⣤▸●⣤⡄⡄⣤▸●⡄⡀   0.438
 ⠘⣤⠃  ⠈⠥⡰⠁  ⠈⠥⣰⠏  ⠈⠥⠠⠍  ⠈⢷⣰⠏  ⠈⢷⣰⠏   ⠁⠃⠦▸●
 ⢀⠷⡀   ⡔⠩⠄   ⣴⠫⠄   ⠤⠩⠄   ⣴⢻⡄   ⣴⢻⡄    ⠬⠁
●⠎⠄⠵▸●⠼⠤⠤⠭▸●⡼⡇⡄⡭▸●⣬⣥⣤⣭▸●⡼⡇⡄⡿▸●⡼⡇⡄⡿▸●⠤⠉
x2   h2    h4    h6    h8    h10   h12
1    0.260 0.525 0.256 0.419 0.271 0.522
w1  −0.731  x1 → h1      y   1      C   0.1577"""
        )


class TestRoles:
    """Sign, path and choice."""

    def test_a_weight_has_the_role_of_its_sign(self) -> None:
        rows = drawn(at("2"), View("w3"), 46, 9)
        assert roles_of(rows, "w1") == {"negative"}
        assert roles_of(rows, "w2") == {"positive"}
        assert roles_of(rows, "w3") == {"positive", "chosen"}

    @pytest.mark.parametrize("name", Network().parameter_names)
    def test_the_lines_of_the_path_are_lit(self, name: str) -> None:
        rows = drawn(at("2"), View(name), 60, 14)
        lines = {(span.role, span.hit.name) for row in rows for span in row if span.hit and "⠁" <= span.text[0] <= "⣿"}
        weights = {weight for weight in lit(Network(), name).parameters if weight.startswith("w")}
        assert {weight for role, weight in lines if role == "path stroke"} == weights

    @pytest.mark.parametrize("layers", [(2, 2, 1), (2, 3, 2), (2, 3, 3, 2), (1, 1), (3, 2, 2, 2, 1)])
    def test_what_is_lit_is_the_union_of_the_paths(self, layers: tuple[int, ...]) -> None:
        network = Network(layers, ("sigmoid",) * (len(layers) - 1))
        program = write_program(network, Training())
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
        rows = drawn(at("2"), VIEW, 46, 9)
        for y, row in enumerate(rows):
            for name in Network().parameter_names:
                x = plain(row).find(f"{name} ")
                if x >= 0:
                    assert hit_at(rows[y], x) == Hit("parameter", name, value=name)
        assert hit_at(rows[1], 3) == Hit("parameter", "w1")
        hits = [span.hit for row in rows for span in row if span.hit]
        assert {hit.name for hit in hits if hit.kind == "parameter"} == set(Network().parameter_names)
        assert {hit.name for hit in hits if hit.kind == "value"} >= {"x1", "h1", "z3", "ŷ", "C"}

    def test_a_negative_weight_is_a_broken_line(self) -> None:
        def dots(weight: float) -> int:
            xor = load_problem("xor")
            problem = replace(xor, start=replace(xor.start, parameters={"w2": weight}))
            rows = drawn(at("0", problem), VIEW, 60, 14)
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
        words = text(drawn(snapshot, VIEW, *size)).split()
        assert set(snapshot.program.network.parameter_names) <= set(words)

    @pytest.mark.parametrize("layers", [(2, 4, 1), (2, 4, 4, 2), (3, 8, 1), (4, 16, 16, 3)])
    @pytest.mark.parametrize("size", [(46, 9), (60, 14), (78, 20), (30, 8)])
    def test_the_chosen_parameter_is_always_named(self, layers: tuple[int, ...], size: tuple[int, int]) -> None:
        snapshot = at("2", problem_with(layers))
        for name in snapshot.program.network.parameter_names:
            assert name in text(drawn(snapshot, View(name), *size)).replace("*", " ").split()

    def test_units_without_a_row_are_counted(self) -> None:
        words = text(drawn(at("2", problem_with((2, 20, 1))), VIEW, 46, 10))
        shown = sum(f"●h{number} " in words for number in range(1, 21))
        assert shown == 8
        assert "… 12 more" in words

    def test_the_units_of_the_chosen_parameter_are_shown(self) -> None:
        network = problem_with((2, 20, 1)).network
        for parameter in network.parameters:
            words = text(drawn(at("2", problem_with((2, 20, 1))), View(parameter.name), 46, 10))
            for unit in filter(None, (parameter.source, parameter.target)):
                assert f"{unit.name} " in words

    def test_lines_that_cannot_be_told_apart_are_left_out_and_counted(self) -> None:
        rows = drawn(at("2", problem_with((4, 16, 16, 3))), View("w17"), 78, 20)
        assert "w17  −0.542" in text(rows)
        assert "x2 → h1   65 of 368 lines" in text(rows)

    def test_a_weighted_sum_without_a_place_marks_the_dot_of_its_unit(self) -> None:
        rows = drawn(at("2.1", problem_with((3, 8, 1))), VIEW, 46, 9)
        assert marked(rows) == ["○"]
        assert "○h1 " in next(plain(row) for row in rows if "current" in str(row))


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
    rows = drawn(debugger.snapshot(), view, width, height)
    assert [row_width(row) for row in rows] == [width] * height
    for row in rows:
        for span in row:
            Palette().style(span.role)


def texts_of(layout: DiagramLayout) -> list[tuple[int, int, int, str]]:
    """Column, row, cells and name of every text in a picture."""
    found = []
    for places, widths in ((layout.labels, layout.widths), (layout.below, layout.widths.in_full)):
        for x, y, name in places:
            found.append((x, y, widths.weight_label if name.startswith("w") else widths.unit_label, name))
    found += [(x, y, len(name), name) for x, y, name in layout.names]
    found += [(x, y, cells, name) for x, y, name, cells in layout.figures]
    found += [(x, y, len(note), note) for x, y, note in layout.notes]
    return found


@settings(max_examples=80, deadline=None)
@given(
    layers=st.lists(st.integers(1, 6), min_size=2, max_size=6),
    skips=st.booleans(),
    width=st.integers(36, 130),
    height=st.integers(6, 45),
    chosen=st.integers(0, 10_000),
)
def test_no_label_touches_another_and_each_weight_stands_on_its_line(
    layers: list[int], skips: bool, width: int, height: int, chosen: int
) -> None:
    network = replace(problem_with(tuple(layers)).network, skips=skips and len(layers) > 2)
    layout = layout_of(network, network.parameter_names[chosen % len(network.parameters)], width, height)
    if layout is None:
        return
    texts = sorted(texts_of(layout), key=lambda found: (found[1], found[0]))
    for (x, y, cells, name), (after, row, _, other) in pairwise(texts):
        assert y != row or x + cells < after, (name, other)
    assert all(x >= 0 and x + cells <= width and 0 <= y < height for x, y, cells, _ in texts)
    for x, y, name in layout.labels:
        pieces = [edge for edge in layout.edges if edge.parameter == name]
        if pieces:
            canvas = Canvas(width, height)
            for piece in pieces:
                canvas.line(piece.start, piece.end, "text")
            assert plain(canvas.rows()[y])[x : x + layout.widths.weight_label].strip(), name


@settings(max_examples=60, deadline=None)
@given(
    layers=st.lists(st.integers(1, 6), min_size=2, max_size=6),
    activation=st.sampled_from(["sigmoid", "tanh", "relu", "linear"]),
    size=st.sampled_from([(46, 9), (59, 12), (74, 9), (74, 18), (80, 20), (119, 35), (20, 5)]),
    uniform=st.sampled_from([1e-9, 1.0, 50.0, 1e6]),
    position=st.sampled_from(["0", "1.1", "1.9", "1", "3", "4.1"]),
    chosen=st.integers(0, 10_000),
)
@example(layers=[1, 1, 1, 1, 6], activation="sigmoid", size=(59, 12), uniform=1e-09, position="0", chosen=1)
def test_every_number_is_whole_and_the_one_that_the_pass_used(
    layers: list[int], activation: str, size: tuple[int, int], uniform: float, position: str, chosen: int
) -> None:
    problem = problem_with(tuple(layers), activation)
    problem = replace(problem, start=replace(problem.start, initial=Initial("uniform", uniform)))
    try:
        snapshot = at(position, problem)
    except ValueError:  # training has diverged before
        return
    names = problem.network.parameter_names
    view = View(names[chosen % len(names)])
    rows = drawn(snapshot, view, *size)
    layout = layout_of(problem.network, view.parameter, *size)
    if layout is None:
        return
    for x, y, cells, name in texts_of(layout):
        if name in {note for _, _, note in layout.notes}:
            continue
        written = plain(rows[y])[x : x + cells].strip()
        number = written.removeprefix(name).lstrip(" *")
        if number:
            assert number in written_forms(snapshot.used(name)), name
        else:
            assert name in {place.name for place in layout.names} or layout.widths.digits == 0


def written_forms(value: float | None) -> set[str]:
    """A number as it may stand in a picture: whole, with more or fewer digits."""
    forms = {short(value, digits) for digits in range(2, 8)}
    for cells in range(4, 8):
        forms.add(compact(value, cells))
    for cells in range(6, 11):
        forms |= {fixed(value, cells).strip(), fixed(value, cells, signed=False).strip()}
    return forms


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
        rows = drawn(at(position, problem), VIEW, *size)
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
        rows = drawn(debugger.snapshot(), VIEW, *size)
        assert [row_width(row) for row in rows] == [size[0]] * size[1]
