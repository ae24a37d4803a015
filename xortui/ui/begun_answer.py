"""The begun answer: what a key types where something is asked, so that nobody has to press another key first."""

from __future__ import annotations

from xortui.commands.practice import Practice

NUMBER_KEYS = {**{digit: digit for digit in "0123456789"}, "full_stop": ".", "minus": "-"}
"""What numbers begin with, by the names of the keys."""


def begun_answer(practice: Practice, key: str) -> str:
    """Return the letter or digit of an answer that a key types; empty if it begins none.

    Args:
        practice: what is asked.
        key: the name of the key that was pressed.
    """
    if practice.choice is not None:
        return key if key in practice.choice.letters else ""
    if practice.exercise is None or practice.exercise.course is not None:
        return ""
    return NUMBER_KEYS.get(key, "")
