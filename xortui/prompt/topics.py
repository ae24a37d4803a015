"""Topics: what info tells, each as whole lines."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xortui.commands.touring import NO_TOUR
from xortui.commands.workbench import Workbench
from xortui.core.network import parameter_named
from xortui.core.program import LOSS, Operation, Program, change, derivative
from xortui.core.spelling import on_screen
from xortui.debugger import Snapshot
from xortui.debugger.position import START
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase
from xortui.prompt.telling import WHOLE, chain_line, operation_line, position_lines, watch_line
from xortui.render.asked import covered_texts
from xortui.render.beside import comparison as beside
from xortui.render.chain_rule import chains
from xortui.render.confusion import RESULTS
from xortui.render.names import names_text, own_sample_texts, scaling_text, source_names_text
from xortui.render.numbers import short
from xortui.render.paths import Line, branch_detail, terms
from xortui.render.row import plain
from xortui.render.sentence import factor_row
from xortui.render.source_code import source_lines
from xortui.render.weights import learnt_from
from xortui.render.wording import worded

if TYPE_CHECKING:
    from xortui.debugger.breakpoints import Breakpoint
    from xortui.debugger.comparison import Comparison

MAX_LISTED = 100
"""Lines of one kind that are told in one go."""
LINES_AROUND = 4
"""Lines of code before and after the one at hand that info code tells."""
ALL = "all"
EPOCHS_TOLD = 10
"""Epochs of which info loss tells the mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing that info tells."""

    name: str
    description: str
    tell: Callable[[Workbench, str], list[str]]
    """Returns the lines; raises a ValueError if what is typed behind the topic makes no sense."""
    expects: str = ""
    """What may be typed behind it; empty if nothing may."""


def _listed(bench: Workbench, lines: list[str], none: str = "") -> list[str]:
    """Return lines, very many cut short; or, where there is none, a wording that says so."""
    if len(lines) > MAX_LISTED:
        return [*lines[:MAX_LISTED], phrase("and {more} more", more=grouped(len(lines) - MAX_LISTED))]
    return lines or [worded(none, bench.name_of)]


def _position(bench: Workbench, _: str) -> list[str]:
    return position_lines(bench.debugger, bench.view, bench.name_of, by_steps=False)


def _weights(bench: Workbench, text: str) -> list[str]:
    snapshot = bench.debugger.snapshot()
    network = bench.program.network
    own = bench.debugger.own_names
    names: Sequence[str] = network.parameter_names
    if text:
        names = [parameter_named(network, name) for name in bench.debugger.parameters_meant(text)]
    return _listed(bench, [_weight(snapshot, name, own.cell(name)) for name in names])


def _weight(snapshot: Snapshot, name: str, cell: str) -> str:
    given = snapshot.problem.names.source.of(name) or (cell if cell != name else "")
    called = f"{name} ({given})" if given else name
    parts = [f"{called} {beside(snapshot, name) or short(snapshot.value(name))}"]
    gradient = snapshot.gradient(name)
    if gradient is not None:
        parts.append(f"{phrase('gradient')} {beside(snapshot, derivative(LOSS, name)) or short(gradient)}")
        operation, letter = learnt_from(snapshot, name)
        if letter:
            parts.append(
                phrase("learnt from {target} {value}", target=operation.target, value=short(snapshot.result(operation)))
            )
    moved = snapshot.change(name)
    if moved is not None:
        parts.append(f"{phrase('change')} {beside(snapshot, change(name)) or short(moved)}")
    program = snapshot.program
    kept = [state for state in program.state if state.endswith(f"({name})")]
    parts += [f"{state} {short(snapshot.value(state))}" for state in kept]
    if name not in program.trained:
        parts.append("frozen")
    return ", ".join(parts)


def _test(bench: Workbench, _: str) -> list[str]:
    snapshot = bench.debugger.snapshot()
    if snapshot.cover is not None:
        return [covered_texts()[0]]
    classes = bench.debugger.problem.classes
    results = {"trained": snapshot.answered}
    if snapshot.tested is not None:
        results = {"test": snapshot.tested, **results}
    if snapshot.tested is None and classes is None:
        return [phrase("no test samples; data.test of a problem file says which")]
    lines = []
    for name, result in results.items():
        right = ""
        if result.told:
            right = phrase(", {right} right, accuracy {accuracy}", right=result.right, accuracy=short(result.accuracy))
        lines.append(
            phrase(
                "{name}: {samples} samples, mean C {loss}{right}",
                name=phrase(RESULTS[name]),
                samples=result.samples,
                loss=short(result.loss),
                right=right,
            )
        )
        for place, counts in enumerate(result.told):
            said = []
            for at, count in enumerate(counts):
                if count and classes is not None:
                    said.append(phrase("{count} as {name}", count=count, name=classes.names[at]))
            lines.append(
                phrase(
                    "{results}: class {own}: {told}",
                    results=phrase(RESULTS[name]),
                    own="" if classes is None else classes.names[place],
                    told=", ".join(said) or phrase("no samples"),
                )
            )
    return lines


def _breakpoints(bench: Workbench, _: str) -> list[str]:
    return _listed(
        bench, [_breakpoint(made) for made in bench.debugger.breakpoints], phrase("no breakpoints; {break} makes one")
    )


def _breakpoint(made: Breakpoint) -> str:
    return ", ".join([str(made), *made.notes])


def _watches(bench: Workbench, _: str) -> list[str]:
    found = [watch_line(reading) for reading in bench.debugger.snapshot().readings]
    return _listed(bench, found, phrase("no watches; {watch} makes one"))


def _forks(bench: Workbench, _: str) -> list[str]:
    current = bench.debugger.fork
    return _listed(bench, [f"{fork}{phrase(', here') if fork is current else ''}" for fork in bench.debugger.forks], "")


def _edits(bench: Workbench, _: str) -> list[str]:
    return _listed(bench, list(map(str, bench.debugger.edits)), phrase("no edits on this fork; {edit} makes one"))


def _bookmarks(bench: Workbench, _: str) -> list[str]:
    return _listed(bench, list(map(str, bench.debugger.bookmarks)), phrase("no bookmarks; {bookmark} keeps one"))


def _program(bench: Workbench, text: str) -> list[str]:
    snapshot = bench.debugger.snapshot()
    operations = snapshot.program.operations[: snapshot.length or None]
    if text:
        phase = text.strip().lower()
        phases = list(dict.fromkeys(str(operation.phase) for operation in snapshot.program.operations))
        if phase not in phases:
            raise ValueError(
                phrase(
                    "expected one of {phases}, got {typed}", phases=", ".join(phases), typed=f"{text.strip()[:30]!r}"
                )
            )
        operations = tuple(operation for operation in operations if operation.phase == phase)
    stops = bench.look().stops
    found = []
    for operation in operations:
        here = phrase(", here") if operation == snapshot.operation else ""
        stop = phrase(", breakpoint") if operation.number in stops else ""
        found.append(f"{operation_line(snapshot, operation)}{stop}{here}")
    return _listed(bench, found)


def _chain(bench: Workbench, text: str) -> list[str]:
    snapshot = bench.debugger.snapshot()
    program = bench.program
    asked = _derivative_asked(program, text)
    if asked is not None:
        return _listed(bench, [operation_line(snapshot, asked)])
    meant = on_screen(bench.debugger.parameter_meant(text)).removeprefix(derivative(LOSS, ""))
    name = parameter_named(program.network, meant) if text else bench.view.parameter
    found = [chain_line(snapshot, name)]
    found += [plain(factor_row(snapshot, factor, WHOLE)) for factor in chains(program)[name]]
    branches = terms(program, (name,))
    if branches:
        found.append(phrase("a sum over {count} paths:", count=sum(branch.paths for branch in branches)))
    for branch in branches:
        share = branch_detail(snapshot, Line(name, (branch.through,)), WHOLE)
        found.append(phrase("through {unit}: {share}", unit=branch.through, share=share))
    return _listed(bench, found)


def _derivative_asked(program: Program, text: str) -> Operation | None:
    """Return what computes ∂C by what somebody asks for, where that is no parameter: x1, h1, dC/dz3; else None.

    Raises:
        ValueError: if it is an input whose derivative is not computed.
    """
    name = on_screen(text.strip()).removeprefix(derivative(LOSS, ""))
    if not name or name in program.network.parameter_names:
        return None
    if name in program.inputs and not program.training.input_gradients:
        raise ValueError(
            phrase("{name} is not computed; training.input_gradients = true asks for it", name=derivative(LOSS, name))
        )
    return program.by_target.get(derivative(LOSS, name))


def _loss(bench: Workbench, _: str) -> list[str]:
    snapshot = bench.debugger.snapshot()
    if snapshot.cover is not None and snapshot.cover.hides_loss:
        return [covered_texts()[0]]
    curve = snapshot.losses
    found = []
    loss = snapshot.value(LOSS)
    if loss is not None:
        found.append(phrase("{name} of this sample {loss}", name=LOSS, loss=short(loss)))
    last = (
        snapshot.epoch if snapshot.is_complete and snapshot.position.step % curve.samples == 0 else snapshot.epoch - 1
    )
    last = min(last, curve.epochs)
    if last < 1:
        return [*found, worded(phrase("no epoch is complete yet; {epoch} goes to the end of one"), bench.name_of)]
    spacing = max(last // EPOCHS_TOLD, 1)
    told = sorted({1, last, *range(spacing, last, spacing)})
    for epoch in told:
        mean = short(bench.debugger.timeline.mean_loss(epoch))
        found.append(phrase("epoch {epoch}: mean {loss} {mean}", epoch=epoch, loss=LOSS, mean=mean))
    return found


def _samples(bench: Workbench, _: str) -> list[str]:
    snapshot = bench.debugger.snapshot()
    network = snapshot.program.network
    found = []
    if snapshot.cover is not None:
        return [f"{covered_texts()[0]}; {len(snapshot.samples)} samples"]
    names = snapshot.problem.names.source.samples
    for number, (x, y) in enumerate(snapshot.samples[: MAX_LISTED + 1], start=1):
        outputs = snapshot.outputs(number)
        called = f" {names[number - 1]}" if names else ""
        line = f"sample {number}{called}: x {_numbers(x)}, y {_numbers(y)}, ŷ {_numbers(outputs)}"
        if not network.is_softmax:
            line += f", error {_numbers([output - target for output, target in zip(outputs, y, strict=True)])}"
        own = own_sample_texts(snapshot.problem, (x, y))
        found.append(phrase("{line}, in its own numbers {own}", line=line, own=own[0]) if own else line)
    more = len(snapshot.samples) - MAX_LISTED
    if more > 0:
        found[MAX_LISTED:] = [phrase("and {more} more", more=grouped(more))]
    return found


def _numbers(values: object) -> str:
    assert isinstance(values, tuple | list)
    return " ".join(short(value) for value in values)


def _problem(bench: Workbench, _: str) -> list[str]:
    problem = bench.debugger.problem
    called = (names_text(problem), source_names_text(problem), scaling_text(problem))
    notes = [phrase("note: {note}", note=note) for note in problem.notes]
    return [f"{problem.name}: {phrase(problem.title)}", *filter(None, called), *notes]


def _code(bench: Workbench, text: str) -> list[str]:
    source = bench.debugger.shown_source
    if source is None:
        return [phrase("there is no code here; xortui mynet.py opens a file of your own")]
    if text not in ("", ALL):
        raise ValueError(
            phrase("expected nothing, or {all} for the whole file, got {typed}", all=ALL, typed=f"{text[:30]!r}")
        )
    around = len(source.rows) if text else LINES_AROUND
    return source_lines(source, bench.debugger.snapshot(), around)


def comparison_lines(bench: Workbench, comparison: Comparison) -> list[str]:
    """Return two forks side by side: where they part, their losses, and every parameter in both."""
    # Loaded when something is compared.
    from xortui.render.comparison import start_text

    first, second = comparison.forks
    found = [phrase("{first}, compared with {second}", first=first, second=second)]
    if comparison.parting == START:
        found.append(start_text(comparison))
    elif comparison.parting is not None:
        found.append(phrase("they part at {parting}", parting=comparison.parting))
    for place, fork in enumerate(comparison.forks):
        mean = comparison.mean(place)
        told = phrase("no epoch is complete yet")
        if mean is not None:
            told = phrase("mean {loss} of epoch {epoch} {mean}", loss=LOSS, epoch=mean[0], mean=short(mean[1]))
        found.append(
            phrase("{title} at step {step}: {told}", title=fork.title, step=comparison.steps[place], told=told)
        )
    pairs = [
        phrase(
            "{name}: {first} and {second}, difference {difference}",
            name=pair.name,
            first=short(pair.first),
            second=short(pair.second),
            difference=short(pair.first - pair.second),
        )
        for pair in comparison.parameters
    ]
    return [*found, *_listed(bench, pairs)]


def _score(bench: Workbench, _: str) -> list[str]:
    score = bench.practice.score
    return score.lines() if score.total.asked else [worded(phrase("nothing is asked yet; {guess} asks"), bench.name_of)]


def _tour(bench: Workbench, _: str) -> list[str]:
    page = bench.tour_page()
    if page is None:
        return [worded(phrase("{tour} comes back to the tour") if bench.tour else phrase(NO_TOUR), bench.name_of)]
    # Loaded when first wanted: most people take no tour.
    from xortui.render.tour import page_text

    return page_text(page)


TOPICS = (
    Topic(name="position", description="where you stand, and what ran last", tell=_position),
    Topic(
        name="weights",
        description="every parameter, its gradient and its change in this step",
        tell=_weights,
        expects="a parameter, or nothing for all",
    ),
    Topic(
        name="chain",
        description="the factors of a gradient, and its product",
        tell=_chain,
        expects="a parameter, or nothing for the chosen one",
    ),
    Topic(
        name="program",
        description="the operations of this step",
        tell=_program,
        expects="a phase such as forward, or nothing for all",
    ),
    Topic(name="loss", description="the loss, epoch by epoch", tell=_loss),
    Topic(
        name="test",
        description="the test samples' loss, and which classes the network of now takes for which",
        tell=_test,
    ),
    Topic(name="samples", description="every sample, and the network's answer to it", tell=_samples),
    Topic(name="breakpoints", description="what running stops at", tell=_breakpoints),
    Topic(name="watches", description="what is watched, now and before", tell=_watches),
    Topic(name="forks", description="every history", tell=_forks),
    Topic(name="edits", description="the edits of this fork", tell=_edits),
    Topic(name="bookmarks", description="the places that have a name", tell=_bookmarks),
    Topic(
        name="code",
        description="the lines of your own file around the one at hand, and what each computes",
        tell=_code,
        expects="all for the whole file, or nothing",
    ),
    Topic(name="tour", description="what the tour tells where it is", tell=_tour),
    Topic(name="score", description="how many guesses were right, by kind", tell=_score),
    Topic(name="problem", description="what is learnt, and its names", tell=_problem),
)


def topic_named(text: str) -> Topic:
    """Return the topic of a name, or of the beginning of one.

    Raises:
        ValueError: if there is none, or there are several.
    """
    found = [topic for topic in TOPICS if topic.name.startswith(text.lower())]
    exact = [topic for topic in found if topic.name == text.lower()]
    if len(exact or found) == 1:
        return (exact or found)[0]
    names = ", ".join(topic.name for topic in found or TOPICS)
    raise ValueError(phrase("expected one of {names}, got {typed}", names=names, typed=f"{text[:30]!r}"))
