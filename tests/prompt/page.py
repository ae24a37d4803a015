"""The page on the prompt: its tables and transcripts, made from the commands and from what they tell.

python -m tests.documents writes them anew, with those of all other pages.
"""

from __future__ import annotations

import re
from pathlib import Path

from tests.prompt.talks import Talk
from xortui.commands.table import COMMANDS
from xortui.prompt.shell import PROMPT
from xortui.prompt.topics import TOPICS
from xortui.prompt.verbs import VERBS
from xortui.prompt.words import described, words_for

PAGE = Path(__file__).parents[2] / "xortui" / "help" / "prompt.md"
TRANSCRIPT = re.compile(r"(?<=^```prompt\n).*?(?=^```$)", re.MULTILINE | re.DOTALL)
_OPENING = "$ xortui --plain "


def transcript(block: str) -> str:
    """Return a transcript with what its lines tell now."""
    first, *lines = block.splitlines()
    talk = Talk(first.removeprefix(_OPENING))
    told = [first]
    for line in lines:
        if line.startswith(PROMPT):
            told += [line, *talk.type(line.removeprefix(PROMPT))]
    return "".join(f"{line}\n" for line in told)


def _code(words: list[str]) -> str:
    return " ".join(f"`{word}`" for word in words)


def command_table() -> str:
    """Return a row for every command that is not about the picture alone, and for every verb."""
    rows = ["| type | does | back |", "|---|---|---|"]
    for command in COMMANDS.values():
        if not command.is_about_picture:
            back = f"{_code(words_for(command, back=True))} {described(command, back=True)}" if command.back else ""
            rows.append(f"| {_code(words_for(command))} | {described(command, back=False)} | {back} |")
    rows += [f"| {_code(list(verb.words))} | {verb.description} |  |" for verb in VERBS]
    return "\n".join(rows)


def pictured_table() -> str:
    """Return the commands that are about the picture alone."""
    return ", ".join(_code(words_for(command)[:1]) for command in COMMANDS.values() if command.is_about_picture)


def topic_table() -> str:
    """Return a row for every topic."""
    rows = ["| topic | what it tells | what may stand behind it |", "|---|---|---|"]
    return "\n".join([*rows, *(f"| `{topic.name}` | {topic.description} | {topic.expects} |" for topic in TOPICS)])


def told_anew(page: str) -> str:
    """Return any page with the transcripts of this version."""
    return TRANSCRIPT.sub(lambda found: transcript(found[0]), page)


def written_anew(page: str) -> str:
    """Return the page on the prompt with the tables and transcripts of this version."""
    page = told_anew(page)
    for mark, table in (("commands", command_table()), ("pictured", pictured_table()), ("topics", topic_table())):
        before, begin, rest = page.partition(f"<!-- {mark} -->\n")
        _, end, after = rest.partition(f"<!-- /{mark} -->")
        page = f"{before}{begin}{table}\n{end}{after}"
    return page
