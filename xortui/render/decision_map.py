"""The decision map: what a unit answers for every pair of inputs, with the samples on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from xortui.core.arrays import ARRAY_FUNCTIONS, Floats
from xortui.core.compiler import compile_forward
from xortui.core.engines import Sample
from xortui.core.network import Network, Unit
from xortui.core.program import Program
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import chosen_language, phrase
from xortui.problems import Problem
from xortui.render.axis import Axis, axis_names, input_axis, output_axis
from xortui.render.decision_map_unit import mapped_unit
from xortui.render.fitting import fitting_or_none
from xortui.render.forward_arrays import forward_on_arrays
from xortui.render.numbers import round_up
from xortui.render.palette import MAP_LEVELS
from xortui.render.row import Row, Span, fitted, merged, plain, row_width
from xortui.render.view import View

MARGIN = 0.25
"""How far beyond the samples the map goes, as a share of their range."""
RAMP = " .:-=+*#%@"
"""From the least ŷ to the greatest, where there are no colours."""
MIDDLE = MAP_LEVELS // 2
"""The level of a ŷ halfway between the ends of the scale."""
MARK_COLUMNS = 6
MARK_ROWS = 3
"""Cells from one sign on a coloured map to the next, which says the same as the colour."""
APART = 4
"""Cells at least from a sign to a sample in its row, so that nobody takes −1 for a target."""
MIN_SIGNED_WIDTH = 20
"""Columns from which on the scale shows the signs, too."""
MIN_EXPLAINED_HEIGHT = 10
"""Lines from which on what the characters say has a line of its own."""
SAMPLE_LETTERS = "123456789•"
"""What samples of the first, the second and further classes are drawn by; the last one stands for all others."""
TEST_LETTERS = "abcdefghi×"
"""Likewise for test samples, and a and b for low and high targets."""
TOLD_TEST_LETTERS = "a b"
"""The first of them, for what the letters say."""
UPWARDS = "↑"
"""Stands behind the name of the input upwards."""
BROKEN = -1
"""The level of a ŷ that is not a finite number."""


class _Range(NamedTuple):
    """From a least to a greatest number."""

    low: float
    high: float


class _Frame(NamedTuple):
    """What of the plane is shown, of which unit, and how the samples are drawn."""

    x1: _Range
    x2: _Range
    unit: Unit
    scale: _Range | None
    """What the ends of the scale stand for; None if that follows from the values."""
    letters: str
    """A character for each sample."""
    tested: str
    """A character for each test sample."""
    meanings: tuple[str, ...]
    """What the characters say, in versions from long to short."""
    axes: tuple[int, int] = (0, 1)
    """The places of the inputs to the right and upwards."""


class _Axes(NamedTuple):
    """What the picture has to the right, upwards and as its levels."""

    across: Axis
    upwards: Axis
    levels: Axis
    is_one: bool
    """Whether both inputs go from the same number to the same."""


def decision_map_rows(
    snapshot: Snapshot,
    view: View,
    width: int,
    height: int,
    coloured: bool = True,
) -> list[Row]:
    """Return the map, its axis and its legend.

    With colours a cell has two levels, and some have a sign; without them one character of a ramp.
    """
    network = snapshot.program.network
    if width < 1 or height < 1:
        return [fitted((), width)] * max(height, 0)
    axes = chosen_axes(snapshot.problem, view)
    test = snapshot.problem.test
    frame = _frame(snapshot.samples, test, network, mapped_unit(network, view.mapped), axes, chosen_language())
    below_count = 3 if height >= MIN_EXPLAINED_HEIGHT else max(min(2, height - 3), 0)
    lines = height - below_count
    pixels = 2 if coloured else 1
    values = _values(snapshot, frame, width, lines * pixels)
    scale = frame.scale or _scale(values)
    levels = _levels(values, scale, MAP_LEVELS if coloured else len(RAMP))
    if coloured:
        rows = [_coloured(levels[2 * y], levels[2 * y + 1]) for y in range(lines)]
    else:
        rows = [_plain(levels[y]) for y in range(lines)]
    places = _places(snapshot.samples, frame, width, lines)
    tested = _places(test, frame, width, lines, is_test=True)
    if coloured:
        _sign(rows, levels, [*tested, *places])
    for found, role in ((tested, "text"), (places, "strong")):
        for (column, row), letter in found.items():
            rows[row][column] = Span(letter, role)
    if snapshot.sample is not None:
        _mark_current(rows, snapshot, frame)
    named = _named(snapshot.problem, frame)
    legend = _legend(frame, named, scale, width, explains=below_count < 3, coloured=coloured)
    says_both = not named.is_one and UPWARDS not in plain(legend)
    below = [_axis(frame, named, width, says_both=says_both), legend][max(2 - below_count, 0) :]
    if below_count == 3:
        below.append(fitted((Span(fitting_or_none(frame.meanings, width), "dim"),), width))
    return [merged(row) for row in rows] + below


def plain_map(problem: Problem, program: Program, state: Sequence[float], width: int, height: int) -> list[str]:
    """Return a map of the first output in characters alone, with the samples on it, and nothing beside it.

    Args:
        problem: is given two inputs; its samples are drawn on it, and say how much of the plane is shown.
        program: what its network computes.
        state: the state vector.
        width: columns.
        height: lines.
    """
    network = program.network
    samples = problem.samples
    frame = _frame(samples, (), network, network.units[-1][0], (0, 1), chosen_language())
    x1, x2 = _grid(frame, width, height)
    with np.errstate(all="ignore"):
        made = [feature.array((x1, x2), np) for feature in problem.features]
        found = compile_forward(program, ARRAY_FUNCTIONS)(state, (x1, x2, *made))
    values: Floats = np.broadcast_to(found[program.by_target[frame.unit.name].number - 1], x1.shape)
    levels = _levels(values, frame.scale or _scale(values), len(RAMP))
    rows = [_plain(line) for line in levels]
    for (column, row), letter in _places(samples, frame, width, height).items():
        rows[row][column] = Span(letter, "strong")
    return ["".join(span.text for span in row) for row in rows]


@lru_cache(maxsize=16)
def _frame(
    samples: tuple[Sample, ...],
    test: tuple[Sample, ...],
    network: Network,
    unit: Unit,
    axes: tuple[int, int],
    language: str,
) -> _Frame:
    """Return what stays the same from position to position: the axes, the scale, and the letters of the samples.

    What the letters mean is told in a language, so one of them has a frame of its own.
    """
    assert language == chosen_language()
    is_output = unit.layer == len(network.layers) - 1
    place = network.units[-1].index(unit) if is_output else 0
    targets = [y[place] for _, y in samples]
    letters, means, tests = _letters(network, samples, place, is_output=is_output)
    tested = "".join(map(tests, test))
    return _Frame(
        x1=_widened([x[axes[0]] for x, _ in (*samples, *test)]),
        x2=_widened([x[axes[1]] for x, _ in (*samples, *test)]),
        unit=unit,
        scale=_scale_of(network, unit, targets if is_output else None),
        letters=letters,
        tested=tested,
        meanings=_meanings(*means, test_letters=TOLD_TEST_LETTERS if tested else ""),
        axes=axes,
    )


def _scale_of(network: Network, unit: Unit, targets: Sequence[float] | None) -> _Range | None:
    """Return what the ends of the scale stand for; None if that follows from the values.

    Args:
        network: the network.
        unit: what is mapped.
        targets: what it shall answer, if it is an output.
    """
    activation = network.activations[unit.layer - 1]
    scale = {"sigmoid": _Range(0.0, 1.0), "softmax": _Range(0.0, 1.0), "tanh": _Range(-1.0, 1.0)}.get(activation)
    if targets is not None and activation != "sigmoid" and scale != _Range(0.0, 1.0):
        low, high = min(targets), max(targets)
        return _Range(low, high) if low < high else _Range(low - 0.5, high + 0.5)
    return scale


def _letters(
    network: Network, samples: Sequence[Sample], place: int, *, is_output: bool
) -> tuple[str, tuple[str, ...], Callable[[Sample], str]]:
    """Return how samples are drawn: a letter for each, what the letters say, and the letter of a test sample."""
    if not is_output and len(network.units[-1]) > 1:

        def greatest(sample: Sample) -> int:
            return sample[1].index(max(sample[1]))

        letters = "".join([SAMPLE_LETTERS[min(greatest(sample), len(SAMPLE_LETTERS) - 1)] for sample in samples])
        meanings = (phrase("1 2 …: place of the greatest y"), phrase("1 2 …: greatest y"))
        return letters, meanings, lambda sample: TEST_LETTERS[min(greatest(sample), len(TEST_LETTERS) - 1)]
    targets = [y[place] for _, y in samples]
    if set(targets) <= {0.0, 1.0}:
        letters = "".join("01"[y > 0.5] for y in targets)
        meanings = (phrase("0 1: targets y"), phrase("0 1: targets"))
        return letters, meanings, lambda sample: TEST_LETTERS[sample[1][place] > 0.5]
    middle = (min(targets) + max(targets)) / 2
    letters = "".join("lh"[y > middle] for y in targets)
    meanings = (phrase("l h: low and high targets y"), phrase("l h: low, high y"))
    return letters, meanings, lambda sample: TEST_LETTERS[sample[1][place] > middle]


def chosen_axes(problem: Problem, view: View) -> tuple[int, int]:
    """Return the places of the two inputs that are mapped, to the right and upwards."""
    across, up = view.axes
    return (across, up) if max(across, up) < problem.given_inputs else (0, 1)


def _meanings(*meanings: str, test_letters: str) -> tuple[str, ...]:
    """Return what the letters of samples say, and brackets around one, in versions from long to short.

    Args:
        meanings: what the letters of the samples say, long and short.
        test_letters: the letters of test samples; '' if there are none.
    """
    if not test_letters:
        return (
            phrase("{meaning}; [ ]: this sample", meaning=meanings[0]),
            phrase("{meaning}, [ ]: now", meaning=meanings[-1]),
            *meanings,
        )
    with_tests = []
    for meaning in meanings:
        with_tests.append(phrase("{meaning}, {test_letters}: test", meaning=meaning, test_letters=test_letters))
    letters = meanings[-1].partition(":")[0]
    return (
        phrase("{meaning}; [ ]: this sample", meaning=with_tests[0]),
        phrase("{meaning}, [ ]: now", meaning=with_tests[-1]),
        *with_tests,
        phrase("{letters}; {test_letters}: test", letters=letters, test_letters=test_letters),
        phrase("{test_letters}: test", test_letters=test_letters),  # what 0 and 1 are is guessed sooner
    )


def _widened(values: Sequence[float]) -> _Range:
    low, high = min(values), max(values)
    margin = MARGIN * (high - low) if high > low else max(1.0, MARGIN * abs(high))
    return _Range(low - margin, high + margin)


def _values(snapshot: Snapshot, frame: _Frame, columns: int, rows: int) -> Floats:
    """Return the unit's value at the middle of every pixel, the topmost row first."""
    x1, x2 = _grid(frame, columns, rows)
    program = snapshot.program
    through = (snapshot.x or snapshot.samples[0][0])[: snapshot.problem.given_inputs]
    given = [np.full(x1.shape, value) for value in through]
    given[frame.axes[0]] = x1
    given[frame.axes[1]] = x2
    values = forward_on_arrays(snapshot, given)
    found: Floats = np.broadcast_to(values[program.by_target[frame.unit.name].number - 1], x1.shape)
    return found


def _grid(frame: _Frame, columns: int, rows: int) -> tuple[Floats, Floats]:
    """Return the two inputs at the middle of every pixel, the topmost row first."""
    x1, x2 = np.meshgrid(_middles(frame.x1, columns), _middles(frame.x2, rows)[::-1])
    return x1, x2


def _scale(values: Floats) -> _Range:
    """Return a scale from round number to round number, so that it seldom changes."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return _Range(0.0, 1.0)
    least = float(finite.min())
    greatest = float(finite.max())
    low = -round_up(-least) if least < 0 else 0.0
    high = round_up(greatest) if greatest > 0 else 0.0
    return _Range(low, high) if low < high else _Range(0.0, 1.0)


def _levels(values: Floats, scale: _Range, count: int) -> list[list[int]]:
    with np.errstate(all="ignore"):
        share = (values - scale.low) / (scale.high - scale.low)
        levels = np.clip(np.nan_to_num(share) * count, 0, count - 1).astype(int)
    return np.where(np.isfinite(share), levels, BROKEN).tolist()  # type: ignore[no-any-return]


def _middles(interval: _Range, count: int) -> Floats:
    step: NDArray[np.float64] = (np.arange(count) + 0.5) / count
    return interval.low + step * (interval.high - interval.low)


@lru_cache(maxsize=256)
def _pixels(above: int, below: int) -> Span:
    if BROKEN in (above, below):
        return Span("?", "bad")
    return Span("▀", f"map{above}/map{below}")


def _coloured(above: Sequence[int], below: Sequence[int]) -> list[Span]:
    return [_pixels(a, b) for a, b in zip(above, below, strict=True)]


def _sign(rows: list[list[Span]], levels: Sequence[Sequence[int]], samples: Iterable[tuple[int, int]]) -> None:
    """Write + here and there where ŷ is above the middle of the scale, and − where it is below; not beside a sample."""
    near = {(column + by, row) for column, row in samples for by in range(-APART + 1, APART)}
    for y in range(1, len(rows), MARK_ROWS):
        for x in range(MARK_COLUMNS // 2, len(rows[y]), MARK_COLUMNS):
            above, below = levels[2 * y][x], levels[2 * y + 1][x]
            if above == below and above not in (MIDDLE, BROKEN) and (x, y) not in near:
                rows[y][x] = Span("+" if above > MIDDLE else "−", f"mark{above}")


def _plain(levels: Sequence[int]) -> list[Span]:
    return [Span("?", "bad") if level == BROKEN else Span(RAMP[level]) for level in levels]


@lru_cache(maxsize=8)
def _places(
    samples: tuple[Sample, ...], frame: _Frame, width: int, height: int, *, is_test: bool = False
) -> dict[tuple[int, int], str]:
    """Return the cells, (column, row), with samples in them, and the letter of the last sample."""
    letters = frame.tested if is_test else frame.letters
    return {_cell(frame, x, width, height): letter for (x, _), letter in zip(samples, letters, strict=True)}


def _cell(frame: _Frame, x: Sequence[float], width: int, height: int) -> tuple[int, int]:
    column = int((x[frame.axes[0]] - frame.x1.low) / (frame.x1.high - frame.x1.low) * width)
    return column, height - 1 - int((x[frame.axes[1]] - frame.x2.low) / (frame.x2.high - frame.x2.low) * height)


def _mark_current(rows: list[list[Span]], snapshot: Snapshot, frame: _Frame) -> None:
    """Draw the sample of this step in brackets."""
    if snapshot.sample is None or snapshot.x is None:
        return
    width = len(rows[0])
    column, row = _cell(frame, snapshot.x, width, len(rows))
    for i, letter in enumerate(f"[{frame.letters[snapshot.sample]}]", start=column - 1):
        if 0 <= i < width:
            rows[row][i] = Span(letter, "current")


def axes_caption(snapshot: Snapshot, view: View, room: int) -> str:
    """Return the names of the inputs to the right and upwards in so many cells; '' if they have none, or no room."""
    places = chosen_axes(snapshot.problem, view)
    return axis_names([input_axis(snapshot.problem, place) for place in places], room)


def _named(problem: Problem, frame: _Frame) -> _Axes:
    """Return what the picture has to the right, upwards and as its levels."""
    across = input_axis(problem, frame.axes[0])
    upwards = input_axis(problem, frame.axes[1])
    outputs = problem.network.units[-1]
    levels = output_axis(problem, outputs.index(frame.unit)) if frame.unit in outputs else Axis(frame.unit.name)
    is_one = frame.x1 == frame.x2 and across.scale is None and upwards.scale is None
    return _Axes(across, upwards, levels, is_one)


def _axis(frame: _Frame, named: _Axes, width: int, *, says_both: bool) -> Row:
    """Say below the map what is to the right, from left to right, and what upwards, if that stands nowhere else."""
    across, upwards = named.across, named.upwards
    besides = [""]
    if named.is_one:
        besides = [f" {upwards.called} {UPWARDS}", f" {upwards.symbol} {UPWARDS}"]
    elif says_both:
        besides = [f" ({upwards.symbol} {UPWARDS})"]
    both = []
    is_named = bool(across.name or upwards.name)
    if is_named or across.scale is not None or upwards.scale is not None:
        for first, second in zip(across.spans(*frame.x1), upwards.spans(*frame.x2, UPWARDS), strict=False):
            both.append(f"{first} {second}")
    both.append(f"{across.symbol}→ {across.span(*frame.x1)} {upwards.symbol}{UPWARDS} {upwards.span(*frame.x2)}")
    lines = [fitting_or_none(both if says_both else (), width)]
    lines += [across.line(*frame.x1, width, text) for text in besides]
    text = next(filter(None, lines), both[-1])
    return fitted((Span(text, "dim"),), width)


def _legend(frame: _Frame, named: _Axes, scale: _Range, width: int, *, explains: bool, coloured: bool) -> Row:
    """Say which unit it is, and what the levels stand for; and what the letters of samples do, if it is to explain."""
    low, high = named.levels.ends(*scale)
    levels = [Span("▀", f"map{i}/map{i}") for i in range(MAP_LEVELS)] if coloured else [Span(RAMP)]
    # The signs that stand on the map, at their ends of the scale.
    minus, plus = (" −", " +") if coloured and width >= MIN_SIGNED_WIDTH else ("", "")
    called = named.levels.name or frame.unit.name
    row = [Span(f"{called} {low}{minus} ", "dim"), *levels, Span(f"{plus} {high}", "dim")]
    if row_width(row) > width:
        row[0] = Span(f"{frame.unit.name} {low}{minus} ", "dim")
    parts: list[tuple[str, ...]] = [] if named.is_one else [named.upwards.spans(*frame.x2, UPWARDS)]
    if explains:
        parts.append(frame.meanings)
    for versions in parts:
        text = fitting_or_none(versions, width - row_width(row) - 2)
        if text:
            row.append(Span(f"  {text}", "dim"))
    return fitted(row, width)
