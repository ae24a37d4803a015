"""The words: what is typed at the prompt for every command, and which command an abbreviation stands for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from xortui.commands.command import Command
from xortui.commands.table import COMMANDS
from xortui.language.phrase import phrase
from xortui.prompt.verbs import VERBS, Verb
from xortui.render.wording import worded

WORDS = {"break_here": "here"}
"""Words of commands whose id is none, or begins like another."""
SHORT = {
    "s": "operation",
    "n": "sample",
    "e": "epoch",
    "c": "run",
    "r": "rewind",
    "g": "goto",
    "b": "break",
    "v": "edit",
    "h": "help",
    "q": "quit",
}
"""Letters, and the ids of their commands; the capital letter of the first four is the way back."""
SHORT_BACK = {letter.upper(): SHORT[letter] for letter in "snec"}
BACK_WORDS = {"undo": "edit", "delete": "break", "unwatch": "watch", "forget": "bookmark"}
"""Words for ways back that have a name of their own."""
DESCRIPTIONS = {
    "help": "Tell every command in a line, or more of one",
    "break": "Make a breakpoint: stop where a condition becomes true; alone, list them",
    "break.back": "Remove all breakpoints, or one by its number",
    "watch": "Watch an expression; alone, tell what is watched",
    "watch.back": "Remove all watches, or one",
    "run": "Run to the next breakpoint, or so many steps, or until ctrl+c",
    "run.back": "Run back to the previous breakpoint, or the start",
    "fork": "Go along the next fork, or one by its number: the same training with other edits",
    "compare": "Compare with another fork: both losses, and every parameter",
    "parameter": "Choose the next parameter, and tell a factor of its gradient",
}
"""What some commands do here in other words than on a screen."""
OTHER_WORDS = {"continue": "run", "next": "sample", "exit": "quit"}
"""What people who know other debuggers may type."""
BACK = "back"
"""Goes the way back of any command: back 10, back fork."""


class Meaning(NamedTuple):
    """What a word stands for: a command in one of its directions, or a verb of the prompt alone."""

    command: Command | None = None
    is_back: bool = False
    verb: Verb | None = None


def word_of(command: str) -> str:
    """Return the word of a command's id."""
    return WORDS.get(command, command)


def _meanings() -> Iterator[tuple[str, Meaning]]:
    """Yield every word and what it stands for."""
    for command in COMMANDS.values():
        yield word_of(command.id), Meaning(command)
        if command.label.isalpha():
            yield command.label, Meaning(command)
    for words, is_back in ((SHORT, False), (OTHER_WORDS, False), (SHORT_BACK, True), (BACK_WORDS, True)):
        for word, id_ in words.items():
            yield word, Meaning(COMMANDS[id_], is_back)
    for verb in VERBS:
        for word in verb.words:
            yield word, Meaning(verb=verb)


MEANINGS: dict[str, Meaning] = dict(_meanings())
"""Every word that may be typed in full."""


def meaning_of(word: str) -> Meaning:
    """Return what a word, or the beginning of one, stands for.

    Raises:
        ValueError: if it is none, or the beginning of several; the line lists these.
    """
    if word in MEANINGS:
        return MEANINGS[word]
    found = {known: meaning for known, meaning in MEANINGS.items() if len(known) > 1 and known.startswith(word.lower())}
    if not found:
        raise ValueError(phrase("{word} is no command; help lists them", word=f"{word[:30]!r}"))
    first: Meaning = next(iter(found.values()))
    if any(meaning != first for meaning in found.values()):
        raise ValueError(phrase("{word} may be {found}; type more of it", word=word, found=", ".join(sorted(found))))
    return first


def words_for(command: Command, *, back: bool = False) -> list[str]:
    """Return what may be typed for a command, or for its way back, the shortest first."""
    wanted = Meaning(command, back)
    found = [word for word, meaning in MEANINGS.items() if meaning == wanted]
    return sorted(found or [f"{BACK} {words_for(command)[0]}"], key=len)


def full_name(command: Command, *, back: bool) -> str:
    """Return the word that messages about a command begin with."""
    own = [word for word, named in BACK_WORDS.items() if back and named == command.id]
    word = own[0] if own else word_of(command.id)
    return f"{BACK} {word}" if back and not own else word


def described(command: Command, *, back: bool) -> str:
    """Return what a command or its way back does, with what is typed for other commands."""
    key = f"{command.id}.back" if back else command.id
    text = phrase(DESCRIPTIONS[key]) if key in DESCRIPTIONS else phrase(command.way(back=back).description)
    return worded(text, name_of)


def name_of(command: str) -> str:
    """Return what messages call a command, or its way back: its letter, if it has one, or the word of its id."""
    id_, _, back = command.partition(".")
    words = SHORT_BACK | BACK_WORDS if back else SHORT
    for word, named in words.items():
        if named == id_:
            return word
    word = word_of(id_)
    return f"{BACK} {word}" if back else word
