"""Telling: where the debugger stands and what has run there, in one or two whole lines."""

from __future__ import annotations

from xortui.core.program import LOSS, Kind, Operation, Program, derivative
from xortui.debugger import Debugger, Snapshot
from xortui.debugger.watches import Reading
from xortui.language.phrase import phrase
from xortui.render.beside import DIFFERS
from xortui.render.chain_rule import chains, chosen_factor
from xortui.render.numbers import short
from xortui.render.paths import Line, branch_detail
from xortui.render.row import plain
from xortui.render.sentence import factor_row, measured_text, numbers_text, result_text, sentence_rows
from xortui.render.status import sample_name
from xortui.render.view import View
from xortui.render.watches import value_text
from xortui.render.wording import NameOf

WHOLE = 100_000
"""A width at which nothing is left out or cut."""
MAX_OUTPUTS = 4
"""Outputs of a network that are told with every step."""


def position_lines(debugger: Debugger, view: View, name_of: NameOf, *, by_steps: bool) -> list[str]:
    """Return where the debugger stands, and below it what ran there.

    Args:
        debugger: the debugger.
        view: what the user has chosen to look at.
        name_of: what is typed for a command.
        by_steps: whether whole steps have been made: then what a step came to is told, else the last operation.
    """
    snapshot = debugger.snapshot()
    where = _where(debugger, snapshot)
    if by_steps and snapshot.is_complete and not snapshot.is_start and not snapshot.is_end:
        return [phrase("{where}, complete", where=where), outcome_line(snapshot)]
    question, answer = (plain(row).strip() for row in sentence_rows(snapshot, view, WHOLE, 2, name_of))
    lines = [f"{where}, {question}", answer] if answer else [f"{where}, {question}"]
    operation = snapshot.operation
    if operation is not None and operation.kind is Kind.RESET:
        # The sentence is about the update that came before.
        lines.append(operation_line(snapshot, operation))
    return lines


def operation_line(snapshot: Snapshot, operation: Operation) -> str:
    """Return an operation in symbols, and if it has run with its numbers and its value."""
    line = f"op {operation.number}: {operation}"
    if not snapshot.reached(operation):
        return line
    parts = [operation.symbols, numbers_text(snapshot, operation), result_text(snapshot, operation)]
    begin = f"op {operation.number}: {str(operation).removesuffix(operation.symbols)}"
    computed = " = ".join(dict.fromkeys(parts))
    theirs = measured_text(snapshot, operation)
    return f"{begin}{theirs} {DIFFERS} {computed} (right)" if theirs else f"{begin}{computed}"


def _where(debugger: Debugger, snapshot: Snapshot) -> str:
    step, operation = snapshot.position
    parts = [phrase("step 0")]
    if step:
        parts = [
            phrase("step {step} op {operation} of {length}", step=step, operation=operation, length=snapshot.length),
            phrase("epoch {epoch}", epoch=snapshot.epoch),
        ]
        parts.append(phrase("sample {sample}", sample=sample_name(snapshot)))
    if len(debugger.forks) > 1:
        parts.append(phrase("fork {number}", number=debugger.fork.number))
    return ", ".join(parts)


def outcome_line(snapshot: Snapshot) -> str:
    """Return what a complete step came to: the answer, the target and the loss, and at its end the epoch's mean."""
    program = snapshot.program
    outputs = [unit.name for unit in program.network.units[-1]]
    parts = []
    if len(outputs) <= MAX_OUTPUTS:
        for name, target in zip(outputs, program.targets, strict=False):
            said = short(snapshot.value(name))
            wanted = f"{target} {short(snapshot.value(target))}"
            parts.append(phrase("{name} {said} for {wanted}", name=name, said=said, wanted=wanted))
    parts.append(f"{LOSS} {short(snapshot.value(LOSS))}")
    curve = snapshot.losses
    if snapshot.position.step % curve.samples == 0 and snapshot.epoch <= curve.epochs:
        parts.append(
            phrase(
                "mean {loss} of epoch {epoch} {mean}",
                loss=LOSS,
                epoch=snapshot.epoch,
                mean=short(snapshot.value("loss")),
            )
        )
        if snapshot.tested is not None:
            parts.append(phrase("mean {loss} of the test {mean}", loss=LOSS, mean=short(snapshot.tested.loss)))
        if snapshot.is_learnt:
            parts.append(phrase("learnt"))
    return ", ".join(parts)


def watch_line(reading: Reading) -> str:
    """Return what is watched, with its value now and before."""
    now = phrase("not computed yet") if reading.now is None else value_text(reading)
    line = f"{reading.text}: {now}"
    if reading.before is None:
        return line
    before = value_text(reading._replace(now=reading.before))
    return phrase("{line}, before {before}", line=line, before=before)


def chosen_line(snapshot: Snapshot, view: View) -> str:
    """Return what the user has chosen: a factor of a parameter's gradient, or a branch of it."""
    if view.branch:
        return f"{view.parameter}: {branch_detail(snapshot, Line(view.parameter, view.branch), WHOLE)}"
    factor = chains(snapshot.program)[view.parameter][chosen_factor(snapshot, view)]
    return f"{view.parameter}: {plain(factor_row(snapshot, factor, WHOLE))}"


def chain_line(snapshot: Snapshot, parameter: str) -> str:
    """Return a gradient as the product of its factors, in symbols and as far as they are computed in numbers."""
    factors = chains(snapshot.program)[parameter]
    gradient = _gradient(snapshot.program, parameter)
    parts = [gradient, " · ".join(factor.target for factor in factors)]
    values = [snapshot.result(factor) for factor in factors]
    if all(value is not None for value in values):
        numbers = [short(value) for value in values]
        parts.append(" · ".join(f"({text})" if text.startswith("−") else text for text in numbers))
    value = snapshot.gradient(parameter)
    parts.append(phrase("not computed yet") if value is None else short(value))
    return " = ".join(dict.fromkeys(parts))


def _gradient(program: Program, parameter: str) -> str:
    name = derivative(LOSS, parameter)
    return name if name in program.by_target else parameter
