"""The phrase: an English text of the code, told in the language that a person has chosen.

The English text is the key of the file of messages, so the code reads as if there were no other language.
What a text says of numbers stands in it as {name}. Numbers keep the decimal point in every language: what is
shown is what is typed, in problem files and at the prompt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from xortui.language.messages_file import ENGLISH, Messages, read_messages

_NAMED = re.compile(r"\{\{|\{([a-z_]+)\}")
"""A value that is named; a brace that is doubled stands for itself, also in what is made of the text later."""
_NO_MESSAGES = Messages()
_chosen = _NO_MESSAGES
"""What holds now; nothing for English, which needs no file."""


def choose_language(name: str) -> None:
    """Tell everything in a language from now on.

    Args:
        name: what its file is called, such as 'de'; 'en' for English, for which no file is read.

    Raises:
        ValueError: if there is no such language, or its file is not right; the line says which and what was expected.
    """
    global _chosen
    _chosen = _NO_MESSAGES if name == ENGLISH else read_messages(name)


def chosen_language() -> str:
    """Return what the language is called in which everything is told: 'en' or 'de'."""
    return _chosen.language


def chosen_thousands() -> str:
    """Return what stands between the thousands of a number in texts."""
    return _chosen.thousands


def is_english() -> bool:
    """Say whether everything is told in English."""
    return _chosen.language == ENGLISH


@contextmanager
def in_english() -> Iterator[None]:
    """Tell everything in English for a while: in files that programs read, or people elsewhere."""
    global _chosen
    before = _chosen
    _chosen = _NO_MESSAGES
    try:
        yield
    finally:
        _chosen = before


def phrase(text: str, **values: object) -> str:
    """Return an English text in the language that is chosen, with values in their places.

    Args:
        text: the English text, which names its values: 'move {by} downhill'. Other names in braces stay: they are
            commands, which `render.wording` calls what the person types for them.
        **values: what stands for the names.
    """
    return _filled(_chosen.phrases.get(text, text), values)


def plural(one: str, many: str, count: int, **values: object) -> str:
    """Return one of two English texts, for exactly one of a thing or for any other number, in the chosen language.

    Args:
        one: the English text for 1: '{count} step'.
        many: the English text for every other number: '{count} steps'. It is the key in the file of messages.
        count: how many there are, which stands for {count}.
        **values: what stands for other names.
    """
    forms = _chosen.plurals.get(many, (one, many))
    return _filled(forms[0 if count == 1 else 1], {"count": count, **values})


def _filled(text: str, values: Mapping[str, object]) -> str:
    """Return a text with values for the names that have one."""
    if not values:
        return text

    def value_of(found: re.Match[str]) -> str:
        name = found[1]
        return str(values[name]) if name in values else found[0]

    return _NAMED.sub(value_of, text)
