"""The screen as a reader with a pocket calculator sees it: every sum, product and update must come out."""

from __future__ import annotations

import math
import os
import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests.core.cases import random_case
from tests.render.intervals import Interval, value_of
from xortui.core.expression import (
    Call,
    Constant,
    Expression,
    Greatest,
    Least,
    Name,
    Negative,
    Power,
    Product,
    Quotient,
    Sum,
)
from xortui.core.functions import Function
from xortui.core.program import Program, clipped_gradient, derivative, gradient_sum, learnt_gradient, mean_gradient
from xortui.debugger import Debugger, Position, Snapshot
from xortui.problems import Problem
from xortui.problems.samples import Samples
from xortui.render.chain_rule import chain_rule_rows, chains, table_width
from xortui.render.diagram import network_rows
from xortui.render.loss_chart import loss_rows
from xortui.render.program import program_rows
from xortui.render.row import Row, plain
from xortui.render.samples import samples_rows
from xortui.render.sentence import sentence_rows
from xortui.render.status import Transport, status_row
from xortui.render.view import View
from xortui.render.weights import weights_rows
from xortui.ui.arrangement import arrange

PROBLEMS = 40
POSITIONS = int(os.environ.get("XORTUI_POSITIONS", "320"))
"""Positions that are looked at, over all problems, at each size."""
SIZES = [(80, 24), (100, 30), (120, 40)]
_VALUE = r"[+−]?\d[\d.]*(?:e−?\d+)?"
_NUMBERS = re.compile(rf"{_VALUE}|(?<=[ →Σḡĝg])∙(?= |$)|[+−]∞|NaN")

Screen = dict[str, list[str]]
Draw = Callable[[Snapshot, View, int, int], list[Row]]
PANES: dict[str, Draw] = {
    "network": network_rows,
    "weights": weights_rows,
    "chain_rule": chain_rule_rows,
    "loss": loss_rows,
    "samples": samples_rows,
    "program": program_rows,
    "sentence": sentence_rows,
}


LEARNT_FROM = {"Σ": gradient_sum, "ḡ": mean_gradient, "ĝ": clipped_gradient, "g": learnt_gradient}
"""What the letter before a gradient says."""
MOMENTS = {"→": "after", "=": "edited"}
"""What the sign before a parameter's value says."""


def problem_of(seed: int) -> Problem:
    case = random_case(seed, widest=3)
    training = replace(case.training, learning_rate=random.Random(seed).choice([0.005, 0.1, 0.5]))
    problem = Debugger("xor").problem
    return replace(problem, network=case.network, training=training, samples=Samples(case.samples))


def screen(snapshot: Snapshot, view: View, width: int, height: int) -> Screen:
    """Return the text of every pane that a screen of some size shows."""
    program = snapshot.program
    places = arrange(
        width, height, parameters=len(program.network.parameter_names), table=table_width(program), watches=0
    )
    text: Screen = {"status": [plain(status_row(snapshot, Transport(), width))]}
    for name, draw in PANES.items():
        if name in places:
            rows = draw(snapshot, view, places[name].width, places[name].height)
            text[name] = [plain(row) for row in rows]
    return text


def numbers_in(text: str) -> list[Interval | None]:
    """Return the numbers of a row; None for a dot, which stands for what is not there yet, and for no finite number."""
    found = _NUMBERS.findall(text)
    return [Interval.read(number) if number[-1].isdigit() else None for number in found]


def labels_in(rows: list[str], program: Program) -> dict[str, Interval]:
    """Return the names in the picture of the network with the values behind them."""
    network = program.network
    units = [unit for layer in network.units for unit in layer]
    names = [*network.parameter_names, *network.targets, "C"]
    names += [unit.name for unit in units]
    names += [unit.weighted_sum for unit in units if unit.weighted_sum]
    found: dict[str, Interval] = {}
    for name in names:
        for row in rows:
            if match := re.search(rf"(?<![\w∂/]){name}(?!\d)[ *]*({_VALUE})(?![\w.])", row):
                found[name] = Interval.read(match[1])
    return found


def evaluated(expression: Expression, known: dict[str, Interval]) -> Interval:
    """Return what an expression comes to; a KeyError says that a name's value does not stand on the screen."""
    match expression:
        case Name(symbol):
            return known[symbol]
        case Constant(value, _):
            return Interval(value, value)
        case Sum(terms):
            total = Interval(0.0, 0.0)
            for term in terms:
                total = total + evaluated(term, known)
            return total
        case Product(factors):
            result = Interval(1.0, 1.0)
            for factor in factors:
                result = result * evaluated(factor, known)
            return result
        case Quotient(above, below):
            return evaluated(above, known) / evaluated(below, known)
        case Greatest(parts):
            values = [evaluated(part, known) for part in parts]
            return Interval(max(v.low for v in values), max(v.high for v in values))
        case Least(parts):
            values = [evaluated(part, known) for part in parts]
            return Interval(min(v.low for v in values), min(v.high for v in values))
        case Power(base, exponent):
            return evaluated(base, known).raised(evaluated(exponent, known))
        case Negative(argument):
            return -evaluated(argument, known)
        case Call(function, argument):
            inner = evaluated(argument, known)
            ends = [inner.low, inner.high]
            # Where a square is least, and where kinks and steps are.
            places = QUARTERS if function.name in ("sine", "cosine") else (-1.0, 0.0, 1.0)
            ends += [place for place in places if inner.low < place < inner.high]
            return Interval.spanning(*(_called(function, end) for end in ends))
    raise TypeError(expression)


_CALLED: dict[str, Callable[..., float]] = {
    "sigmoid": lambda z: 1 / (1 + math.exp(-z)) if z > -700 else 0.0,
    "tanh": math.tanh,
    "relu": lambda z: max(0.0, z),
    "is_positive": lambda z: float(z > 0),
    "step_or_half": lambda z: (float(z > 0) + float(z >= 0)) / 2,
    "step_or_one": lambda z: float(z >= 0),
    "leaky_relu": lambda z, slope: max(slope * z, z),
    "leaky_step": lambda z, slope: max(slope, float(z > 0)),
    "elu": lambda z, alpha: z if z > 0 else alpha * (math.exp(z) - 1),
    "elu_slope": lambda z, alpha: 1.0 if z > 0 else alpha * math.exp(z),
    "hard_tanh": lambda z: max(-1.0, min(1.0, z)),
    "inside": lambda z: float(-1 < z < 1),
    "softplus": lambda z: math.log(1 + math.exp(z)) if z < 700 else z,
    "normal": lambda z: math.erfc(-z / math.sqrt(2)) / 2,
    "density": lambda z: math.exp(-(z**2) / 2) / math.sqrt(2 * math.pi),
    "square": lambda a: a * a,
    "square_root": lambda a: math.sqrt(max(a, 0.0)),
    "power_of_e": lambda z: math.exp(min(z, 700.0)),
    "ln": lambda a: math.log(a) if a > 0 else -math.inf,
    "log_sigmoid": lambda z: -math.log(1 + math.exp(-z)) if z > -700 else z,
    "sign": lambda a: float(a > 0) - float(a < 0),
    "floor": math.floor,
    "sine": math.sin,
    "cosine": math.cos,
    "arctangent": math.atan,
    "absolute": abs,
}
QUARTERS = [quarter * math.pi / 2 for quarter in range(-40, 41)]
"""Where a sine turns around, and a cosine."""


def _called(function: Function, z: float) -> float:
    constant = () if function.constant is None else (function.constant,)
    return _CALLED[function.name](z, *constant)


class Calculator:
    """Reads one screen and says which of its numbers do not fit together."""

    def __init__(self, snapshot: Snapshot, text: Screen) -> None:
        self.snapshot, self.text = snapshot, text
        self.program = snapshot.program
        self.network = labels_in(text["network"], self.program)
        self.checked = 0
        self.claims: dict[str, list[tuple[str, Interval, str]]] = {}
        """By name: the pane, the value, and its moment: 'before' or 'after' an update or edit, or '' if not said."""
        says_before = "before the" in text["network"][0]
        for name, value in self.network.items():
            self._claim(name, "network", value, "before" if says_before else "")

    def faults(self) -> Iterator[str]:
        """Yield what is wrong."""
        yield from self._network()
        yield from self._chain_rule()
        yield from self._weights()
        yield from self._sentence()
        yield from self._program()
        yield from self._agreement()

    def _claim(self, name: str, pane: str, value: Interval, moment: str = "") -> None:
        self.claims.setdefault(name, []).append((pane, value, moment))

    def _meet(self, what: str, said: Interval, computed: Interval) -> Iterator[str]:
        self.checked += 1
        if not said.meets(computed):
            yield f"{what}: the screen says {said}, and by its numbers it is {computed}"

    def _network(self) -> Iterator[str]:
        for operation in self.program.operations:
            if operation.phase in ("forward", "loss") and operation.target in self.network:
                names = [name for name in operation.reads if name not in self.network]
                if not names and self.snapshot.reached(operation):
                    computed = evaluated(operation.expression, self.network)
                    yield from self._meet(f"network {operation}", self.network[operation.target], computed)

    def _chain_rule(self) -> Iterator[str]:
        header, *rows = self.text["chain_rule"]
        for row in rows:
            match = re.match(r"[ ▸]([wb]\d+) ", row)
            if not match or row.startswith(f"{match[1]}:") or "=" not in row or "δ" in row:
                continue
            name = match[1]
            text = re.sub(r"Σ of \d+ paths|[▹▾]", "", row[match.end() :])
            left, _, right = text.partition("=")
            factors = [part.strip() for part in left.split("·") if part.strip()]
            gradient = numbers_in(f" {right.strip()} ")
            path = chains(self.program)[name]
            if not gradient or gradient[0] is None or any(not re.fullmatch(_VALUE, part) for part in factors):
                continue
            assert len(factors) == len(path), (header, row)
            product = Interval(1.0, 1.0)
            for factor, operation in zip(factors, path, strict=True):
                product = product * Interval.read(factor)
                self._claim(operation.target, "chain_rule", Interval.read(factor))
            self._claim(derivative("C", name), "chain_rule", gradient[0])
            yield from self._meet(f"chain rule {name}", gradient[0], product)

    def _weights(self) -> Iterator[str]:
        header, *rows = self.text["weights"]
        columns = [word for word in header.split() if word in ("before", "value", "gradient", "Δ")]
        rate = re.search(r"η (\S+)", self.text["status"][0])
        for row in rows:
            match = re.match(r"[ ▸]([wb]\d+)", row)
            if not match:
                continue
            name, rest = match[1], row[match.end() :]
            values = dict(zip(columns, numbers_in(rest), strict=False))
            value, change, gradient = values["value"], values["Δ"], values["gradient"]
            before = values.get("before")
            sign = re.search("[→=]", rest)
            if value is not None:
                self._claim(name, "weights", value, MOMENTS[sign[0]] if sign else "")
            if before is not None:
                self._claim(name, "weights", before, "before" if sign else "")
            letter = re.search(r"[Σḡĝg](?=[+−\d· ])", rest)
            symbol = LEARNT_FROM[letter[0]](name) if letter else derivative("C", name)
            if gradient is not None:
                self._claim(symbol, "weights", gradient, "after" if letter and letter[0] == "Σ" else "")
            used = self.network.get(name)
            if change is None or value is None or "=" in rest:
                continue
            if before is not None:
                yield from self._meet(f"weights {name}", value, before + change)
            if used is not None:
                yield from self._meet(f"network to weights {name}", value, used + change)
            if gradient is not None and rate and self.snapshot.problem.training.optimizer == "gradient-descent":
                exact = Interval(float(rate[1]), float(rate[1]))
                yield from self._meet(f"weights Δ of {name}", change, -(exact * gradient))

    def _sentence(self) -> Iterator[str]:
        for row in self.text["sentence"]:
            stated = re.search(r"(?:^|[:?] )([^ :?]+) (?:=|←) (.*)$", row.rstrip())
            if not stated or "saturated" in row:
                continue
            target, parts = stated[1], stated[2].split(" = ")
            answer = numbers_in(f" {parts[-1]} ")
            if len(answer) != 1 or answer[0] is None:
                continue
            operation = self.snapshot.operation
            assert operation is not None
            assert target == (operation.by if operation.kind == "reset" else operation.target)
            self._claim(target, "sentence", answer[0], "after" if operation.assigns else "")
            formula = parts[-2] if len(parts) > 1 else ""
            words = re.sub(r"tanh|max|min|ln|sign|σ|Φ|φ|√\(2/π\)|e(?=[\^−\d])", "", formula)
            if formula and not re.search(r"[A-Za-zŷḡĝβγελρημ∂‖]", words):
                yield from self._meet(f"sentence {row}", answer[0], value_of(formula))

    def _program(self) -> Iterator[str]:
        shown: dict[str, Interval] = {}
        rows = []
        for row in self.text.get("program", ()):
            match = re.match(r"[ ▸] *(\d+)[ ●]", row)
            value = numbers_in(row[-9:])
            if match and value and value[0] is not None:
                operation = self.program.operations[int(match[1]) - 1]
                rows.append((operation, value[0]))
                if not operation.assigns:
                    shown[operation.target] = value[0]
                if operation.kind != "reset":  # the sum that the update has read is shown elsewhere
                    self._claim(operation.target, "program", value[0], "after" if operation.assigns else "")
        edited = {edit.name for edit in self.snapshot.edits}
        for operation, value_shown in rows:
            if (operation.assigns and operation.by in edited) or edited & set(operation.reads):
                continue  # its formula reads the edited value
            known = {**self.network, **shown}
            known |= {symbol: Interval(value, value) for symbol, value in self.snapshot.setup.settings}
            is_known = all(name in known for name in operation.reads)
            is_checked = not operation.assigns or operation.kind == "update"
            if is_known and is_checked:
                computed = evaluated(operation.expression, known)
                yield from self._meet(f"program {operation}", value_shown, computed)

    def _agreement(self) -> Iterator[str]:
        """No two panes give one name two values without saying why."""
        for name, claims in self.claims.items():
            for place, (pane, value, moment) in enumerate(claims):
                for other, another, its_moment in claims[:place]:
                    if pane == other or "edited" in (moment, its_moment) or {moment, its_moment} == {"before", "after"}:
                        continue
                    self.checked += 1
                    if not value.meets(another):
                        yield f"{name}: {pane} {value} {moment}, {other} {another} {its_moment}"


@pytest.mark.parametrize("seed", range(PROBLEMS))
def test_everything_that_the_screen_states_holds_for_the_numbers_on_it(seed: int) -> None:
    problem = problem_of(seed)
    debugger, draw = Debugger(problem), random.Random(seed)
    checked = 0
    for _ in range(POSITIONS // PROBLEMS):
        step = draw.choice([1, 2, 3, 4, 5, 8, 13, 40])
        length = debugger.route.length(step)
        position = Position(step, draw.choice([draw.randint(0, length), length]))
        debugger.switch(0)
        if draw.random() < 0.3:
            debugger.go_to(Position(step, draw.randint(0, position.operation)))
            debugger.edit(draw.choice(problem.network.parameter_names), draw.uniform(-2, 2))
        debugger.go_to(position)
        if debugger.position != position:
            continue  # training has diverged before
        snapshot = debugger.snapshot()
        view = View(draw.choice(problem.network.parameter_names))
        for width, height in SIZES:
            text = screen(snapshot, view, width, height)
            calculator = Calculator(snapshot, text)
            faults = list(calculator.faults())
            shown = "\n".join(f"== {name}\n" + "\n".join(rows) for name, rows in text.items())
            assert not faults, f"{problem.training} at {position}, {width}×{height}:\n{faults}\n{shown}"
            checked += calculator.checked
    assert checked > 10


def test_the_calculator_finds_what_is_wrong() -> None:
    debugger = Debugger("xor")
    debugger.go_to("3")
    snapshot = debugger.snapshot()
    text = screen(snapshot, View("w1"), 120, 40)
    assert "before the" in text["network"][0]
    assert not list(Calculator(snapshot, text).faults())
    for pane, old, new in [
        ("network", "before the", "at"),
        ("network", "w5 +0.02415", "w5 +0.05321"),
        ("weights", "→−0.73085", " −0.73085"),
        ("weights", "+4.25e−4", "+4.35e−4"),
        ("chain_rule", "0.211892", "0.221892"),
        ("sentence", "−0.6961", "−0.6971"),
        ("program", "−0.730847", "−0.730947"),
    ]:
        rows = [row.replace(old, new) for row in text[pane]]
        assert rows != text[pane], (old, rows)
        assert list(Calculator(snapshot, text | {pane: rows}).faults()), (pane, new)


def test_a_number_is_read_to_its_digits() -> None:
    assert Interval.read("−0.0091").low == pytest.approx(-0.00915)
    assert Interval.read("1.4e−4").high == pytest.approx(1.45e-4)
    assert Interval.read("12") == Interval(12.0, 12.0)
