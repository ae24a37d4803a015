"""The file of messages: all that is told in one language, in TOML, with the English texts as its keys."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

ENGLISH = "en"
"""The language of the code, which has no file."""
FOLDER = Path(__file__).parent / "messages"
"""Where the files are."""
ENGLISH_THOUSANDS = ","
TABLES = ("numbers", "phrases", "plurals")
"""What a file may have."""
THOUSANDS = "thousands"
"""What the table of numbers says."""
FORMS = 2
"""Texts of a plural: for exactly one, and for any other number."""


@dataclass(frozen=True, slots=True)
class Messages:
    """What a file says; what it does not have is told in English."""

    language: str = ENGLISH
    """What it is called, as its file is."""
    phrases: Mapping[str, str] = field(default_factory=dict)
    """A text for each English text."""
    plurals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The texts for one and for many, for each English text for many."""
    thousands: str = ENGLISH_THOUSANDS
    """What stands between the thousands of a number in texts."""


def languages() -> tuple[str, ...]:
    """Return the languages there are, English first."""
    return (ENGLISH, *sorted(path.stem for path in FOLDER.glob("*.toml")))


def read_messages(language: str) -> Messages:
    """Return what the file of a language says.

    Raises:
        ValueError: if there is no such file, or it is not right; the line says what was expected.
    """
    if language not in languages():
        raise ValueError(f"there is no language {language!r}; expected {' or '.join(languages())}")
    # Nothing of this is needed in English.
    import tomllib

    name = f"{language}.toml"
    try:
        document = tomllib.loads((FOLDER / name).read_bytes().decode("utf-8"))
    except ValueError as error:  # not text in UTF-8, too
        raise ValueError(f"{name}: not TOML: {error}") from None
    except OSError as error:
        raise ValueError(f"{name}: cannot be read: {error.strerror or error}") from None
    return replace(messages_of(document, name), language=language)


def messages_of(document: Mapping[str, Any], name: str) -> Messages:
    """Return what a document of TOML says.

    Args:
        document: the table "phrases" and the table "plurals", as TOML has them.
        name: the file, for messages.

    Raises:
        ValueError: if something in it is no text; the line says where, and what was expected.
    """
    for table in document:
        if table not in TABLES:
            raise ValueError(f"{name}: {table}: expected the tables {', '.join(TABLES)}, and nothing else")
    phrases = _table(document, "phrases", name)
    for text, told in phrases.items():
        if not isinstance(told, str):
            raise ValueError(f"{name}: {text!r}: expected a text in quotes")
    plurals = _table(document, "plurals", name)
    for text, forms in plurals.items():
        if not _are_forms(forms):
            raise ValueError(f"{name}: {text!r}: expected a list of two texts, for one and for many")
    numbers = _table(document, "numbers", name)
    thousands = numbers.get(THOUSANDS, ENGLISH_THOUSANDS)
    if not set(numbers) <= {THOUSANDS} or not isinstance(thousands, str):
        raise ValueError(f"{name}: numbers: expected {THOUSANDS}, a text in quotes, and nothing else")
    # An empty text is one that nobody has written yet.
    return Messages(
        phrases={text: told for text, told in phrases.items() if told},
        plurals={text: tuple(forms) for text, forms in plurals.items() if all(forms)},
        thousands=thousands,
    )


def _table(document: Mapping[str, Any], table: str, name: str) -> dict[str, Any]:
    found = document.get(table, {})
    if not isinstance(found, dict):
        raise ValueError(f"{name}: {table}: expected a table")
    return found


def _are_forms(forms: object) -> bool:
    return isinstance(forms, list) and len(forms) == FORMS and all(isinstance(form, str) for form in forms)
