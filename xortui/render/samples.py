"""The samples: the truth table, with the network's answers by the parameters of this position."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from math import isfinite
from textwrap import wrap
from typing import NamedTuple

from xortui.core.engines import Sample
from xortui.core.network import Network
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.survey import LEARNT, Survey
from xortui.language.phrase import phrase
from xortui.problems.samples import Samples
from xortui.render.asked import covered_texts
from xortui.render.fitting import first_fitting
from xortui.render.names import names_text, own_sample_texts
from xortui.render.numbers import decimals_shown, fixed, plain_sizes, short, sign_role, wanted_cells
from xortui.render.row import Row, Span, fitted, joined, laid_over, more_above_or_below, row_width, scrolled
from xortui.render.view import View

MIN_VALUE_CELLS, MAX_VALUE_CELLS = 6, 9
GIVEN_DIGITS = 3
"""Digits after the point of a number that stands in the data, at the most."""
NUMBER_WIDTH = 2
"""The number of a class."""
MIN_NAME_LETTERS = 4
"""Letters to which the names of classes are cut where there is no room for more."""
MIN_HEIGHT_OF_OWN = 5
"""Rows that a picture must have for the line with a sample's own numbers."""
FIRST_LOOKED_AT = 20
"""Numbers of a column that mostly tell how many decimals they have, so that the others need not be looked at."""
ROWS_A_LINE = 6
"""Rows that a picture must have for each line that says what the columns are called."""


class _Given(NamedTuple):
    """A column of numbers that stand in the data: their points are below each other."""

    cells: int
    behind: int
    """Cells from the point on, of the number with the most decimals."""

    def text(self, value: float) -> str:
        """Return a number as it stands in the column, with a blank before it."""
        text = _given(value)
        if "e" not in text:
            text += " " * (self.behind - _behind(text))
        return f" {text:>{self.cells}}"


class _Columns(NamedTuple):
    """What a width has room for."""

    x: tuple[_Given, ...]
    """The inputs that are shown."""
    y: tuple[_Given, ...]
    """The targets that are shown."""
    digits: int
    """Cells of each answer and each error."""
    answers: int
    """How many answers are shown."""
    errors: int
    """How many errors are shown: one for each answer, or only the largest, or none."""
    class_width: int = 0
    """Cells of a class, if classes stand in place of targets and answers; else 0."""
    classes: tuple[str, ...] = ()
    """The names of the classes, cut to that width; without names, classes are shown by number."""


class _Answer(NamedTuple):
    """The network's answer to one sample."""

    outputs: tuple[float, ...]
    """ŷ of each output."""
    errors: tuple[float, ...]
    """ŷ − y of each output."""

    @property
    def is_right(self) -> bool:
        """Whether every output is near its target."""
        return all(abs(error) < LEARNT for error in self.errors)


def samples_rows(snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:  # noqa: ARG001 - as all panes
    """Return a header, a row per sample, and how many of the answers are right; no answers where they are covered."""
    samples = snapshot.samples
    most = max(wanted_cells(MAX_VALUE_CELLS), MIN_VALUE_CELLS)
    columns = _columns(snapshot.program.network, samples, snapshot.problem.names.classes, width, most)
    state = snapshot.state if snapshot.cover is None else None
    has_header = height >= 2
    has_footer = height >= 3
    names = snapshot.problem.names.source.samples
    has_names = bool(names) and _width(columns, len(snapshot.samples[0][0])) + 2 + max(map(len, names)) <= width
    legend = _legend(snapshot, columns, width, height, names=() if has_names else names)
    shown = max(height - has_header - has_footer - len(legend), 0)
    first = scrolled(len(samples), shown, snapshot.sample or 0)
    visible = range(first, min(first + shown, len(samples)))
    rows: list[Row] = [_header(snapshot.program.network, columns)] if has_header else []
    listed = [_row(snapshot, i, _answer(snapshot, state, i), columns) for i in visible]
    rows += _with_names(listed, names[visible.start : visible.stop]) if has_names else listed
    if has_footer:
        more = more_above_or_below(first, len(visible), len(samples))
        rows += _footer(snapshot, more, width)
    above = max(height - len(legend), 0)
    rows += [()] * (above - len(rows))
    return [fitted(row, width) for row in [*rows[:above], *legend][:height]]


def _with_names(rows: list[Row], names: Sequence[str]) -> list[Row]:
    """Return rows with the source's names of their samples behind them."""
    return [(*row, Span(f"  {name}", "dim")) for row, name in zip(rows, names, strict=True)]


def _answer(snapshot: Snapshot, state: Sequence[float] | None, sample: int) -> _Answer | None:
    """Return the answer to a sample by some state; None where there is no state, as it would give something away."""
    if state is None:
        return None
    values = snapshot.evaluate(state, sample)
    program = snapshot.program
    outputs = tuple(values[program.by_target[unit.name].number - 1] for unit in program.network.units[-1])
    errors = tuple(yhat - y for yhat, y in zip(outputs, snapshot.samples[sample][1], strict=True))
    return _Answer(outputs, errors)


@lru_cache(maxsize=8)
def _columns(
    network: Network, samples: tuple[Sample, ...], classes: tuple[str, ...], width: int, most: int
) -> _Columns:
    """Share out a width: first fewer decimals, then fewer errors, inputs and outputs."""
    x = _given_columns([unit.name for unit in network.units[0]], Samples.of(samples).x_columns)
    y = _given_columns(network.targets, Samples.of(samples).y_columns)
    count = len(y)
    layouts = [_Columns(x, y, digits, count, count) for digits in range(most, MIN_VALUE_CELLS - 1, -1)]
    layouts += [_Columns(x, y, MIN_VALUE_CELLS, count, errors) for errors in (1, 0)]
    if network.is_softmax:
        layouts += _class_columns(x, classes)
    layouts += [_Columns(x[:kept], y, MIN_VALUE_CELLS, count, 0) for kept in range(len(x) - 1, -1, -1)]
    for outputs in range(count - 1, 0, -1):
        layouts += [_Columns(x[:kept], y[:outputs], MIN_VALUE_CELLS, outputs, 0) for kept in range(len(x), -1, -1)]
    return next((layout for layout in layouts if _width(layout, len(x)) <= width), layouts[-1])


def _class_columns(x: tuple[_Given, ...], classes: tuple[str, ...]) -> Iterator[_Columns]:
    """Yield layouts that show classes, from the widest to the narrowest."""
    names = [(width, cut) for width, cut in _cut(classes) if width >= MIN_NAME_LETTERS]
    few = names[-1:]
    numbers: list[tuple[int, tuple[str, ...]]] = [(NUMBER_WIDTH, ())]
    for answers, ways in ((1, names), (0, names), (1, numbers), (0, numbers)):
        for width, cut in ways:
            yield _Columns(x, (), MIN_VALUE_CELLS, answers, 0, width, cut)
    for ways, least in ((few, 1), (numbers, 0)):
        for width, cut in ways:
            for kept in range(len(x) - 1, least - 1, -1):
                yield _Columns(x[:kept], (), MIN_VALUE_CELLS, 1, 0, width, cut)
        # The name of a class says more than how much of an answer is the right one.
        for width, cut in ways:
            yield _Columns(x[:least], (), MIN_VALUE_CELLS, 0, 0, width, cut)


def _cut(classes: tuple[str, ...]) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield the names of classes whole, then shorter, as long as no two are the same."""
    longest = max(map(len, classes), default=0)
    for width in range(max(longest, MIN_NAME_LETTERS) if classes else 0, 0, -1):
        cut = tuple(name[:width] for name in classes)
        if width < longest and len(set(cut)) < len(cut):
            return
        yield width, cut


def _legend(snapshot: Snapshot, columns: _Columns, width: int, height: int, names: Sequence[str]) -> list[Row]:
    """Return the names of the columns, and the sample at hand in its own numbers, as far as there is room.

    Args:
        snapshot: the position.
        columns: what of the samples is shown.
        width: cells.
        height: rows of the whole picture.
        names: what the source calls the samples, where that does not stand beside them.
    """
    problem = snapshot.problem
    is_told = bool(columns.classes) and columns.classes == problem.names.classes
    lines = _own_line(snapshot, width, names) if height >= MIN_HEIGHT_OF_OWN else []
    named = wrap(names_text(problem, classes=not is_told), max(width, 1))
    has_room = (len(named) + len(lines)) * ROWS_A_LINE <= height and all(len(line) <= width for line in named)
    if has_room:
        lines = [*named, *lines]
    return [(Span(line, "dim"),) for line in lines]


def _own_line(snapshot: Snapshot, width: int, names: Sequence[str]) -> list[str]:
    """Return the sample at hand by its name and in the numbers of its data file, as far as there is room."""
    if snapshot.taken is None or snapshot.sample is None:
        return []
    own = own_sample_texts(snapshot.problem, snapshot.taken)
    name = names[snapshot.sample] if names else ""
    texts = [f"{name}: {text}" if name else text for text in own]
    for text in (*texts, *filter(None, (name,)), *own):
        line = phrase("▸ is {what}", what=text)
        if len(line) <= width:
            return [line]
    return []


def _given_columns(names: Sequence[str], columns: Sequence[Sequence[float]]) -> tuple[_Given, ...]:
    """Return the columns of some inputs or targets, each as wide as its name at least."""
    return tuple(_given_column(name, values) for name, values in zip(names, columns, strict=True))


def _given_column(name: str, values: Sequence[float]) -> _Given:
    plain, others = _sorted_out(values)
    texts = [_given(value) for value in others]
    if plain:
        texts += [_given(min(plain)), _given(max(plain))]  # before the point no other of them has more digits
    behind = max(_most_behind(plain), *map(_behind, texts))
    before = max([len(text) - _behind(text) for text in texts])
    return _Given(max(len(name), before + behind), behind)


def _sorted_out(values: Sequence[float]) -> tuple[Sequence[float], set[float]]:
    """Return those numbers that are not written with a power of ten, and the different ones that are."""
    least, greatest = plain_sizes(GIVEN_DIGITS)
    smallest = min(filter(None, map(abs, values)), default=least)
    largest = max(max(values), -min(values))
    if least <= smallest and largest <= greatest:
        return values, set()  # thousands of numbers are looked at in no time
    others = {value for value in values if value != 0 and not least <= abs(value) <= greatest}
    return [value for value in values if value not in others], others


def _most_behind(values: Sequence[float]) -> int:
    """Return how many cells stand from the point on, of the number with the most; 0 without numbers."""
    most = 0
    greatest = 1 + decimals_shown(GIVEN_DIGITS)
    for looked_at in (values[:FIRST_LOOKED_AT], values[FIRST_LOOKED_AT:]):
        for value in set(looked_at):
            most = max(most, _behind(_given(value)))
            if most == greatest:
                return most  # thousands of others have no more
    return most


def _behind(text: str) -> int:
    """Return how many cells of a number stand from the point on; a power of ten stands as it is."""
    return 0 if "e" in text or "." not in text else len(text) - text.index(".")


def _width(columns: _Columns, inputs: int) -> int:
    """Return how many cells the columns take, with the marker before, the mark of a right answer behind them."""
    more = 2 if len(columns.x) < inputs else 0
    given = sum([1 + column.cells for column in (*columns.x, *columns.y)])
    if columns.class_width:
        given += 2 * (1 + columns.class_width)
    return 1 + given + more + (columns.answers + columns.errors) * (columns.digits + 1) + 2


def _given(value: float) -> str:
    text = short(value, GIVEN_DIGITS)
    return text.rstrip("0").rstrip(".") if "." in text and "e" not in text else text


def _header(network: Network, columns: _Columns) -> Row:
    inputs = [unit.name for unit in network.units[0]]
    text = " " + "".join(f" {name:>{column.cells}}" for name, column in zip(inputs, columns.x, strict=False))
    text += " …" if len(columns.x) < len(inputs) else ""
    if columns.class_width:
        text += f" {_class(columns, 'y')} {_class(columns, 'ŷ')}"
        text += f"{phrase('ŷ of y'):>{MIN_VALUE_CELLS + 1}}" * columns.answers
        return (Span(text, "dim"),)
    text += "".join(f" {name:>{column.cells}}" for name, column in zip(network.targets, columns.y, strict=False))
    for unit in network.units[-1][: columns.answers]:
        text += f" {_by_now(unit.name, columns.digits):>{columns.digits}}"
    if columns.errors == columns.answers:
        single = len(network.targets) == 1
        names = ["ŷ − y"] if single else [f"ŷ{i + 1}−y{i + 1}" for i in range(columns.errors)]
        text += "".join(f" {name:>{columns.digits}}" for name in names)
    elif columns.errors:
        text += f" {phrase('worst'):>{columns.digits}}"
    return (Span(text, "dim"),)


def _by_now(name: str, width: int) -> str:
    """Return the heading of an answer that is computed with the parameters of now."""
    now = phrase("{name} now", name=name)
    return now if len(now) <= width else name


def _row(snapshot: Snapshot, sample: int, answer: _Answer | None, columns: _Columns) -> Row:
    is_current = sample == snapshot.sample
    marker = Span("▸" if is_current else " ", "path")
    if answer is None:
        row: Row = (marker, *_covered(snapshot, sample, columns))
    elif columns.class_width:
        row = (marker, *_classified(snapshot, sample, answer, columns))
    else:
        row = (marker, *_answered(snapshot, sample, answer, columns))
    return laid_over(row, "chosen") if is_current else row


def _classified(snapshot: Snapshot, sample: int, answer: _Answer, columns: _Columns) -> list[Span]:
    """Return a sample with its class and the one that the network takes it for."""
    x, y = snapshot.samples[sample]
    right = _greatest(y)
    taken = _greatest(answer.outputs)
    text = _inputs(x, columns)
    for place in (right, taken):
        text += f" {_class(columns, _class_name(columns, place))}"
    if columns.answers:
        text += f" {fixed(answer.outputs[right], MIN_VALUE_CELLS, signed=False)}"
    return [Span(text), Span(" ✓" if taken == right else "  ", "good")]


def _answered(snapshot: Snapshot, sample: int, answer: _Answer, columns: _Columns) -> list[Span]:
    """Return a sample with its targets, the outputs, and how far they are from each other."""
    x, y = snapshot.samples[sample]
    spans = [Span(_inputs(x, columns) + _targets(y, columns))]
    for yhat in answer.outputs[: columns.answers]:
        spans += [Span(" "), Span(fixed(yhat, columns.digits, signed=False), "text" if isfinite(yhat) else "bad")]
    errors = answer.errors if columns.errors == columns.answers else (max(answer.errors, key=abs),)
    for error in errors[: columns.errors]:
        spans += [Span(" "), Span(fixed(error, columns.digits), sign_role(error))]
    is_right = answer.is_right
    if snapshot.program.network.is_softmax:  # outputs are classes: the greatest is the answer
        is_right = _greatest(answer.outputs) == _greatest(y)
    spans.append(Span(" ✓" if is_right else "  ", "good"))
    return spans


def _covered(snapshot: Snapshot, sample: int, columns: _Columns) -> list[Span]:
    """Return a sample without the network's answer."""
    x, y = snapshot.samples[sample]
    text = _inputs(x, columns)
    if columns.class_width:
        text += f" {_class(columns, _class_name(columns, _greatest(y)))}"
    else:
        text += _targets(y, columns)
        text += f" {fixed(None, columns.digits)}" * (columns.answers + columns.errors)
    return [Span(text)]


def _inputs(x: Sequence[float], columns: _Columns) -> str:
    """Return the inputs that there is room for, with a sign where there are more."""
    text = "".join([column.text(value) for value, column in zip(x, columns.x, strict=False)])
    return f"{text} …" if len(columns.x) < len(x) else text


def _targets(y: Sequence[float], columns: _Columns) -> str:
    """Return the targets that there is room for."""
    return "".join([column.text(value) for value, column in zip(y, columns.y, strict=False)])


def _greatest(values: Sequence[float]) -> int:
    """Return the place of the greatest value."""
    return values.index(max(values))


def _class_name(columns: _Columns, place: int) -> str:
    """Return the name of a class, or its number where it has none."""
    return columns.classes[place] if columns.classes else str(place + 1)


def _class(columns: _Columns, text: str) -> str:
    """Return a class or a heading at its column's width: names left, numbers right."""
    return text.ljust(columns.class_width) if columns.classes else text.rjust(columns.class_width)


def _footer(snapshot: Snapshot, more: str, width: int) -> list[Row]:
    """Say how many answers are right, how wrong they are, and how many are out of sight."""
    out_of_sight = [Span(more, "key")] if more else []
    if snapshot.cover is not None:
        covered = Span(first_fitting(covered_texts(), width), "dim")
        return [joined([(span,) for span in (covered, *out_of_sight)], Span("  "))]
    survey = snapshot.survey
    if survey is None:
        return [tuple(out_of_sight)]
    right, shorter = _right_answers(snapshot, survey)
    row = joined([(span,) for span in (right, *out_of_sight)], Span("  "))
    if row_width(row) > width:  # half a number says something wrong
        row = joined([(span,) for span in (shorter, *out_of_sight)], Span(" "))
    below: list[Row] = []
    result = snapshot.tested
    if result is not None and result.told:
        tested = phrase("test {right} of {samples} right", right=result.right, samples=result.samples)
        below.append((Span(tested, "dim"),))
    loss = fixed(survey.loss, 7, signed=False).strip()
    below.append((Span(phrase("mean C now {loss}", loss=loss), "dim"),))
    for rows in ([joined([row, *below], Span("  "))], [row, joined(below, Span("  "))]):
        if row_width(rows[-1]) <= width:
            return rows
    return [row, *below]


def _right_answers(snapshot: Snapshot, survey: Survey) -> tuple[Span, Span]:
    """Say how many answers are right, and the same in fewer words."""
    count = len(snapshot.samples)
    if survey.right == count:
        return (
            Span(phrase("learnt ✓ {count} of {count} within {near}", count=count, near=LEARNT), "good"),
            Span(phrase("learnt ✓ {count} of {count}", count=count), "good"),
        )
    if snapshot.program.network.is_softmax:
        greatest = Span(phrase("{greatest} of {count} right", greatest=survey.greatest, count=count), "dim")
        return greatest, greatest
    return (
        Span(phrase("{right} of {count} within {near}", right=survey.right, count=count, near=LEARNT), "dim"),
        Span(phrase("{right} of {count}", right=survey.right, count=count), "dim"),
    )
