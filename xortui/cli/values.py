"""The values that arguments take, each read from what was typed.

Each reader raises argparse.ArgumentTypeError where the text is no such value; it says what was expected.
"""

from __future__ import annotations

import argparse
from contextlib import suppress
from math import isfinite
from typing import Any, TypeVar

MAX_STEPS = 10**12
MAX_HIDDEN_LAYERS = 100
MAX_QUESTIONS = 100
"""Questions of a quiz."""
MAX_SECONDS = 3600.0
"""How long the check of a file may take."""
MAX_PROCESSES = 1024
MAX_SEED = 2**63 - 1
"""The largest whole number of 64 bits with a sign."""
MAX_NUMBER = 1e6
"""Of learning rates, and of the sizes of starting weights, that a sweep tries."""
MAX_SHOWN = 40
"""Characters of a wrong value that are shown."""
Value = TypeVar("Value")


def one_of(*words: str) -> dict[str, Any]:
    """Return what makes an argument take one of some words."""

    def word(text: str) -> str:
        if text not in words:
            raise _unexpected(f"one of {', '.join(words)}", text)
        return text

    return {"type": word, "metavar": f"{{{','.join(words)}}}"}


def as_count(text: str) -> int:
    """Return a number of steps or epochs."""
    return _whole(text, 1, MAX_STEPS, f"a whole number from 1 to {MAX_STEPS:,}")


def as_questions(text: str) -> int:
    """Return a number of questions."""
    return _whole(text, 1, MAX_QUESTIONS, f"a whole number from 1 to {MAX_QUESTIONS}")


def as_seed(text: str) -> int:
    """Return a seed."""
    return _whole(text, 0, MAX_SEED, "a whole number of at least 0")


def _whole(text: str, least: int, most: int, expected: str) -> int:
    """Return a whole number from least to most."""
    with suppress(ValueError):
        if least <= int(text) <= most:
            return int(text)
    raise _unexpected(expected, text)


def as_seconds(text: str) -> float:
    """Return seconds."""
    with suppress(ValueError):
        if 0 < float(text) <= MAX_SECONDS:
            return float(text)
    raise _unexpected(f"a number above 0, of at most {MAX_SECONDS:g}", text)


def as_learning_rate(text: str) -> float:
    """Return a learning rate."""
    with suppress(ValueError):
        if float(text) >= 0 and isfinite(float(text)):
            return float(text)
    raise _unexpected("a finite number of at least 0", text)


def as_hidden(text: str) -> tuple[int, ...]:
    """Return the size of each hidden layer."""
    with suppress(ValueError):
        sizes = tuple(map(int, text.split(",")))
        if all(size >= 1 for size in sizes) and len(sizes) <= MAX_HIDDEN_LAYERS:
            return sizes
    raise _unexpected(f"the size of each layer, such as 4 or 8,8, and at most {MAX_HIDDEN_LAYERS} of them", text)


def as_starts(text: str) -> int:
    """Return a number of starts."""
    from xortui.sweep.plan import MAX_STARTS

    return _whole(text, 1, MAX_STARTS, f"a whole number from 1 to {MAX_STARTS:,}")


def as_processes(text: str) -> int:
    """Return a number of processes."""
    return _whole(text, 1, MAX_PROCESSES, f"a whole number from 1 to {MAX_PROCESSES:,}")


def as_numbers(text: str) -> tuple[float, ...]:
    """Return numbers with commas between them."""
    with suppress(ValueError):
        found = tuple(map(float, text.split(",")))
        if all(0 <= value <= MAX_NUMBER for value in found):
            return _once(found, text)
    raise _unexpected(f"numbers from 0 to {MAX_NUMBER:g} with commas between them", text)


def as_hidden_list(text: str) -> tuple[tuple[int, ...], ...]:
    """Return sizes of hidden layers, 2,4x4 for one layer of two units and two layers of four."""
    return _once(tuple(as_hidden(sizes.replace("x", ",")) for sizes in text.split(",")), text)


def as_optimizers(text: str) -> tuple[str, ...]:
    """Return names of optimizers."""
    from xortui.core.optimizers import OPTIMIZERS

    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in OPTIMIZERS:
            raise _unexpected(f"some of {', '.join(OPTIMIZERS)}", name)
    return _once(names, text)


def _once(values: tuple[Value, ...], text: str) -> tuple[Value, ...]:
    """Return values of which each is given once."""
    if len(set(values)) < len(values):
        raise _unexpected("each value once", text)
    return values


def as_distance(text: str) -> tuple[float | None]:
    """Return a distance, or None for the right side, in a tuple: None alone is what is not given."""
    from xortui.sweep.goal import distance_named

    try:
        return (distance_named(text),)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def as_per_cent(text: str) -> float:
    """Return a share that is typed in per cent."""
    with suppress(ValueError):
        if 0 < float(text) <= 100:
            return float(text) / 100
    raise _unexpected("a number above 0, of at most 100", text)


def _unexpected(expected: str, text: str) -> argparse.ArgumentTypeError:
    """Return what tells argparse that a value is not right."""
    shown = text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 3]}..."
    return argparse.ArgumentTypeError(f"expected {expected}, got {shown!r}")
