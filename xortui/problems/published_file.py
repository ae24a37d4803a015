"""What a source prints: the part of a problem file about published numbers and errata."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from xortui.core.backpropagation import write_program
from xortui.core.program import (
    LOSS,
    Program,
    change,
    derivative,
    gradient_sum,
    learnt_gradient,
    mean_gradient,
    tied_gradient,
)
from xortui.core.spelling import on_screen
from xortui.core.training import Training
from xortui.problems.problem import Problem
from xortui.problems.published import Digits, Erratum, Published, Quantity, Variant
from xortui.problems.table import Table, as_table, show

MAX_STEPS_TO_RUN = 10**7
"""The last step of which a number may be published: some seconds of a small network."""
MAX_DECIMALS = 15
"""To how many decimals values may be rounded: a float has hardly more."""
NAMED = 'names.units = { h1 = "a1" } gives it a name of the source'
_POSITION = re.compile(r"e?\d{1,8}", re.ASCII)


def read_published(
    published: list[Any],
    errata: list[Any],
    problem: Problem,
    read_training: Callable[[Table, Training], Training],
    matrices: tuple[str, str] = ("inputs", ""),
) -> tuple[tuple[Published, ...], tuple[Erratum, ...]]:
    """Return the published numbers and the errata of a problem.

    Args:
        published: the tables `[[published]]`.
        errata: the tables `[[errata]]`.
        problem: what they are about.
        read_training: reads a table of training settings over some others.
        matrices: what a row of a printed matrix belongs to, and where the biases stand in it: as in start.

    Raises:
        ValueError: if one is not right; the message says where and what was expected.
    """
    reader = _Reader(problem, matrices)
    numbers = [number for i, value in enumerate(published, start=1) for number in reader.values(value, i)]
    return tuple(numbers), tuple(reader.erratum(value, i, read_training) for i, value in enumerate(errata, start=1))


class _Reader:
    """Knows which values the problem's program has."""

    def __init__(self, problem: Problem, matrices: tuple[str, str] = ("inputs", "")) -> None:
        self._problem = problem
        self._matrices = matrices
        program = write_program(problem.network, problem.training)
        self._computed = frozenset(program.by_target)
        self._forward = {o.target for o in program.operations if o.phase in ("forward", "loss")}
        self._names = _names(program)

    def values(self, value: Any, number: int) -> Iterator[Published]:
        """Yield what one table says: many values at one position."""
        table = as_table(value, f"published {number}")
        at = self._at(table)
        values = table.table("values")
        in_matrices = self._in_matrices(table)
        table.close()
        for name, printed in values.rest().items():
            yield self._published(name, at, printed, values.path(name))
        for key, name, printed in in_matrices:
            yield self._published(name, at, printed, key)

    def _in_matrices(self, table: Table) -> list[tuple[str, str, str]]:
        """Take the matrices that a source prints; return the key, the quantity and the digits of each number.

        Raises:
            ValueError: if they have not the shapes of the network's.
        """
        found = []
        taken = {key: table.take(key) for key in (*MATRICES, *VECTORS)}
        for key, vectors in zip(MATRICES, VECTORS, strict=True):
            if taken[key] is None and taken[vectors] is None:
                continue
            from xortui.problems.printed_matrices import printed_parameters

            try:
                printed = printed_parameters(self._problem.network, taken[key], taken[vectors], self._matrices)
            except ValueError as error:
                raise ValueError(f"{table.path(key)}: {error}") from None
            for name, digits in printed.items():
                found.append((table.path(key), MATRICES[key](self, name), digits))
        return found

    def learnt_gradient(self, parameter: str) -> str:
        """Return the name of the gradient that the update of a batch learns from: with its penalty, the mean, the sum.

        Raises:
            ValueError: if a parameter is not learnt.
        """
        for made in (learnt_gradient, tied_gradient, mean_gradient, gradient_sum):
            name = made(parameter)
            if name in self._names:
                return name
        return derivative(LOSS, parameter)

    def erratum(self, value: Any, number: int, read_training: Callable[[Table, Training], Training]) -> Erratum:
        """Return what one table says."""
        table = as_table(value, f"erratum {number}")
        at = self._at(table)
        name = table.text("quantity", "")
        published = self._published(name, at, table.take("printed"), table.path("quantity"))
        cause = table.text("cause", "")
        if not cause:
            raise ValueError(f"{table.path('cause')}: missing; expected a sentence on how the digits came about")
        variant = table.table("variant") if "variant" in table else table.take("variant")
        table.close()
        if variant is None:
            return Erratum(published, cause)
        return Erratum(published, cause, self._variant(variant, at, name, read_training))

    def _variant(
        self, table: Table, at: str, name: str, read_training: Callable[[Table, Training], Training]
    ) -> Variant:
        """Return the computation that a table describes; what it leaves out is as where the number is printed."""
        then = self._at(table, at)
        what = table.text("quantity", name)
        rounded: int | None = None
        rounding: Table | None = None
        if isinstance(value := table.take("rounded"), dict):
            rounding = as_table(value, table.path("rounded"))
        elif value is not None:
            rounded = _decimals(value, table.path("rounded"))
        settings = table.table("training")
        table.close()
        training = read_training(settings, self._problem.training)
        other = _Reader(replace(self._problem, training=training))
        quantity = other._quantity(what, table.path("quantity"))
        places = () if rounding is None else other._places(rounding)
        return Variant(then, quantity, training, rounded, places)

    def _places(self, table: Table) -> tuple[tuple[str, int], ...]:
        """Return what is rounded where it is computed, and to how many decimals."""
        from xortui.core.rounding import PHASES

        found = []
        for typed, value in table.rest().items():
            name = on_screen(self._problem.names.source.in_program(typed.strip()))
            if name not in PHASES and name not in self._computed:
                near = difflib.get_close_matches(name, self._computed, 1)
                hint = f"did you mean {near[0]}?" if near else f"expected one, or a phase: {', '.join(PHASES)}"
                raise ValueError(f"{table.path(typed)}: this network computes no {show(name)}; {hint}")
            found.append((name, _decimals(value, table.path(typed))))
        return tuple(found)

    def _at(self, table: Table, default: str = "") -> str:
        key = table.path("at")
        value = str(table.take("at", default))
        if not _POSITION.fullmatch(value):
            raise ValueError(f"{key}: expected a step such as '1', or an epoch such as 'e100', got {show(value)}")
        count = int(value.lstrip("e")) * (len(self._problem.samples) if value[0] == "e" else 1)
        if count > MAX_STEPS_TO_RUN:
            raise ValueError(f"{key}: expected a step of at most {MAX_STEPS_TO_RUN:,}, got {count:,}")
        return f"e{int(value[1:])}" if value[0] == "e" and count else str(int(value.lstrip("e")))

    def _published(self, name: str, at: str, printed: Any, key: str) -> Published:
        if not isinstance(printed, str):
            raise ValueError(f"{key}: expected the digits as printed, in quotes such as '0.4321', got {show(printed)}")
        quantity = self._quantity(name, key)
        if at == "0" and any(t.sample is None and not self._is_parameter(t.name) for t in quantity.terms):
            raise ValueError(f"{key}: at the start only parameters have values, and answers to a sample: yhat[1]")
        try:
            return Published(quantity, at, Digits(printed))
        except ValueError as error:
            raise ValueError(f"{key}: {error}") from None

    def _is_parameter(self, name: str) -> bool:
        return name in self._problem.network.parameter_names

    def _quantity(self, text: str, key: str) -> Quantity:
        try:
            quantity = Quantity.parse(text, self._problem.names.source.in_program)
        except ValueError as error:
            raise ValueError(f"{key}: {error}, got {show(text)}") from None
        for name, sample in ((term.name, term.sample) for term in quantity.terms):
            if name not in self._names:
                near = difflib.get_close_matches(name, self._names, 1)
                hint = f"did you mean {near[0]}?" if near else f"expected one that the Program pane lists; {NAMED}"
                raise ValueError(f"{key}: this network has no value {show(name)}; {hint}")
            if sample is not None and sample > len(self._problem.samples):
                raise ValueError(f"{key}: expected a sample from 1 to {len(self._problem.samples)}, got {sample}")
            if sample is not None and name not in self._forward:
                raise ValueError(f"{key}: expected a value of sample {sample}'s forward pass or loss, got {show(name)}")
        return quantity


MATRICES: dict[str, Callable[[_Reader, str], str]] = {
    "weights": lambda _, parameter: parameter,
    "gradients": lambda _, parameter: derivative(LOSS, parameter),
    "learnt": lambda reader, parameter: reader.learnt_gradient(parameter),
}
"""What matrices of printed numbers may be of, and the value that each of their numbers is."""
VECTORS = ("biases", "bias_gradients", "learnt_biases")
"""The same for biases that a source prints apart from the matrices."""


def _decimals(value: Any, key: str) -> int:
    """Return a number of decimals.

    Raises:
        ValueError: if it is none.
    """
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DECIMALS:
        raise ValueError(f"{key}: expected a number of decimals from 0 to {MAX_DECIMALS}, got {show(value)}")
    return value


def _names(program: Program) -> set[str]:
    """Return the names of every value that a program computes, reads or keeps."""
    changes = map(change, program.trained)
    return {*program.by_target, *program.state, *program.inputs, *program.targets, *program.settings, *changes}
