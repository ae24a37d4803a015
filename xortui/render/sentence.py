"""The sentence: what the operation that ran last asked, and its answer in symbols and numbers."""

from __future__ import annotations

from collections.abc import Callable

from xortui.core.program import Kind, Operation
from xortui.debugger.snapshot import Snapshot
from xortui.render.numbers import short
from xortui.render.published import comparison
from xortui.render.row import Row, Span, fitted, row_width
from xortui.render.view import View


def sentence_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return the sentence in one row, or its question and its answer in two."""
    del view
    question, *answers = _sentence(snapshot)
    if height >= 2:
        rows = [fitted(question, width), fitted(_first_fitting(answers, width) or (Span(""),), width)]
        return rows + [fitted((), width)] * (height - 2)
    gap = Span(" ")
    whole = [(*question, gap, *answer) for answer in answers] if answers else [question]
    phase = question[:1]
    short_ones = [(*phase, gap, *answer) for answer in answers]
    return [
        fitted(_first_fitting([*whole[:1], *short_ones[:1], *whole[1:], *short_ones[1:]], width) or whole[0], width)
    ]


def _first_fitting(rows: list[Row], width: int) -> Row | None:
    return next((row for row in rows if row_width(row) <= width), rows[-1] if rows else None)


def _sentence(snapshot: Snapshot) -> list[Row]:
    """Return the question, then the answer in versions from long to short."""
    operation = snapshot.operation
    if operation is None:
        return [(Span("start:", "key"), Span(" nothing is computed yet; s the first operation, n a whole sample"))]
    if snapshot.trouble:
        return [
            (
                Span("diverged:", "bad"),
                Span(f" {operation.target} is no longer a finite number: step back, or start with a smaller η"),
            ),
            *_answers(snapshot, operation),
        ]
    asked = question(operation)
    if operation.kind is Kind.FACTOR and snapshot.program.network.is_softmax and operation.of.startswith("ŷ"):
        asked += " ∂ŷ/∂z is a matrix: every ŷ changes with every z"
    return [(Span(f"{operation.phase}:", "key"), Span(f" {asked}")), *_answers(snapshot, operation)]


def _answers(snapshot: Snapshot, operation: Operation) -> list[Row]:
    answer, target = result_text(snapshot, operation), operation.target
    symbols, numbers = operation.symbols, numbers_text(snapshot, operation)
    sign = "←" if operation.assigns else "="
    if operation.chain:
        symbols = f"{operation.chain} = {symbols}"
    if printed := comparison(snapshot, target):
        answer = printed
    versions = [
        f"{target} {sign} {symbols} = {numbers} = {answer}",
        f"{target} {sign} {numbers} = {answer}",
        f"{target} {sign} {symbols} = {answer}",
        f"{target} {sign} {answer}",
    ]
    if numbers == answer:  # a copy: ∂z1/∂w1 = x1 = 0
        versions[:2] = versions[2:3]
    elif symbols == numbers:
        versions[:1] = []
    if symbols == numbers == answer:  # ∂z1/∂b1 = 1
        versions = versions[-1:]
    versions.append(f"{target} {sign} {result_text(snapshot, operation)}")  # without what is published
    return [(Span(text, "strong"),) for text in versions]


def question(operation: Operation) -> str:
    """Say in words what an operation finds out."""
    match operation.kind:
        case Kind.WEIGHTED_SUM:
            return "add up the weighted inputs and the bias"
        case Kind.SHIFT:
            return "softmax: the greatest sum is taken off all, so that no e^z overflows; ŷ stays the same"
        case Kind.EXPONENTIAL:
            return "softmax: this output's part"
        case Kind.EXPONENTIAL_SUM:
            return "softmax: all parts together"
        case Kind.SHARE:
            return "how wrong is this output?"
        case Kind.ACTIVATION:
            return "what comes out of the unit?"
        case Kind.LOSS:
            return "how wrong is the answer?"
        case Kind.FACTOR | Kind.DERIVATIVE:
            return f"how much does {operation.of} change when {operation.by} changes?"
        case Kind.ACCUMULATE:
            return f"add this sample's gradient of {operation.by} to the batch's"
        case Kind.MEAN:
            return f"the batch's mean gradient of {operation.by}"
        case Kind.VELOCITY:
            return f"how fast does {operation.by} move? A share of before, less the gradient's"
        case Kind.UPDATE:
            return f"move {operation.by} a little way downhill"
        case Kind.RESET:
            return f"the next batch's sum for {operation.by} starts from 0"


def numbers_text(snapshot: Snapshot, operation: Operation) -> str:
    """Return an operation's formula with the numbers it ran with."""
    return operation.numbers(_writer(snapshot, operation.number - 1))


def result_text(snapshot: Snapshot, operation: Operation) -> str:
    """Return what an operation computed; an infinite factor of a saturated unit is called so."""
    if snapshot.saturated(operation):
        return f"{saturated_text(snapshot.values[operation.number - 1])} (saturated)"
    return short(snapshot.values[operation.number - 1])


def saturated_text(value: float) -> str:
    """Return a factor that has no finite value: an infinity with its sign, or 0/0."""
    return "0/0" if value != value else short(value)


def _writer(snapshot: Snapshot, number: int) -> Callable[[str], str]:
    return lambda name: short(snapshot.value_at(name, number))


def factor_row(snapshot: Snapshot, factor: Operation, width: int) -> Row:
    """Return one factor written out: symbol, local rule, the rule with numbers, value, as far as it is computed."""
    parts = [factor.target]
    if factor.symbols != factor.target:
        parts.append(factor.symbols)
    if snapshot.reached(factor):
        numbers, answer = numbers_text(snapshot, factor), result_text(snapshot, factor)
        parts += [numbers] if numbers != parts[-1] else []
        parts += [answer] if answer != parts[-1] else []
        if printed := comparison(snapshot, factor.target):
            parts[-1] = printed
        # The sample's values are those of the forward pass; what stands in the other panes has moved on since.
        moved = any(snapshot.value(name) != snapshot.value_at(name, factor.number - 1) for name in factor.reads)
        parts[-1] += " (before the update)" if moved and len(" = ".join(parts)) + 20 <= width else ""
    text = " = ".join(parts)
    if len(text) > width and snapshot.reached(factor):
        text = " = ".join([parts[0], parts[-1]])
    if len(text) > width:  # symbols may be cut, and say so; a number never is
        text = f"{text[: width - 1]}…"
    return (Span(text, "strong"),)
