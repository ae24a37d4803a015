"""Completion: what may stand where the user is typing."""

from __future__ import annotations

import re
from glob import glob
from pathlib import Path

from xortui.commands.keeping import FILE
from xortui.commands.workbench import Workbench
from xortui.prompt.spelling_out import spelled_out
from xortui.prompt.words import BACK, MEANINGS, meaning_of

DELIMITERS = " \t()*+-<>=,"
"""What ends a word."""
_WHOLE_WORDS = tuple(known for known in MEANINGS if len(known) > 1)
"""What commands are called, without the keys that stand for them, too."""
_WORD = re.compile(f"[^{re.escape(DELIMITERS)}]*$")


def completed(bench: Workbench, line: str) -> list[str]:
    """Return what the last word of a line may become, in the order in which it is offered."""
    word = _WORD.search(line)
    typed = word[0] if word else ""
    first, blank, rest = line.lstrip().partition(" ")
    if first == BACK and blank:
        first, blank, rest = rest.lstrip().partition(" ")
    offered = list(_behind(bench, first, rest)) if blank else [*_WHOLE_WORDS, BACK]
    # What is typed in ASCII letters is completed in them.
    spelled = [spelled_out(text) for text in offered] if typed.isascii() else offered
    return sorted({text for text in spelled if text.startswith(typed)})


def _behind(bench: Workbench, first: str, rest: str) -> tuple[str, ...]:
    """Return what may stand behind a command."""
    try:
        meaning = meaning_of(first)
    except ValueError:
        return ()
    if meaning.verb is not None:
        return meaning.verb.completions(bench)
    if meaning.command is None or (meaning.is_back and meaning.command.back is None):
        return ()
    if meaning.command.id == "help":
        return _WHOLE_WORDS
    way = meaning.command.way(back=meaning.is_back)
    if way.asks is FILE:
        return tuple(f"{path}/" if Path(path).is_dir() else path for path in glob(f"{rest.lstrip()}*"))
    question = way.asks or way.takes
    return () if question is None else question.completions(bench)
