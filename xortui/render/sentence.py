"""The sentence: what the operation that ran last asked, and its answer in symbols and numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from xortui.core.dropout import TURN
from xortui.core.expression import Name, Sum
from xortui.core.program import CHANGE, Kind, Operation
from xortui.debugger.snapshot import Snapshot
from xortui.language.phrase import phrase
from xortui.render.beside import DIFFERS, comparison
from xortui.render.fitting import fitting_or_last
from xortui.render.numbers import TEXT_DIGITS, short, text_digits
from xortui.render.row import Row, Span, fitted, row_width
from xortui.render.status import sample_name
from xortui.render.view import View
from xortui.render.wording import NameOf, verbatim, worded

MAX_GIVEN = 12
"""Letters up to which the source's own name of a value stands before the sentence."""


def sentence_rows(snapshot: Snapshot, view: View, width: int, height: int, name_of: NameOf = str) -> list[Row]:
    """Return the sentence in one row, or in two. Commands are called by their names."""
    del view
    sentence = _sentence(snapshot, name_of)
    if height >= 2:
        question = _first_fitting([(*sentence.begin, Span(text)) for text in sentence.questions], width)
        answer = _first_fitting([(Span(text, "strong"),) for text in sentence.answers], width)
        return [fitted(question, width), fitted(answer, width), *[fitted((), width)] * (height - 2)]
    return [fitted(_first_fitting(sentence.in_one_row(), width), width)]


class _Sentence(NamedTuple):
    """The sentence on one operation, each part in versions from long to short."""

    begin: Row
    """The phase."""
    questions: list[str]
    """What the operation finds out, in words."""
    with_numbers: list[str] = []  # noqa: RUF012 -- never changed
    """The answer with the formula's numbers."""
    without: list[str] = []  # noqa: RUF012 -- never changed
    """The answer without them."""

    @property
    def answers(self) -> list[str]:
        """The answer, the most that can be said first."""
        return [*self.with_numbers, *self.without]

    def in_one_row(self) -> list[Row]:
        """Return versions of the sentence, the best first. Numbers matter more than words."""
        if not self.answers:
            return [(*self.begin, Span(question)) for question in self.questions]
        rows: list[Row] = []
        for answers in (self.with_numbers, self.without):
            for question in self.questions:
                asked = question if question.endswith("?") else f"{question}:"
                rows += [(*self.begin, Span(f"{asked} "), Span(answer, "strong")) for answer in answers]
            rows += [(*self.begin, Span(answer, "strong")) for answer in answers]
        return rows


def _first_fitting(rows: list[Row], width: int) -> Row:
    """Return the first row that fits, or else the last; an empty row if no row is given."""
    for row in rows:
        if row_width(row) <= width:
            return row
    return _cut_at_a_word(rows[-1], width) if rows else ()


def _cut_at_a_word(row: Row, width: int) -> Row:
    """Return as many whole words of a row as fit, and … for the others."""
    spans = list(row)
    while row_width(spans) > width - 2:
        last = spans.pop()
        kept, _, _ = last.text.rstrip().rpartition(" ")
        if kept:
            spans.append(last._replace(text=kept))
        elif not spans:
            return (last,)
    spans[-1] = spans[-1]._replace(text=spans[-1].text.rstrip())
    return (*spans, Span(" …", "dim"))


def _sentence(snapshot: Snapshot, name_of: NameOf) -> _Sentence:
    operation = snapshot.operation
    if snapshot.cover is not None:
        question = phrase("does the loss fall?")
        if snapshot.cover.is_choice:
            question = phrase("the question of the tour:")
        elif snapshot.cover.asked:
            question = phrase("what is {asked}?", asked=snapshot.cover.asked)
        then = worded(phrase("{guess} answers"), name_of)
        return _Sentence((Span(phrase("asked: "), "key"),), [f"{question} {then}", question])
    if snapshot.is_start:
        moves = worded(phrase("{operation} runs the first operation, {sample} a whole step"), name_of)
        shorter = worded(phrase("{operation} runs one op, {sample} a whole step"), name_of)
        longer = phrase("nothing is computed yet; {moves}", moves=moves)
        return _Sentence((Span(phrase("start: "), "key"),), [longer, moves, shorter])
    if operation is None:
        unread = phrase(
            "nothing has read sample {name} yet; {edit} x1 = … edits it, {operation} takes it",
            name=verbatim(sample_name(snapshot)),
        )
        return _Sentence((Span(phrase("next: "), "key"),), [worded(unread, name_of)])
    if snapshot.trouble:
        text = phrase(
            "{target} is no longer a finite number: step back, or start with a smaller η", target=operation.target
        )
        return _Sentence((Span(phrase("diverged: "), "bad"),), [text], *_answers(snapshot, operation))
    given = snapshot.problem.names.source.in_source(operation.target)
    called = f", {given}" if given != operation.target and len(given) <= MAX_GIVEN else ""
    begin = (Span(f"{phrase(operation.phase)}{called}: ", "key"),)
    if operation.kind is Kind.RESET:
        moved = snapshot.program.by_target[operation.by]
        return _Sentence(begin, questions(operation), *_answers(snapshot, moved))
    asked = questions(operation)
    if operation.kind is Kind.UPDATE and not operation.question and _goes_against_right(snapshot, operation.by):
        asked = [phrase("move {by} uphill", by=operation.by)]
    if operation.kind is Kind.FACTOR and snapshot.program.network.is_softmax and operation.of.startswith("ŷ"):
        asked.insert(0, phrase("{asked} ∂ŷ/∂z is a matrix: every ŷ changes with every z", asked=asked[0]))
    return _Sentence(begin, asked, *_answers(snapshot, operation))


def _goes_against_right(snapshot: Snapshot, parameter: str) -> bool:
    """Say whether an update moves a parameter the other way than without mistakes: uphill."""
    change = snapshot.change(parameter)
    right = snapshot.right_value(f"{CHANGE}{parameter}")
    return change is not None and right is not None and change * right < 0


def _answers(snapshot: Snapshot, operation: Operation) -> tuple[list[str], list[str]]:
    """Return what an operation computed: versions with the formula's numbers, then without."""
    with_numbers: list[str] = []
    without: list[str] = []
    for digits in text_digits():
        long, brief = _answers_in(snapshot, operation, digits)
        with_numbers += long
        without += brief
    return with_numbers, without


def _answers_in(snapshot: Snapshot, operation: Operation, digits: int) -> tuple[list[str], list[str]]:
    """Return the same with so many digits after the point."""
    target = f"{operation.target} {'←' if operation.assigns else '='}"
    answer = result_text(snapshot, operation, digits)
    symbols = operation.symbols
    numbers = numbers_text(snapshot, operation, digits)
    theirs = measured_text(snapshot, operation, digits)
    if theirs:
        begin = f"{target} {theirs}"
        computed = f"{numbers} = {answer} (right)"
        whole = [f"{begin} {DIFFERS} {symbols} = {computed}", f"{begin} {DIFFERS} {computed}"]
        return whole, [f"{begin} {DIFFERS} {answer} (right)", f"{begin} {DIFFERS} {answer}", begin]
    # Without the published number, which takes room.
    alone = f"{target} {answer}"
    plainly = f"{target} {numbers} = {answer}"
    right = snapshot.right_value(operation.target)
    differs = right is not None
    briefly = [alone] if right is None else [f"{alone} {DIFFERS} {short(right, digits)}", alone]
    is_copy = numbers == answer
    answer = comparison(snapshot, operation.target) or answer
    if symbols == numbers and is_copy:  # ∂z1/∂b1 = 1
        return [f"{target} {answer}"], briefly
    chain = f"{operation.chain} = " if operation.chain else ""
    in_symbols = f"{target} {chain}{symbols} = {answer}"
    if is_copy:  # ∂z1/∂w1 = x1 = 0
        return [in_symbols], [f"{target} {answer}", *briefly]
    with_numbers = [f"{target} {numbers} = {answer}"]
    if not differs:  # what would be right matters more than the numbers of the formula
        with_numbers.append(plainly)
    if symbols != numbers:
        with_numbers.insert(0, f"{target} {chain}{symbols} = {numbers} = {answer}")
    if chain:
        with_numbers.insert(1, f"{target} {symbols} = {numbers} = {answer}")
    return with_numbers, [in_symbols, f"{target} {answer}", *briefly]


def questions(operation: Operation) -> list[str]:
    """Say in words what an operation finds out, in versions from long to short."""
    by = operation.by
    if operation.question:
        # The first sentence alone is shorter.
        first = operation.question.split("? ")[0]
        return list(dict.fromkeys([operation.question, f"{first}?" if first != operation.question else first]))
    match operation.kind:
        case Kind.WEIGHTED_SUM:
            if isinstance(operation.expression, Sum) and isinstance(operation.expression.terms[-1], Name):
                return [
                    phrase("add up the weighted inputs and the bias"),
                    phrase("weighted inputs and bias"),
                    phrase("add up"),
                ]
            return [phrase("add up the weighted inputs"), phrase("weighted inputs"), phrase("add up")]
        case Kind.SHIFT:
            return [
                phrase("softmax: take the greatest sum off all, so that no e^z overflows; ŷ stays the same"),
                phrase("softmax: take the greatest sum off all"),
                "softmax",
            ]
        case Kind.EXPONENTIAL:
            return [phrase("softmax: this output's part"), "softmax"]
        case Kind.EXPONENTIAL_SUM:
            return [phrase("softmax: all parts together"), "softmax"]
        case Kind.SHARE:
            return [phrase("how wrong is this output?"), phrase("how wrong?")]
        case Kind.DRAW if operation.target == TURN:
            return [phrase("dropout: whose turn is it among the masks?"), phrase("dropout: which mask?")]
        case Kind.DRAW:
            return [
                phrase("dropout: the next random number, the fraction of a multiple of the last"),
                phrase("dropout: draw"),
            ]
        case Kind.MASK:
            return [phrase("dropout: is this unit kept in this step?"), phrase("dropout: is it kept?")]
        case Kind.MASKED:
            return [
                phrase("what does the unit give on? Its activation times its mask"),
                phrase("what does it give on?"),
            ]
        case Kind.ACTIVATION:
            return [phrase("what comes out of the unit?"), phrase("what comes out?")]
        case Kind.LOSS:
            return [phrase("how wrong is the answer?"), phrase("how wrong?")]
        case Kind.FACTOR | Kind.DERIVATIVE:
            return [
                phrase("how much does {of} change when {by} changes?", of=operation.of, by=by),
                phrase("how does {of} change with {by}?", of=operation.of, by=by),
            ]
        case Kind.ACCUMULATE:
            return [
                phrase("add this sample's gradient of {by} to the batch's", by=by),
                phrase("add to the batch's sum"),
            ]
        case Kind.MEAN:
            return [phrase("the batch's mean gradient of {by}", by=by), phrase("the batch's mean")]
        case Kind.TIED:
            return [
                phrase("{by} is tied to others: add up the gradients of all of them", by=by),
                phrase("add up the tied gradients"),
            ]
        case Kind.COUNT:
            return [phrase("one more update"), phrase("count")]
        case Kind.RATE:
            return [phrase("how far does this update move? The learning rate falls"), phrase("the learning rate falls")]
        case Kind.NORM:
            return [phrase("how long are all gradients together?"), phrase("how long?")]
        case Kind.CLIPPED:
            return [phrase("keep the gradient of {by} from being too large", by=by), phrase("clip")]
        case Kind.PENALTY:
            return [phrase("add to the gradient of {by} what pulls it towards 0", by=by), phrase("decay")]
        case Kind.MOMENT | Kind.CORRECTED:
            return [phrase("what is kept of the gradients of {by}?", by=by), phrase("keep")]
        case Kind.UPDATE:
            return [phrase("move {by} a little way downhill", by=by), phrase("move {by} downhill", by=by)]
        case Kind.RESET:
            return [
                phrase("{by} has moved; its sum for the next batch starts from 0", by=by),
                phrase("{by} has moved", by=by),
            ]


def numbers_text(snapshot: Snapshot, operation: Operation, digits: int = TEXT_DIGITS) -> str:
    """Return an operation's formula with the numbers it ran with, with so many digits after the point."""
    return operation.numbers(_writer(snapshot, operation.number - 1, digits))


def result_text(snapshot: Snapshot, operation: Operation, digits: int = TEXT_DIGITS) -> str:
    """Return what an operation computed; an infinite factor of a saturated unit is called so."""
    if snapshot.saturated(operation):
        return phrase("{factor} (saturated)", factor=saturated_text(snapshot.values[operation.number - 1]))
    return short(snapshot.values[operation.number - 1], digits)


def measured_text(snapshot: Snapshot, operation: Operation, digits: int = TEXT_DIGITS) -> str:
    """Return what somebody's own file makes of a parameter, where its formula gives something else; '' elsewhere."""
    theirs = snapshot.measured(operation.target) if snapshot.reached(operation) else None
    if operation.kind is not Kind.UPDATE or theirs is None or snapshot.right_value(operation.target) is None:
        return ""
    return short(theirs, digits)


def saturated_text(value: float) -> str:
    """Return a factor that has no finite value: an infinity with its sign, or 0/0."""
    return "0/0" if value != value else short(value)


def _writer(snapshot: Snapshot, number: int, digits: int) -> Callable[[str], str]:
    return lambda name: short(snapshot.value_at(name, number), digits)


def _moment(snapshot: Snapshot, factor: Operation) -> str:
    """Say from which moment a factor is, if a value that it reads changes in this step."""
    read = {name: snapshot.value_at(name, factor.number - 1) for name in factor.reads}
    made = [edit for edit in snapshot.edits if not edit.is_measured]
    is_edited = any(edit.name in read and edit.position.operation > 0 for edit in made)
    if any(value != snapshot.used(name) for name, value in read.items() if snapshot.program.is_given(name)):
        return phrase("after the edit") if is_edited else phrase("after the update")
    if any(value != snapshot.value(name) for name, value in read.items()):
        return phrase("before the edit") if is_edited else phrase("before the update")
    return ""


def factor_row(snapshot: Snapshot, factor: Operation, width: int) -> Row:
    """Return a factor written out as far as it is computed: symbol, rule, numbers, value."""
    whole = []
    brief = []
    for digits in text_digits():
        parts = _factor_parts(snapshot, factor, width, digits)
        whole.append(" = ".join(parts))
        if snapshot.reached(factor):
            brief.append(" = ".join([parts[0], parts[-1]]))
    text = fitting_or_last([*whole, *brief], width)
    if len(text) > width:  # symbols may be cut, and say so; a number never is
        text = f"{text[: width - 1]}…"
    return (Span(text, "strong"),)


def _factor_parts(snapshot: Snapshot, factor: Operation, width: int, digits: int) -> list[str]:
    """Return what stands between the signs of equality, its numbers with so many digits after the point."""
    parts = [factor.target]
    if factor.symbols != factor.target:
        parts.append(factor.symbols)
    if not snapshot.reached(factor):
        return parts
    numbers = numbers_text(snapshot, factor, digits)
    answer = result_text(snapshot, factor, digits)
    parts += [numbers] if numbers != parts[-1] else []
    parts += [answer] if answer != parts[-1] else []
    if printed := comparison(snapshot, factor.target):
        parts[-1] = printed
    moment = _moment(snapshot, factor)
    if moment and len(f"{' = '.join(parts)} ({moment})") <= width:
        parts[-1] += f" ({moment})"
    return parts
