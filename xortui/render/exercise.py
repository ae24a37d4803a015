"""An exercise in words: the question, and what comes of an answer, with the formula and its numbers."""

from __future__ import annotations

from xortui.core.expression import formula
from xortui.core.program import LOSS, Operation, Program
from xortui.debugger.snapshot import Snapshot
from xortui.exercises.choice import Choice
from xortui.exercises.exercise import Course, Exercise, Solution
from xortui.exercises.judgement import Given, Judgement, sign_of
from xortui.language.phrase import phrase
from xortui.render.numbers import short
from xortui.render.sentence import numbers_text, questions, result_text
from xortui.render.tour import without_marks

COURSES = {-1: "falls", 0: "stays the same", 1: "rises"}
ROUNDING = 1e-12
"""Share of a value up to which an answer is off only by how a machine rounds."""
MIN_PER_CENT = 0.001
SIGNS = {-1: "negative", 0: "zero", 1: "positive"}


def asked_text(exercise: Exercise, operation: Operation | None) -> str:
    """Return the question.

    Args:
        exercise: the exercise.
        operation: what computes the value that is asked for; None where it is asked whether the loss falls.
    """
    if exercise.course is Course.EPOCH:
        return phrase("Does the mean of {loss} fall in the next epoch?", loss=LOSS)
    if operation is None:
        return phrase("Does {loss} of this sample fall with this step's update?", loss=LOSS)
    question = _begun_upper(questions(operation)[0])
    end = "" if question.endswith("?") else "."
    return f"{phrase('What is {target}?', target=operation.target)} {question}{end}"


def short_question(exercise: Exercise) -> str:
    """Return the question in a few words, as it stands beside its answer."""
    if exercise.course is not None:
        return asked_text(exercise, None)
    return phrase("What is {target}?", target=exercise.asked)


def answers_hint(exercise: Exercise, program: Program) -> str:
    """Return what may be typed, with an expression of values that the program has."""
    if exercise.course is not None:
        return phrase("falls, rises or same, or ? for the answer")
    example = "h1*(1-h1)" if "h1" in program.by_target else f"2*{program.network.parameter_names[0]}"
    return phrase("a number, {example}, + or −, or ? for the answer", example=example)


def _begun_upper(text: str) -> str:
    return text if text.startswith(("∂", "Δ")) else f"{text[:1].upper()}{text[1:]}"


def told_texts(exercise: Exercise, solution: Solution, judgement: Judgement, snapshot: Snapshot) -> list[str]:
    """Return what came of an answer, in versions from long to short.

    It says whether the answer is right, how far off it is, and the formula with its numbers.

    Args:
        exercise: the exercise.
        solution: what is right.
        judgement: the answer.
        snapshot: of the position at which it is there to be seen.
    """
    if exercise.course is not None:
        return [f"{_verdict(judgement, '')} {_course_text(exercise, solution)}"]
    operation = snapshot.program.operations[exercise.position.operation]
    verdict = _verdict(judgement, _off_text(judgement, solution))
    return [f"{verdict} {text}" for text in _formula_texts(snapshot, operation)]


def told_choice(choice: Choice, judgement: Judgement) -> str:
    """Return what came of a choice."""
    right = without_marks(choice.right_text)
    if judgement.is_right:
        return phrase("✓ Right, {right}", right=right)
    if judgement.given is Given.NOTHING:
        return phrase("The answer is {right}", right=right)
    return phrase("✗ Not right, it is {right}", right=right)


def right_text(exercise: Exercise, solution: Solution) -> str:
    """Return what is right, in short."""
    if exercise.course is not None:
        return phrase(COURSES[sign_of(solution.value)])
    return short(solution.value)


def _verdict(judgement: Judgement, off: str) -> str:
    if judgement.given is Given.NOTHING:
        return phrase("The answer:")
    if judgement.is_right:
        return phrase("✓ Right{off}.", off=off)
    return phrase("✗ Not right{off}.", off=off)


def _off_text(judgement: Judgement, solution: Solution) -> str:
    """Say how far off an answer is; '' if it is exact, but for how a machine rounds."""
    right = phrase(SIGNS[sign_of(solution.value)])
    if judgement.given is Given.SIGN:
        return phrase(", it is {right}", right=right)
    if judgement.given is Given.NOTHING or abs(judgement.off) <= ROUNDING * abs(solution.value):
        return ""
    size = short(abs(judgement.off))
    off = phrase("{size} too high", size=size) if judgement.off > 0 else phrase("{size} too low", size=size)
    if solution.value:
        off += f" ({_percent(judgement.off / solution.value)})"
    if sign_of(judgement.guess) != sign_of(solution.value):
        return phrase(", it is {right}: {off}", right=right, off=off)
    return f", {off}"


def _percent(share: float) -> str:
    size = abs(share) * 100
    if size >= 1000:
        return phrase("{times} times its size", times=f"{size / 100:.0f}")
    if size < MIN_PER_CENT:
        return phrase("under {least} %", least=MIN_PER_CENT)
    return f"{size:.0f} %" if size >= 10 else f"{size:.2g} %"


def _formula_texts(snapshot: Snapshot, operation: Operation) -> list[str]:
    """Return the formula with its numbers and the value, in versions from long to short."""
    target = f"{operation.target} {'←' if operation.assigns else '='}"
    symbols = formula(operation.expression)
    numbers = numbers_text(snapshot, operation)
    answer = result_text(snapshot, operation)
    parts = [symbols, numbers, answer]
    whole = " = ".join(dict.fromkeys(parts))
    shorter = " = ".join(dict.fromkeys(parts[1:]))
    return [f"{target} {whole}", f"{target} {shorter}", f"{target} {answer}"]


def _course_text(exercise: Exercise, solution: Solution) -> str:
    does = phrase(COURSES[sign_of(solution.value)])
    name = phrase("{loss} of this sample", loss=LOSS)
    if exercise.course is Course.EPOCH:
        name = phrase("The mean of {loss}", loss=LOSS)
    if solution.value == 0:
        return f"{name} {does}: {short(solution.before)}"
    return phrase(
        "{name} {does}: {before}, then {after}",
        name=name,
        does=does,
        before=short(solution.before),
        after=short(solution.after),
    )
