"""The wording of a tour: text with {expressions}, which are computed where its stop is."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from math import isfinite

from xortui.render.numbers import short

DIGITS = 4
"""Digits of a number, unless it says otherwise: {w1:8}."""
MAX_DIGITS = 12
MORE_DIGITS = 3
"""Digits of a value that is told, besides those of the number that it should be."""
KEY = "key "
"""Begins what stands for the name of a command, which is a key on a screen and a word at a prompt: {key edit}."""
AT = " at "
"""Stands between an expression and the position where it is computed, if that is another one: {loss at e10}."""
_HOLE = re.compile(r"\{([^{}]*)\}")
_DIGITS = re.compile(r"^(.*):\s*(\d+)$")
_PRINTED = re.compile(r"^(.*[^<>=!])=\s*([+−-]?\d[\d.]*(?:e[+−-]?\d+)?)$")
_CODE = re.compile(r"`[^`]*`")
_COMPARES = re.compile(r"[<>≤≥≠]|[=!]=")
PROGRAM = "xortui"
_NUMBER = re.compile(r"(?<![\w.])[+−-]?\d+(?:[.,]\d+)*(?:e[+−-]?\d+)?")
_DECIMAL = re.compile(r"(?<![\w.])\d+\.\d+")


@dataclass(frozen=True, slots=True)
class Hole:
    """A number in a text that is computed."""

    expression: str
    position: str = ""
    """Where it is computed; empty for where the stop is."""
    digits: int = DIGITS
    printed: str = ""
    """The digits to be shown, which the value must round to; empty for the value itself."""

    @property
    def command(self) -> str:
        """The id of the command whose name is wanted; empty where a number is."""
        return self.expression.removeprefix(KEY).strip() if self.expression.startswith(KEY) else ""


Evaluate = Callable[[str, str], float | bool]
"""An expression and a position → its value there; raises a ValueError of one line if it has none."""


def holes(text: str) -> Iterator[Hole]:
    """Yield what is computed in a text.

    Raises:
        ValueError: if the text can't be read; the line says what was expected.
    """
    for match in _HOLE.finditer(text):
        yield _hole(match[1])
    rest = _HOLE.sub("", text)
    if "{" in rest or "}" in rest:
        raise ValueError("a brace has no partner; expected {w1}")


def _hole(inside: str) -> Hole:
    text = inside.strip()
    if not text:
        raise ValueError("expected an expression between { and }, got nothing")
    digits = DIGITS
    printed = ""
    with_digits = _DIGITS.match(text)
    if with_digits is not None:
        text = with_digits[1].strip()
        digits = int(with_digits[2])
        if not 1 <= digits <= MAX_DIGITS:
            raise ValueError(f"{{{inside}}}: expected from 1 to {MAX_DIGITS} digits, got {digits}")
    with_number = _PRINTED.match(text)
    if with_number is not None:
        text = with_number[1].strip()
        printed = with_number[2]
    expression, _, position = text.partition(AT)
    if not any(letter.isalpha() for letter in expression):
        raise ValueError(f"{{{inside}}}: expected an expression with a name in it, such as {{w1}}")
    return Hole(expression.strip(), position.strip(), digits, printed)


def filled(text: str, evaluate: Evaluate) -> str:
    """Return a text with the numbers that belong there; commands stand in it as in every wording, as {edit}.

    Raises:
        ValueError: if one can't be computed, or has other digits than are printed.
    """
    list(holes(text))  # says what is wrong before anything is computed
    return _HOLE.sub(lambda match: _filling(_hole(match[1]), evaluate), text)


def _filling(hole: Hole, evaluate: Evaluate) -> str:
    if hole.command:
        return f"{{{hole.command}}}"
    value = evaluate(hole.expression, hole.position)
    if isinstance(value, bool):
        if hole.printed:
            raise ValueError(f"{hole.expression} is true or false, not {hole.printed}")
        return "true" if value else "false"
    if not hole.printed:
        return short(value, hole.digits)
    if not _rounds_to(value, hole.printed):
        decimals = len(hole.printed.partition(".")[2])
        told = short(value, min(decimals + MORE_DIGITS, MAX_DIGITS))
        raise ValueError(f"{hole.expression} is {told}, not {hole.printed}")
    return hole.printed


def _rounds_to(value: float, printed: str) -> bool:
    """Say whether a value, rounded or cut to as many digits, is what is printed."""
    text = printed.replace("−", "-")
    mantissa, _, power = text.partition("e")
    unit = 10.0 ** (int(power or 0) - len(mantissa.partition(".")[2]))
    return isfinite(value) and abs(value - float(text)) <= 0.5 * unit * (1 + 1e-9)


def settled(text: str, evaluate: Evaluate) -> float | bool:
    """Return the value of a condition, in which {expressions} are computed first, elsewhere if they say so.

    Raises:
        ValueError: if there is none; the line says what was expected.
    """
    parts = list(holes(text))
    if len(parts) == 1 and _HOLE.fullmatch(text.strip()):
        return evaluate(parts[0].expression, parts[0].position)

    def computed(match: re.Match[str]) -> str:
        hole = _hole(match[1])
        return repr(float(evaluate(hole.expression, hole.position)))

    return evaluate(_HOLE.sub(computed, text), "")


def conditions_in(text: str) -> Iterator[tuple[str, str]]:
    """Yield the expressions that a condition is made of, each with the position it names; those in braces first.

    A condition that can't be read has none.
    """
    try:
        parts = list(holes(text))
    except ValueError:
        return
    yield from ((hole.expression, hole.position) for hole in parts)
    if not (len(parts) == 1 and _HOLE.fullmatch(text.strip())):
        yield _HOLE.sub("0", text), ""


def loose_numbers(text: str, commands: Collection[str] = ()) -> list[str]:
    """Return the numbers in a text that are neither computed nor checked.

    Code may have whole numbers, as in `1 − h1`. What stands in a condition, as in `loss < 0.05`, or in a line that
    somebody may type, as in `break loss < 0.05`, says nothing of how large anything is.

    Args:
        text: the text.
        commands: the words with which lines begin that may be typed.
    """
    rest = _HOLE.sub("", text)
    claims = []
    for code in _CODE.findall(rest):
        first = code.strip("`").split(maxsplit=1)[:1]
        if not _COMPARES.search(code) and first not in ([PROGRAM], *([word] for word in commands)):
            claims.append(code)
    found = _DECIMAL.findall(" ".join(claims))
    return found + _NUMBER.findall(_CODE.sub("", rest))
