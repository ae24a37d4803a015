"""The paths: a gradient that is a sum over paths, unfolded into a tree of branches below its row of the chain rule.

The terms stand below each other as in an addition: those through h3 and h4 sum to the ∂C/∂h1 of the row above them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from xortui.core.chain_rule import Branch, branches
from xortui.core.network import Unit
from xortui.core.program import LOSS, Operation, Program, derivative
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.asked import is_to_come
from xortui.render.beside import DIFFERS as NOT_RIGHT
from xortui.render.beside import mark
from xortui.render.fitting import first_fitting, fitting_or_last
from xortui.render.numbers import TEXT_DIGITS, fixed, short, sign_role, text_digits
from xortui.render.published import AGREES, DIFFERS, computed_digits, verdict
from xortui.render.row import Hit, Row, Span, row_width
from xortui.render.view import View

if TYPE_CHECKING:
    from xortui.problems.published import Published

CELL = 7


class Line(NamedTuple):
    """One line that can be chosen: a parameter's row, or a branch of its gradient."""

    parameter: str
    branch: tuple[str, ...] = ()
    """The units that the branch goes through."""
    is_last: tuple[bool, ...] = ()
    """For each of them, whether it is the last of its siblings."""

    @property
    def key(self) -> tuple[str, ...]:
        """What the view knows it by, if it is unfolded."""
        return (self.parameter, *self.branch)


def lines(program: Program, view: View, parameters: Sequence[str] | None = None) -> list[Line]:
    """Return every line that is shown: of all parameters or some, with unfolded branches."""
    found: list[Line] = []
    for name in program.network.parameter_names if parameters is None else parameters:
        found.append(Line(name))
        if (name,) in view.unfolded:
            found += _grown(program, view, found[-1])
    return found


def _grown(program: Program, view: View, line: Line) -> Iterator[Line]:
    grown = terms(program, line.key)
    for place, branch in enumerate(grown, start=1):
        child = Line(line.parameter, (*line.branch, branch.through), (*line.is_last, place == len(grown)))
        yield child
        if child.key in view.unfolded:
            yield from _grown(program, view, child)


@lru_cache(maxsize=16384)
def terms(program: Program, key: tuple[str, ...]) -> tuple[Branch, ...]:
    """Return the branches of a gradient, or of a branch of it; none if it is a single path.

    Args:
        program: what is computed.
        key: the parameter, and the units that the branch goes through.
    """
    if len(key) > 1 and branch_of(program, key).is_through_softmax:
        return ()
    return branches(program, _units(program)[key[-1]])


def branch_of(program: Program, key: tuple[str, ...]) -> Branch:
    """Return a branch by its key, of two names or more."""
    return next(branch for branch in terms(program, key[:-1]) if branch.through == key[-1])


@lru_cache(maxsize=16)
def _units(program: Program) -> dict[str, Unit]:
    """Return the unit that each parameter leads to, and each unit by its own name."""
    found = {parameter.name: parameter.target for parameter in program.network.parameters}
    return found | {unit.name: unit for layer in program.network.units for unit in layer}


def can_unfold(program: Program, view: View) -> bool:
    """Say whether the chosen gradient, or branch of one, is a sum over several paths."""
    return bool(terms(program, (view.parameter, *view.branch)))


def fold_mark(program: Program, view: View, key: tuple[str, ...]) -> str:
    """Return the sign of a line: ▹ if it can be unfolded, ▾ if it is unfolded, else a blank."""
    if not terms(program, key):
        return " "
    return "▾" if key in view.unfolded else "▹"


def branch_row(snapshot: Snapshot, view: View, line: Line, width: int) -> Row:
    """Return a branch as a term of the sum above it: its value, and its two factors."""
    program = snapshot.program
    branch = branch_of(snapshot.program, line.key)
    is_chosen = (view.parameter, *view.branch) == line.key
    hit = Hit("branch", " ".join(line.key))
    *above, is_last = line.is_last
    guides = "".join(["  " if ended else "│ " for ended in above])
    guides += "└" if is_last else "├"
    name = f"{_label(program, branch)} {fold_mark(program, view, line.key)}"
    value = shown_term(snapshot, branch)
    right = snapshot.right_value(branch.local.target)
    begin = [
        Span(f"{'▸' if is_chosen else ' '}{guides}", "path" if is_chosen else "dim", hit),
        Span(name.ljust(_name_width(program)), "path" if is_chosen else "text", hit),
    ]
    product = [
        Span(fixed(value, CELL), "faint" if value is None else sign_role(value), hit),
        Span(_mark(snapshot, branch) or " ", "key", hit),
        Span(" = ", "faint", hit),
    ]
    factors = [
        *_factor(snapshot, branch.delta, hit),
        Span(mark(snapshot, branch.delta.target) or " ", "key", hit),
        Span("· ", "faint", hit),
        *_factor(snapshot, branch.local, hit),
        Span("" if right is None else NOT_RIGHT, "key", hit),
    ]
    spans = [*begin, *product, *factors]
    if row_width(spans) > width and right is not None:
        spans = [*begin, *factors]  # what is wrong matters more than what it comes to
    note = next((note for note in _notes(snapshot, branch) if row_width(spans) + 3 + len(note) <= width), "")
    return (*spans, Span(f"   {note}", "dim", hit)) if note else tuple(spans)


def term_value(snapshot: Snapshot, branch: Branch) -> float | None:
    """Return a branch's term: the product of its two factors; None if one is not computed yet."""
    delta = snapshot.result(branch.delta)
    local = snapshot.result(branch.local)
    return None if delta is None or local is None else delta * local


def shown_term(snapshot: Snapshot, branch: Branch) -> float | None:
    """Return a branch's term as it may stand there: None while a question is open and its sum is still to come.

    A single term is its sum, and two have only to be added up.
    """
    return None if is_to_come(snapshot, derivative(LOSS, branch.local.by)) else term_value(snapshot, branch)


def _mark(snapshot: Snapshot, branch: Branch) -> str:
    """Return the sign of a published number, where the source prints this term."""
    published = _published(snapshot, branch)
    value = shown_term(snapshot, branch)
    return "" if published is None or value is None else verdict(published, value)


def _published(snapshot: Snapshot, branch: Branch) -> Published | None:
    return snapshot.published(f"{branch.delta.target}·{branch.local.target}")


def _label(program: Program, branch: Branch) -> str:
    """Return what a branch goes through: a unit, or a weighted sum before a softmax."""
    unit = _units(program)[branch.through]
    is_sum = (
        program.network.is_softmax and not branch.is_through_softmax and unit.layer == len(program.network.layers) - 1
    )
    return unit.weighted_sum if is_sum else unit.name


@lru_cache(maxsize=16)
def _name_width(program: Program) -> int:
    return max(len(unit.name) for layer in program.network.units[1:] for unit in layer) + 3


def symbol(operation: Operation) -> str:
    """Return what a factor is called in a term: δ3 for ∂C/∂z3, else its own name."""
    return f"δ{operation.by[1:]}" if operation.of == LOSS and operation.by.startswith("z") else operation.target


def _factor(snapshot: Snapshot, operation: Operation, hit: Hit) -> list[Span]:
    value = snapshot.result(operation)
    role = ("faint" if value is None else sign_role(value)) + (" current" if operation == snapshot.operation else "")
    # With a colon: δ4 −0.1450 would read as a difference.
    return [Span(f"{symbol(operation)}: ", "dim", hit), Span(fixed(value, CELL, signed=False), role, hit)]


def _notes(snapshot: Snapshot, branch: Branch) -> list[str]:
    """Return what can be said of a branch where there is room, from long to short: first what is wrong in it."""
    told = []
    for name in (branch.delta.target, branch.local.target):
        right = snapshot.right_value(name)
        if right is not None:
            told.append(phrase("right {name} = {value}", name=name, value=short(right)))
    return [", ".join(told)] if told else _plain_notes(snapshot, branch)


def _plain_notes(snapshot: Snapshot, branch: Branch) -> list[str]:
    """Return what can be said of a branch in which nothing is wrong."""
    program = snapshot.program
    delta = branch.delta
    if branch.is_through_softmax:
        outputs = program.network.units[-1]
        row = [program.by_target[derivative(branch.through, unit.weighted_sum)] for unit in outputs]
        values = [snapshot.result(entry) for entry in row]
        numbers = " ".join(fixed(value, CELL) for value in values)
        fewer = " ".join(fixed(value, CELL - 1) for value in values)
        return [
            phrase("∂ŷ/∂z is a matrix, its row: {numbers}", numbers=numbers),
            phrase("row of ∂ŷ/∂z: {numbers}", numbers=numbers),
            f"({numbers})",
            f"({fewer})",
        ]
    name = symbol(delta)
    if branch.paths > 1:
        return [
            phrase("{name} = {target}, a sum of {paths} paths", name=name, target=delta.target, paths=branch.paths),
            phrase("Σ of {paths} paths", paths=branch.paths),
        ]
    unit = _units(program)[branch.through]
    operations = [program.by_target[d] for d in (derivative(LOSS, unit.name), derivative(unit.name, unit.weighted_sum))]
    factors = " · ".join(operation.target for operation in operations)
    if not all(map(snapshot.reached, operations)):
        return [f"{name} = {factors}"]
    numbers = _product_text([snapshot.result(operation) for operation in operations])
    return [f"{name} = {factors} = {numbers}", f"{name} = {numbers}"]


def _product_text(values: Sequence[float | None], digits: int = TEXT_DIGITS) -> str:
    """Return numbers multiplied with each other, negative ones in brackets after the first."""
    texts = [short(value, digits) for value in values]
    bracketed = [f"({text})" if text.startswith("−") else text for text in texts[1:]]
    return " · ".join([*texts[:1], *bracketed])


def branch_detail(snapshot: Snapshot, line: Line, width: int) -> str:
    """Say what a branch adds to the gradient: its term, times the factors below it."""
    operations = _way_down(snapshot.program, line.key)
    symbols = " · ".join(map(symbol, operations))
    gradient = derivative(LOSS, line.parameter)
    share = share_of(snapshot, line.key)
    branch = branch_of(snapshot.program, line.key)
    published = _published(snapshot, branch)
    term = shown_term(snapshot, branch)
    if published is not None and term is not None:
        digits = computed_digits(published, term)
        computed = phrase("{digits}, published {printed}", digits=digits, printed=published.printed)
        return f"{published.quantity} = {computed} {'✓' if verdict(published, term) == AGREES else DIFFERS}"[:width]
    if share is None:
        return first_fitting((_in_symbols(gradient, symbols),), width)
    values = [snapshot.result(operation) for operation in operations]
    told: Sequence[str] = ()
    for decimals in text_digits():
        numbers = _product_text(values, decimals)
        if is_to_come(snapshot, gradient):
            told = (*told, *_products(gradient, symbols, numbers))
        else:
            told = (*told, *_shares(gradient, symbols, numbers, short(share, decimals)))
    return first_fitting(told, width) if is_to_come(snapshot, gradient) else fitting_or_last(told, width)


def _shares(gradient: str, symbols: str, numbers: str, share: str) -> tuple[str, ...]:
    """Say what a share is made of and what it comes to, in versions from long to short."""
    return (
        phrase(
            "its share of {gradient} = {symbols} = {numbers} = {share}",
            gradient=gradient,
            symbols=symbols,
            numbers=numbers,
            share=share,
        ),
        phrase("its share of {gradient} = {numbers} = {share}", gradient=gradient, numbers=numbers, share=share),
        phrase("share: {numbers} = {share}", numbers=numbers, share=share),
        phrase("its share of {gradient} = {share}", gradient=gradient, share=share),
    )


def _products(gradient: str, symbols: str, numbers: str) -> tuple[str, ...]:
    """Say what a share is made of, and not what it comes to, in versions from long to short."""
    return (
        phrase("its share of {gradient} = {symbols} = {numbers}", gradient=gradient, symbols=symbols, numbers=numbers),
        phrase("its share of {gradient} = {numbers}", gradient=gradient, numbers=numbers),
        _in_symbols(gradient, symbols),
    )


def _in_symbols(gradient: str, symbols: str) -> str:
    """Say what a share is made of, before all of that is computed."""
    return phrase("its share of {gradient} = {symbols}", gradient=gradient, symbols=symbols)


def share_of(snapshot: Snapshot, key: tuple[str, ...]) -> float | None:
    """Return what a branch adds to its parameter's gradient; None before it is computed."""
    share = 1.0
    for operation in _way_down(snapshot.program, key):
        value = snapshot.result(operation)
        if value is None:
            return None
        share *= value
    return share


def _way_down(program: Program, key: tuple[str, ...]) -> list[Operation]:
    """Return a branch's δ, and all factors from there down to the parameter."""
    factors = [branch_of(program, key).delta]
    for end in range(len(key), 1, -1):
        branch = branch_of(program, key[:end])
        factors.append(branch.local)
        if not branch.is_through_softmax:
            below = _units(program)[key[end - 2]]
            factors.append(program.by_target[derivative(below.name, below.weighted_sum)])
    target = _units(program)[key[0]]
    return [*factors, program.by_target[derivative(target.weighted_sum, key[0])]]
