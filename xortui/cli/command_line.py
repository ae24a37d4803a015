"""Sends the arguments to the command that they name, and turns what it could not do into a line and a status."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

from xortui.cli.output import tell, unwritten
from xortui.cli.refusal import Refusal
from xortui.cli.signals import ended_by_signals
from xortui.cli.status import INTERRUPTED
from xortui.language.locale import language_of
from xortui.language.messages_file import ENGLISH, languages
from xortui.language.phrase import choose_language
from xortui.settings.spoken import spoken_language

COMMANDS = {
    "trace": "trace",
    "train": "train",
    "predict": "predict",
    "problems": "problems",
    "verify": "verify",
    "check": "check",
    "why": "why",
    "sweep": "sweep",
    "break": "break_",
    "mistakes": "mistakes",
    "quiz": "quiz",
    "tour": "tour",
    "export": "export",
    "resume": "resume",
    "follow": "follow",
    "play": "play",
    "sessions": "sessions",
    "settings": "settings",
    "help": "help",
}
"""The module of `xortui.cli.subcommands` that does what a first word asks for; only that one is loaded."""
LANGUAGE = "--language"
WITHOUT_A_WORD = "screen"
"""The module that runs where the first word is no command: it opens the screen, or the prompt."""
MISSPELT = 0.75
"""How alike a word must be to a command to be taken for it, from 0 to 1."""
OPTIONS_BEFORE = {"--plain": 0, "--batch": 0, "--present": 0, "--ascii": 0, LANGUAGE: 1, "--theme": 1}
"""Options that may stand before a command as well, and how many words each takes behind it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    try:
        arguments = list(sys.argv[1:] if argv is None else argv)
        choose_language(spoken_language(os.environ))
        _speak_as_asked(arguments)
        with ended_by_signals():
            status = _run(arguments)
    except SystemExit as leaving:  # --help, --version, and signals
        status = leaving.code if isinstance(leaving.code, int) else 0
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Refusal as refusal:
        status = _complain(refusal)
    except BrokenPipeError as error:
        status = _complain(unwritten(error))
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        status = _complain(unwritten(error))
    choose_language(ENGLISH)  # whoever has called this from Python speaks English again
    return status


def _speak_as_asked(argv: Sequence[str]) -> None:
    """Choose the language that is asked for beside --help, which is printed before the options are read."""
    if not {"-h", "--help"}.intersection(argv) or LANGUAGE not in argv[:-1]:
        return
    wanted = language_of(argv[list(argv).index(LANGUAGE) + 1], os.environ)
    if wanted in languages():
        choose_language(wanted)


def _run(argv: list[str]) -> int:
    """Have the command that is named first do the rest."""
    argv = _command_first(argv)
    name = COMMANDS.get(argv[0]) if argv else None
    rest = argv if name is None else argv[1:]
    if name is None and argv:
        _refuse_misspelt(argv[0])
    command = import_module(f"xortui.cli.subcommands.{name or WITHOUT_A_WORD}")
    status: int = command.run(rest)
    return status


def _command_first(argv: list[str]) -> list[str]:
    """Return the arguments with a command in front of the options that were typed before it."""
    place = 0
    while place < len(argv) and argv[place] in OPTIONS_BEFORE:
        place += 1 + OPTIONS_BEFORE[argv[place]]
    if not 0 < place < len(argv) or argv[place] not in COMMANDS:
        return argv
    return [argv[place], *argv[:place], *argv[place + 1 :]]


def _refuse_misspelt(word: str) -> None:
    """Refuse a word that is nearly a command, and no problem and no file.

    Raises:
        Refusal: if it is one; the line names the command.
    """
    if not word.isalpha() or os.path.exists(word):
        return
    # Loaded only where a word is no command.
    import difflib

    near = difflib.get_close_matches(word, COMMANDS, 1, MISSPELT)
    if near:
        from xortui.problems import built_in_names

        if word not in built_in_names():
            raise Refusal(f"{word}: no such command; did you mean {near[0]}?")


def _complain(refusal: Refusal) -> int:
    """Print why on stderr and return the exit status."""
    if str(refusal):
        tell(str(refusal))
    return refusal.status
