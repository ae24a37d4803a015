"""The locale: the language that the system names for every program."""

from __future__ import annotations

from collections.abc import Mapping

from xortui.language.messages_file import ENGLISH, languages

LOCALE = "auto"
"""What is chosen instead of a language: the one of the system."""
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")
"""What names it, the first one that is set; POSIX says so."""


def language_of(chosen: str, environment: Mapping[str, str]) -> str:
    """Return the language that somebody means.

    Args:
        chosen: a language, or "auto" for the system's; English where there is no file for that.
        environment: the variables of the environment.
    """
    if chosen != LOCALE:
        return chosen
    named = next((environment[name] for name in _VARIABLES if environment.get(name)), "")
    # de_DE.UTF-8 and de_AT are German.
    language = named.partition(".")[0].partition("_")[0].lower()
    return language if language in languages() else ENGLISH
