"""Somebody's own code: the line that does what the operation at hand does, and beside each line what it computes."""

from __future__ import annotations

import re
from collections.abc import Sequence
from textwrap import wrap

from xortui.core.program import LOSS, Operation, derivative, gradient_sum
from xortui.debugger.snapshot import Snapshot
from xortui.debugger.source_file import Accusation, SourceFile
from xortui.language.phrase import phrase
from xortui.render.beside import DIFFERS
from xortui.render.retold import retold
from xortui.render.row import Hit, Row, Span, fitted, more_above_or_below, row_width, scrolled
from xortui.render.view import View

TITLE = "Your code"
"""What the header leaves room for."""
WRONG = "✗"
"""Marks a line that is wrong; `DIFFERS` marks one that computes something else than what is right by a wrong line."""
LOOK_HERE = "?"
"""Marks a line to look at, where something is wrong and the mistake has no name."""
GAP = 2
GUTTER = 4
"""Cells before the code, besides those of the number."""
MIN_CODE = 16
"""Cells of a line of code that are kept where there is no room for all."""
MIN_HEIGHT_WITH_REASON = 7
"""Lines, the header's among them, from which on the reason stands below the code."""
NO_BREAK = "\u00a0"
"""Stands for a blank at which no line ends."""
MAX_REASON_LINES = 3
_INDEX = re.compile(r"\[[\d, *-]+\]")
_NUMBERED = re.compile(r"(.*?)(\d+)$")


def source_rows(source: SourceFile, snapshot: Snapshot, view: View, width: int, height: int) -> list[Row]:
    """Return a header, the lines around the one at hand, and below them why a line is wrong."""
    rows = source.rows
    reason = _reason(source, snapshot, width, height)
    shown = max(height - 1 - len(reason), 0)
    first = _first_shown(source, snapshot, shown)
    drawn = [_header(source, first, shown, width)]
    numbers = range(first + 1, min(first + shown, len(rows)) + 1)
    digits = len(str(len(rows)))
    left_out = _blanks_left_out([rows[number - 1] for number in numbers], width - digits - GUTTER)
    places = _Places(source, snapshot, view, digits, left_out)
    for number in numbers:
        drawn.append(places.row(number, is_at_hand=number == _line_of(source, snapshot), width=width))
    blank = fitted((), width)
    drawn += [blank] * (height - len(drawn) - len(reason))
    return [*drawn, *reason][:height]


def _blanks_left_out(rows: Sequence[str], room: int) -> int:
    """Return how many blanks at their beginning rows are shown without, where one of them would be cut.

    Args:
        rows: what is shown.
        room: cells for each.
    """
    written = [row for row in rows if row.strip()]
    if all(len(row.rstrip()) <= room for row in written):
        return 0
    return min(len(row) - len(row.lstrip()) for row in written)


def source_lines(source: SourceFile, snapshot: Snapshot, around: int) -> list[str]:
    """Return the lines around the one at hand as text: what each computes behind it, and why the wrong ones are wrong.

    Args:
        source: the file.
        snapshot: where one stands.
        around: how many lines before and after it.
    """
    at = _line_of(source, snapshot)
    middle = line_at_hand(source, snapshot)
    lines = []
    for number, code in enumerate(source.rows, start=1):
        if abs(number - middle) > around:
            continue
        told = [phrase("line {number}: {code}", number=number, code=code.rstrip())]
        computed = source.computed.get(number, ())
        if computed:
            told.append(phrase("computes {computed}", computed=computed_text(source, computed)))
        for accusation in source.accusations_of(number):
            sentence = retold(accusation.sentence)
            if accusation.is_certain:
                told.append(phrase("wrong: {sentence}", sentence=sentence))
            else:
                told.append(phrase("look here: {sentence}", sentence=sentence))
        if number == at:
            told.append("here")
        lines.append("; ".join(told))
    return [f"{source.name}:", *lines]


def line_at_hand(source: SourceFile, snapshot: Snapshot) -> int:
    """Return the line to look at: that of the operation that ran last, or of one near it; at first, what is wrong."""
    operation = snapshot.operation
    if operation is None:
        return source.first_accused or _first_line(source, snapshot)
    for near in reversed(snapshot.program.operations[: operation.number]):
        line = source.line_of(snapshot.program, near)
        if line is not None:
            return line
    return _first_line(source, snapshot)


def _first_shown(source: SourceFile, snapshot: Snapshot, shown: int) -> int:
    """Return the place of the first line that is shown: around the line at hand, and with the wrong one if both fit.

    Args:
        source: the file.
        snapshot: where one stands.
        shown: how many lines there is room for.
    """
    at = line_at_hand(source, snapshot) - 1
    first = scrolled(len(source.rows), shown, at)
    told = _told_accusation(source, snapshot)
    if told is None or not told.line:
        return first
    wrong = told.line - 1
    if abs(wrong - at) >= shown:
        return first
    return max(min(first, wrong), wrong - shown + 1)


def _first_line(source: SourceFile, snapshot: Snapshot) -> int:
    """Return the line where a step begins; the first, if it is not known."""
    for operation in snapshot.program.operations:
        line = source.line_of(snapshot.program, operation)
        if line is not None:
            return line
    return 1


def _line_of(source: SourceFile, snapshot: Snapshot) -> int | None:
    """Return the line of the operation that ran last; None if it is not known."""
    operation = snapshot.operation
    return None if operation is None else source.line_of(snapshot.program, operation)


def _header(source: SourceFile, first: int, shown: int, width: int) -> Row:
    """Say which file it is, and that it goes on."""
    more = more_above_or_below(first, shown, len(source.rows))
    title = phrase(TITLE)
    room = max(width - len(title) - GAP - len(more) - 1, 0)
    name = source.name if len(source.name) <= room else f"{source.name[: max(room - 1, 0)]}…"
    return fitted((Span(" " * (len(title) + GAP)), Span(f"{name:<{room}}", "dim"), Span(f" {more}", "key")), width)


def _reason(source: SourceFile, snapshot: Snapshot, width: int, height: int) -> list[Row]:
    """Return why a line is wrong: the one at hand, or else the first that is."""
    if height < MIN_HEIGHT_WITH_REASON:
        return []
    if source.doubt:
        return _below(f"{LOOK_HERE} {source.doubt}", "key", width)
    chosen = _told_accusation(source, snapshot)
    if chosen is None:
        return []
    where = f"{chosen.line}: " if chosen.line else ""
    others = len(source.accusations) - 1
    more = phrase(" ({others} more)", others=others) if others else ""
    text = f"{where}{retold(chosen.sentence)}"
    if not chosen.is_certain:
        return _below(f"{LOOK_HERE} {text}", "key", width, more)
    return _below(f"{WRONG} {text}", "bad", width, more)


def _told_accusation(source: SourceFile, snapshot: Snapshot) -> Accusation | None:
    """Return what is told of what is wrong: that of the line at hand, or else the first; None if nothing is."""
    if not source.accusations:
        return None
    at = _line_of(source, snapshot)
    return next((accusation for accusation in source.accusations if accusation.line == at), source.accusations[0])


def _below(text: str, role: str, width: int, ending: str = "") -> list[Row]:
    """Return a text that stands below the code, in few lines, with an ending that stays whole."""
    joined = ending.strip().replace(" ", NO_BREAK)
    parts = wrap(f"{text} {joined}" if joined else text, max(width, 1))
    if len(parts) > MAX_REASON_LINES:
        parts = wrap(text, max(width, 1))[:MAX_REASON_LINES]
        parts[-1] = f"{parts[-1][: max(width - 2 - len(ending), 0)]} …{ending}"
    return [fitted((Span(part.replace(NO_BREAK, " "), role),), width) for part in parts]


class _Places:
    """Draws the lines of one file at one position."""

    def __init__(self, source: SourceFile, snapshot: Snapshot, view: View, digits: int, left_out: int) -> None:
        self._source = source
        self._snapshot = snapshot
        self._view = view
        self._digits = digits
        self._left_out = left_out

    def row(self, number: int, *, is_at_hand: bool, width: int) -> Row:
        """Return one line."""
        operations = self._source.operations_of(self._snapshot.program, number)
        hit = Hit("operation", str(operations[0])) if operations else None
        code = self._source.rows[number - 1].rstrip()[self._left_out :]
        stops = not self._view.stops.isdisjoint(operations)
        mark = self._mark(number)
        gutter = (
            Span(f"{'▸' if is_at_hand else ' '}{number:>{self._digits}}", "path" if is_at_hand else "faint", hit),
            Span("●" if stops else " ", "bad", hit),
            Span(mark, "bad" if mark == WRONG else "key", hit),
            Span(" ", hit=hit),
        )
        role = "text" if operations else "dim"
        if is_at_hand:
            role = "text current"
        room = width - row_width(gutter)
        beside = self._beside(number, is_at_hand, room - len(code) - GAP, max(room - MIN_CODE - GAP, 0))
        left = room - len(beside) - (GAP if beside else 0)
        if len(code) > left:
            code = f"{code[: max(left - 1, 0)]}…"
        between = room - len(code) - len(beside)
        indent = len(code) - len(code.lstrip())
        text = (Span(code[:indent], hit=hit), Span(code[indent:], role, hit))
        spans = (*gutter, *text, Span(" " * between, hit=hit), Span(beside, "positive", hit))
        return fitted(spans, width)

    def _mark(self, number: int) -> str:
        """Return the sign of a line that is wrong, or of one whose values differ from what is right."""
        accusations = self._source.accusations_of(number)
        if accusations:
            return WRONG if any(accusation.is_certain for accusation in accusations) else LOOK_HERE
        computed = self._source.computed.get(number, ())
        differs = any(self._snapshot.right_value(name) is not None for name in computed)
        return DIFFERS if differs else " "

    def _beside(self, number: int, is_at_hand: bool, wanted: int, most: int) -> str:
        """Return what a line computes: as long as fits beside the code, or else the shortest text.

        The line at hand, which the sentence tells of, and one that is wrong are not cut for it.
        """
        computed = self._source.computed.get(number, ())
        if not computed:
            return ""
        operation = self._snapshot.operation
        versions = [computed_text(self._source, computed), _shortest(computed), _shortest(_updated_alone(computed))]
        if is_at_hand and operation is not None:
            versions = [_at_hand(self._source, operation), symbol(operation.target), *versions]
        fitting = [text for text in versions if len(text) <= wanted]
        if fitting:
            return fitting[0]
        if is_at_hand or self._source.accusations_of(number):
            return ""
        shortest = min(versions, key=len)
        return shortest if len(shortest) <= most else ""


def symbol(name: str) -> str:
    """Return a value's name in short: δ3 for ∂C/∂z3."""
    beginning = derivative(LOSS, "z")
    return f"δ{name.removeprefix(beginning)}" if name.startswith(beginning) else name


def _at_hand(source: SourceFile, operation: Operation) -> str:
    """Return what the operation at hand computes, with the file's name of its parameter."""
    called = source.told(operation.by or operation.target)
    return f"{symbol(operation.target)} {called}".strip()


def computed_text(source: SourceFile, computed: Sequence[str]) -> str:
    """Return what a line computes, with the file's names: 'w1…w4 u'."""
    parts = []
    for run in _runs(computed):
        called = _called(source, run)
        text = _run_text(run)
        parts.append(f"{text} {called}" if called else text)
    return ", ".join(parts)


def _shortest(computed: Sequence[str]) -> str:
    return " ".join(_run_text(run) for run in _runs(computed))


def _updated_alone(computed: Sequence[str]) -> list[str]:
    """Return the names without the gradients of parameters that the same line updates."""
    gradients = {derivative(LOSS, name) for name in computed}
    return [name for name in computed if _as_gradient(name) not in gradients]


def _as_gradient(name: str) -> str:
    """Return ∂C/∂w for a batch's sum of these; any other name as it is."""
    before, _, after = gradient_sum("|").partition("|")
    is_sum = name.startswith(before) and name.endswith(after)
    return derivative(LOSS, name.removeprefix(before).removesuffix(after)) if is_sum else name


def _run_text(run: Sequence[str]) -> str:
    first = symbol(run[0])
    if len(run) == 1:
        return first
    last = symbol(run[-1])
    return f"{first} {last}" if len(run) == 2 else f"{first}…{last.rpartition('/∂')[2]}"


def _called(source: SourceFile, run: Sequence[str]) -> str:
    """Return what the file calls the parameters of a run: the name of the one, or of the array that all are in."""
    beginning = derivative(LOSS, "")
    names = {source.told(name.removeprefix(beginning)) for name in run}
    if len(names) == 1:
        return names.pop()
    arrays = {_INDEX.sub("[*]", name) for name in names}
    if len(arrays) > 1:
        return ""
    array = arrays.pop()  # u[*][*], or layers[*][*].weights
    before, _, after = array.partition("[*]")
    return before if not after.replace("[*]", "") else array


def _runs(computed: Sequence[str]) -> list[list[str]]:
    """Return names in runs of one letter with numbers that follow each other: w1 w2 w3."""
    families: dict[str, list[str]] = {}
    for name in _worth_showing(computed):
        match = _NUMBERED.match(name)
        families.setdefault(match[1] if match else name, []).append(name)
    runs: list[list[str]] = []
    for names in families.values():
        before = None
        for name in sorted(names, key=_number):
            number = _number(name)
            if before is not None and number == before + 1:
                runs[-1].append(name)
            else:
                runs.append([name])
            before = number
    return runs


def _number(name: str) -> int:
    match = _NUMBERED.match(name)
    return int(match[2]) if match else 0


def _worth_showing(computed: Sequence[str]) -> list[str]:
    """Return the names without those that are only on the way to another one in the same line.

    Local derivatives, and ∂C/∂h where δ follows, are left out; all are kept if nothing else were left. A batch's sum of
    gradients is shown as the gradient.
    """
    loss = derivative(LOSS, "")
    computed = list(dict.fromkeys(map(_as_gradient, computed)))
    has_delta = any(name.startswith(derivative(LOSS, "z")) for name in computed)
    kept = []
    for name in computed:
        is_factor = name.startswith("∂") and not name.startswith(loss)
        is_before_delta = has_delta and name.startswith((derivative(LOSS, "h"), derivative(LOSS, "ŷ")))
        if not (is_factor or is_before_delta):
            kept.append(name)
    return kept or computed
