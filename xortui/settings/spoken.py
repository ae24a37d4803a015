"""The language that a person has chosen in the file of settings; read by every command, so nothing else is loaded."""

from __future__ import annotations

from collections.abc import Mapping

from xortui.language.locale import LOCALE, language_of
from xortui.language.messages_file import ENGLISH, languages
from xortui.settings.document import settings_document
from xortui.settings.place import settings_path


def spoken_language(environment: Mapping[str, str]) -> str:
    """Return the language that the file of settings chooses; English where it chooses none, or one that is not there.

    What is wrong in the file is told where all settings are read.

    Args:
        environment: the variables of the environment.
    """
    path = settings_path()
    if not path.exists():
        return ENGLISH
    try:
        chosen = settings_document(path).get("language", ENGLISH)
    except (OSError, ValueError, RecursionError):
        return ENGLISH
    return language_of(chosen, environment) if chosen in (*languages(), LOCALE) else ENGLISH
