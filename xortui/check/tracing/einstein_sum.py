"""Einstein's sums, as np.einsum has them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from xortui.check.tracing.arrays import NotFollowedError, array_of, as_array, bare, nodes_of, with_value
from xortui.check.tracing.folds import reduced


def einsum(subscripts: Any, *operands: Any, **_: Any) -> Any:
    """Write Einstein's sum out: bring each operand to all letters, multiply, add over those that go."""
    arrays = [as_array(operand) for operand in operands]
    if not isinstance(subscripts, str):
        raise NotFollowedError("einsum")
    text = _spelt_out(subscripts.replace(" ", ""), arrays)
    terms, _arrow, wanted = text.partition("->")
    letters_of = terms.split(",")
    for number, letters in enumerate(letters_of):
        arrays[number], letters_of[number] = _without_doubles(arrays[number], letters)
    if "->" not in text:
        wanted = "".join(sorted(letter for letter in set(terms) if terms.count(letter) == 1 and letter.isalpha()))
    every = wanted + "".join(sorted({*terms} - {*wanted, ","}))
    result: Any = None
    for array, letters in zip(arrays, letters_of, strict=True):
        order = [letters.index(letter) for letter in every if letter in letters]
        shape = [1 if letter not in letters else -1 for letter in every]
        values = np.transpose(bare(array), order)
        nodes = np.transpose(nodes_of(array), order)
        sizes = iter(values.shape)
        full = [1 if size == 1 else next(sizes) for size in shape]
        spread = array_of(values.reshape(full), nodes.reshape(full))
        result = spread if result is None else result * spread
    summed = tuple(range(len(wanted), len(every)))
    if summed:
        result = reduced(np.add, result, summed)
    return with_value(result, np.einsum(subscripts, *map(bare, operands))) if len(arrays) > 1 or summed else result


def _spelt_out(text: str, arrays: Sequence[Any]) -> str:
    """Return subscripts with letters instead of "...", if all of its dots stand for the same axes."""
    if "..." not in text:
        return text
    terms, _, _ = text.partition("->")
    counts = []
    for letters, array in zip(terms.split(","), arrays, strict=True):
        if "..." in letters:
            counts.append(np.ndim(bare(array)) - len(letters) + 3)
    if "->" not in text or len(set(counts)) != 1:
        raise NotFollowedError("einsum")
    unused = [letter for letter in "ABCDEFGH" if letter not in text]
    return text.replace("...", "".join(unused[: counts[0]]))


def _without_doubles(array: Any, letters: str) -> tuple[Any, str]:
    """Return an array with the diagonal instead of two axes that have the same letter: "ii"."""
    for letter in letters:
        while letters.count(letter) > 1:
            first = letters.index(letter)
            second = letters.index(letter, first + 1)
            values = np.diagonal(bare(array), axis1=first, axis2=second)
            array = array_of(values, np.diagonal(nodes_of(array), axis1=first, axis2=second))
            letters = letters[:first] + letters[first + 1 : second] + letters[second + 1 :] + letter
    return array, letters
