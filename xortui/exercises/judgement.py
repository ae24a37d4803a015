"""The judgement: what somebody typed as an answer, whether it is right, and how far off it is."""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import StrEnum
from math import isfinite
from typing import NamedTuple

from xortui.exercises.exercise import Exercise, Solution
from xortui.language.phrase import phrase

NEAR = 0.01
"""Relative distance up to which a number is right."""
MIN_DIGITS = 2
"""Significant digits from which on a number is right that is the value rounded to them."""
GIVE_UP = "?"
"""Typed for the answer."""
MAX_QUOTED = 30
_SIGNS = {
    "+": 1, "positive": 1, "plus": 1,
    "-": -1, "−": -1, "negative": -1, "minus": -1,
    "zero": 0,
}  # fmt: skip
_COURSES = {"falls": -1, "rises": 1, "same": 0, "-": -1, "−": -1, "+": 1, "=": 0}


_MINUS_IN_WORDS = re.compile(r"^minus\s+(?=[\d.,])", re.IGNORECASE)
"""Stands before a number that somebody writes as it is said: minus 4.8."""
_BY_COMMA = re.compile(r"[+\-−]?(0?,\d+|\d+,(\d{1,2}|\d{4,}))(e[+\-−]?\d+)?", re.ASCII | re.IGNORECASE)
"""A number with a decimal comma; 1,234 may be a thousand and some."""


class Given(StrEnum):
    """What kind of answer was given."""

    NUMBER = "number"
    SIGN = "sign"
    COURSE = "course"
    CHOICE = "choice"
    NOTHING = "nothing"
    """It was given up."""


class Judgement(NamedTuple):
    """An answer, judged."""

    given: Given
    is_right: bool
    guess: float = 0.0
    """The number that was given; of a sign or a course −1, 0 or 1; of a choice its place."""
    off: float = 0.0
    """How much greater the number is than the right one."""


def judged(exercise: Exercise, solution: Solution, text: str, evaluate: Callable[[str], float]) -> Judgement:
    """Judge an answer.

    Args:
        exercise: what was asked.
        solution: what is right.
        text: what was typed.
        evaluate: returns the value of an expression; raises a ValueError if it is none.

    Raises:
        ValueError: if the text is no answer to the question; the line says what was expected.
    """
    typed = _MINUS_IN_WORDS.sub("-", text.strip())
    if typed == GIVE_UP:
        return Judgement(Given.NOTHING, is_right=False)
    if exercise.course is not None:
        course = _course(typed)
        return Judgement(Given.COURSE, is_right=course == sign_of(solution.value), guess=course)
    sign = _sign(typed.lower())
    if sign is not None:
        return Judgement(Given.SIGN, is_right=sign == sign_of(solution.value), guess=sign)
    if not typed:
        raise ValueError(phrase("expected a number such as 0.53, an expression, + or −, or ? for the answer"))
    if _BY_COMMA.fullmatch(typed):
        typed = typed.replace(",", ".")
    number = _number(typed)
    digits = significant_digits(typed)
    if number is None:
        number = evaluate(typed)
        digits = 0
    if not isfinite(number):
        raise ValueError(phrase("expected a finite number, got {typed}", typed=f"{typed[:MAX_QUOTED]!r}"))
    off = number - solution.value
    return Judgement(Given.NUMBER, is_right=_is_near(typed, digits, number, solution.value), guess=number, off=off)


def sign_of(value: float) -> int:
    """Return 1, −1 or 0."""
    return (value > 0) - (value < 0)


def _sign(word: str) -> int | None:
    """Return the sign that a word names, in English or in the language that is chosen; None if it names none."""
    for known, sign in _SIGNS.items():
        if word in (known, phrase(known)):
            return sign
    return None


def _course(typed: str) -> int:
    """Return what a loss is said to do, which may be shortened.

    Raises:
        ValueError: if it is nothing that a loss does.
    """
    word = typed.lower()
    for known, sign in _COURSES.items():
        if word and (known.startswith(word) or phrase(known).startswith(word)):
            return sign
    raise ValueError(phrase("expected falls, rises or same, got {typed}", typed=f"{typed[:MAX_QUOTED]!r}"))


def _number(typed: str) -> float | None:
    """Return the number that is typed, with a minus of either kind; None if it is an expression."""
    try:
        return float(typed.replace("−", "-").replace("_", "x"))
    except ValueError:
        return None


def significant_digits(typed: str) -> int:
    """Return how many digits of a typed number say something: those from the first that is not 0."""
    mantissa = typed.lower().replace("−", "-").lstrip("+-").partition("e")[0]
    return len(mantissa.replace(".", "").lstrip("0"))


def _is_near(typed: str, digits: int, number: float, value: float) -> bool:
    """Say whether a number is right: near enough, or the value rounded to the digits that were typed."""
    if value == 0 or number == value:
        return number == value
    if abs(number - value) <= NEAR * abs(value):
        return True
    return digits >= MIN_DIGITS and abs(number - value) <= _half_of_last_digit(typed) * (1 + 1e-9)


def _half_of_last_digit(typed: str) -> float:
    """Return half of what the last digit of a typed number stands for: 0.005 for 0.24."""
    mantissa, _, power = typed.lower().partition("e")
    decimals = len(mantissa.partition(".")[2])
    return 0.5 * 10.0 ** (int(power.replace("−", "-") or 0) - decimals)
