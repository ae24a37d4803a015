"""Reports: what the commands without a screen print, as lines of text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from textwrap import wrap
from typing import TYPE_CHECKING

from xortui.core.program import LOSS, Program
from xortui.core.training import PLAIN
from xortui.debugger.outcome import Outcome
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.verification import Finding
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase
from xortui.problems import Problem
from xortui.render.chain_rule import chain_rule_rows, chains, table_width
from xortui.render.names import names_text, quantity_text, scaling_text, source_names_text
from xortui.render.numbers import fixed, short
from xortui.render.published import AGREES, DIFFERS, computed_digits
from xortui.render.retold_check import retold_check
from xortui.render.row import plain
from xortui.render.status import sample_name
from xortui.render.view import View

if TYPE_CHECKING:
    from xortui.debugger.session import Summary
    from xortui.problems.published import Erratum

PARAMETERS_ABREAST = 4
NAME_WIDTH = 4
STORY_WIDTH = 78


def trace_lines(snapshot: Snapshot) -> list[str]:
    """Return a complete step: a heading, and the chain-rule table as the screen's pane draws it."""
    names = snapshot.program.network.parameter_names
    rows = chain_rule_rows(snapshot, View(parameter=names[0]), _table_width(snapshot.program), len(names) + 2)
    # On paper no parameter is chosen, and no factor written out below the table.
    table = [plain(row).replace("▸", " ", 1).replace("▹", " ").rstrip() for row in rows[: len(names) + 1]]
    return [_heading(snapshot), *table]


def _table_width(program: Program) -> int:
    """Return the width at which each number has two decimals more than on the narrowest screen."""
    columns = max(len(path) for path in chains(program).values())
    return table_width(program) + 2 * (columns + 1)


def _heading(snapshot: Snapshot) -> str:
    outputs = [snapshot.value(unit.name) for unit in snapshot.program.network.units[-1]]
    x, y = snapshot.taken or ((), ())
    parts = [
        f"step {snapshot.position.step}",
        f"epoch {snapshot.epoch}",
        f"sample {sample_name(snapshot)}",
        f"x {_spaced(x)}",
        f"y {_spaced(y)}",
        f"ŷ {_spaced(outputs)}",
        f"C {short(snapshot.value(LOSS))}",
    ]
    return "  ".join(parts)


def _tested(snapshot: Snapshot) -> list[str]:
    """Return what the test samples say of the network of a position, if there are any."""
    result = snapshot.tested
    if result is None:
        return []
    right = f", {result.right} right" if result.told else ""
    return [f"test loss {result.loss:.6g}, the mean of C over {result.samples} samples held out{right}"]


def training_lines(outcome: Outcome) -> list[str]:
    """Return what a training came to: its loss, its answers, its parameters, its speed."""
    problem = outcome.snapshot.problem
    epochs = outcome.snapshot.epoch
    counted = f"{_count(epochs, 'epoch')} of {_count(len(problem.samples), 'sample')}"
    settings = f"{_training(problem)}, seed {problem.start.seed}"
    speed = f"{outcome.samples_per_second:,.0f} samples per second, engine {outcome.engine}"
    return [
        f"{problem.name} {problem.network.title}: {counted}, {settings}",
        f"{speed}, {outcome.seconds:.2f} s",
        *_until(outcome),
        f"loss {outcome.loss:.6g}, the mean of C over the last epoch",
        *_tested(outcome.snapshot),
        "",
        *_predictions(outcome),
        "",
        *_parameters(outcome.parameters),
    ]


def _until(outcome: Outcome) -> list[str]:
    """Say where the condition that was waited for became true, or that it did not."""
    if not outcome.until:
        return []
    return [f"{outcome.until}: reached at {outcome.reached}" if outcome.reached else f"{outcome.until}: not reached"]


def _predictions(outcome: Outcome) -> list[str]:
    table = [("x", "y", "ŷ")]
    for (x, y), yhat in zip(outcome.snapshot.samples, outcome.predictions, strict=True):
        table.append((_spaced(x), _spaced(y), _spaced(yhat, 6)))
    return _columns(table)


def _parameters(parameters: dict[str, float]) -> list[str]:
    cells = [f"{name:<{NAME_WIDTH}}{fixed(value, 11)}" for name, value in parameters.items()]
    rows = [cells[start : start + PARAMETERS_ABREAST] for start in range(0, len(cells), PARAMETERS_ABREAST)]
    return ["   ".join(row) for row in rows]


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    """Return a line per problem: name, layers, title."""
    return _columns(
        [
            (phrase("name"), phrase("layers"), phrase("title")),
            *((p.name, p.network.title, phrase(p.title)) for p in problems),
        ]
    )


def session_lines(sessions: Sequence[tuple[str, datetime, Summary | str]], left_out: int, folder: str) -> list[str]:
    """Return a line for each session: its name, its date, and what it is."""
    if not sessions:
        return [f"no sessions yet; they are kept in {folder}"]
    rows = [("name", "saved", "problem", "position", "edits", "forks")]
    for name, saved, found in sessions:
        when = f"{saved:%Y-%m-%d %H:%M}"
        if isinstance(found, str):
            rows.append((name, when, "", "", "", ""))
        else:
            rows.append((name, when, found.problem, found.position, str(found.edits), str(found.forks)))
    more = [f"{left_out} older ones are in {folder}"] if left_out else []
    # A reason may be long: it stands outside the columns, which it would push apart.
    reasons = ["", *(f"   {found}" if isinstance(found, str) else "" for _, _, found in sessions)]
    return [*(line + reason for line, reason in zip(_columns(rows), reasons, strict=True)), *more]


def story_lines(problem: Problem) -> list[str]:
    """Return what a problem is: title, network, story and source, in lines that can be read."""
    lines: list[str] = []
    for paragraph in _paragraphs(problem):
        lines += [*([""] if lines else []), *wrap(paragraph, STORY_WIDTH)]
    return lines


def _paragraphs(problem: Problem) -> list[str]:
    network = problem.network
    used = ", ".join(dict.fromkeys(network.activations))
    settings = f"{network.title}, {used}, {network.loss}; {_training(problem)}"
    notes = [phrase("Note: {note}", note=note) for note in problem.notes]
    called = (names_text(problem), source_names_text(problem), scaling_text(problem))
    title = f"{problem.name}: {phrase(problem.title)}"
    parts = (title, settings, *called, *notes, retold_check(phrase(problem.story)), retold_check(problem.source))
    return [text for text in parts if text]


def _training(problem: Problem) -> str:
    """Return how a training is set up: 'η 0.1, μ 0.9, batch 10'. Defaults are left out."""
    training = problem.training
    parts = [f"{symbol} {value:g}" for symbol, value in problem.settings]
    if training.optimizer not in PLAIN:
        parts.insert(0, training.optimizer)
    if training.decay:
        parts.append(phrase("{name} decay", name=training.decay))
    if training.dropout is not None:
        parts.append(f"dropout {' '.join([f'{rate:g}' for rate in training.dropout.rates])}")
    if problem.test:
        samples = grouped(len(problem.samples))
        test = grouped(len(problem.test))
        parts.append(phrase("{samples} samples, {test} to test", samples=samples, test=test))
    if training.update != "sample":
        parts.append(phrase("batch {size}", size=grouped(problem.schedule.batch)))
    return ", ".join(parts)


def about_text(problem: Problem) -> str:
    """Return the story of a problem, and the numbers that its source prints."""
    paragraphs = _paragraphs(problem)
    if problem.published:
        table = [(phrase("at"), phrase("quantity"), phrase("published"))]
        table += [(_when(p.at), quantity_text(problem, p.quantity), str(p.printed)) for p in problem.published]
        told = phrase(
            "Published; {agrees} stands behind such a number, {differs} where the digits differ:",
            agrees=AGREES,
            differs=DIFFERS,
        )
        paragraphs.append(told)
        paragraphs.append("\n".join(_columns(table)))
    for erratum in problem.errata:
        p = erratum.published
        quantity = quantity_text(problem, p.quantity)
        told = phrase(
            "Erratum: {quantity} at {when}, printed {printed}: {cause}",
            quantity=quantity,
            when=_when(p.at),
            printed=p.printed,
            cause=erratum.cause,
        )
        paragraphs.append(told)
    return "\n\n".join(paragraphs)


def verification_lines(problem: Problem, findings: Sequence[Finding]) -> list[str]:
    """Return a table of published and computed numbers, and how each erratum came about."""
    table = [("at", "quantity", "published", "computed", "")]
    for finding in findings:
        p = finding.published
        quantity = quantity_text(problem, p.quantity)
        row = (_when(p.at), quantity, str(p.printed), computed_digits(p, finding.computed), _verdict(finding))
        table.append(row)
    lines = [f"{problem.name}: {phrase(problem.title)}", *wrap(problem.source, STORY_WIDTH), ""]
    lines += _columns(table)
    for finding in findings:
        if finding.erratum:
            quantity = quantity_text(problem, finding.published.quantity)
            lines += ["", *_erratum_lines(finding, finding.erratum, quantity)]
    settled = sum(finding.is_settled for finding in findings)
    return [*lines, "", f"{settled} of {len(findings)} published numbers agree or are explained"]


def _verdict(finding: Finding) -> str:
    """Return what a published number is found to be."""
    if finding.agrees and finding.erratum is not None:
        return "✗ agrees, though called an erratum"
    if finding.has_the_digits:
        return "✓ agrees" if finding.published.printed.is_rounded(finding.computed) else "✓ agrees, cut off"
    if finding.agrees:
        return "✓ agrees, as far as floats go"
    if finding.is_slip:
        return "≠ erratum, its cause is told"
    if finding.is_explained:
        return "≠ erratum, explained"
    return "✗ differs" if finding.erratum is None else "✗ erratum, not explained"


def _erratum_lines(finding: Finding, erratum: Erratum, quantity: str) -> list[str]:
    """Return how an erratum came about, and what its variant gives if it has one."""
    p = finding.published
    lines = wrap(f"{quantity} at {_when(p.at)}: {erratum.cause}", STORY_WIDTH)
    variant = erratum.variant
    if variant is None:
        return lines
    where = "" if variant.at == p.at else f"at {_when(variant.at)}, "
    lines.append(f"  so computed, {where}it is {computed_digits(p, finding.varied)}")
    if finding.rounds_nothing:
        lines.append("  rounded changes nothing here; name what was rounded: rounded = { yhat = 3 }")
    return lines


def _when(at: str) -> str:
    if at == "0":
        return phrase("start")
    return phrase("epoch {epoch}", epoch=at[1:]) if at[0] == "e" else phrase("step {step}", step=at)


def _columns(table: Sequence[Sequence[str]]) -> list[str]:
    """Return a table's rows with its columns under each other."""
    widths = [max(map(len, column)) for column in zip(*table, strict=True)]
    lines = []
    for row in table:
        cells = [cell.ljust(width) for cell, width in zip(row, widths, strict=True)]
        lines.append("   ".join(cells).rstrip())
    return lines


def _spaced(values: Iterable[float | None], digits: int = 4) -> str:
    return " ".join(short(value, digits) for value in values)


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"
