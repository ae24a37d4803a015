"""The documents that people read, README and the reference, taken apart into what the tests run.

python -m tests.documents   writes the tables of keys and commands and the outputs of commands into them anew
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
HELP = ROOT / "xortui" / "help"

_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\$ xortui (.*)\n")
_KEYS = re.compile(r"(<!-- keys -->\n).*?(<!-- /keys -->)", re.DOTALL)
_SPEED = re.compile(r"^[\d,]+ samples per second, (.*), [\d.]+ s$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block."""

    document: str
    """The name of its file."""
    line: int
    """The line of the file that opens it, from 1."""
    language: str
    """What stands behind the fence."""
    text: str

    def __str__(self) -> str:
        """Say where it is: 'README.md:42'."""
        return f"{self.document}:{self.line}"


def documents() -> list[Path]:
    """Return the files: README, and every page of the reference."""
    return [README, *sorted(HELP.glob("*.md"))]


def blocks(language: str = "") -> list[Block]:
    """Return the blocks of all documents, or those in a language."""
    found = [block for document in documents() for block in blocks_of(document)]
    return [block for block in found if language in ("", block.language)]


def blocks_of(document: Path) -> Iterator[Block]:
    """Yield the blocks of one document."""
    text = document.read_text("utf-8")
    for match in _BLOCK.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        yield Block(document.name, line, match[1], match[2])


def printed_by(command: str) -> str:
    """Return what a command of xortui prints."""
    from xortui.cli import main

    output = TextIOWrapper(BytesIO(), encoding="utf-8")  # a StringIO has no encoding: it is written to in ASCII
    with redirect_stdout(output):
        status = main(command.split())
    if status:
        raise ValueError(f"xortui {command} has failed with the status {status}")
    output.seek(0)
    return output.read()


def without_speed(output: str) -> str:
    """Return an output without what differs from machine to machine."""
    return _SPEED.sub(r"\1", output)


def key_table(document: str) -> str:
    """Return the table of keys that a document has."""
    match = _KEYS.search(document)
    if match is None:
        raise ValueError("the document has no table of keys")
    return match[0].removeprefix(match[1]).removesuffix(match[2]).strip()


def written_anew(document: str) -> str:
    """Return a document with the keys and the outputs of this version."""
    from tests.prompt import page
    from xortui.ui.keys import key_table_markdown

    if document.startswith("# Prompt\n"):
        return page.written_anew(document)
    document = _KEYS.sub(lambda match: f"{match[1]}{key_table_markdown()}\n{match[2]}", document)
    return _BLOCK.sub(_block_anew, document)


def _block_anew(block: re.Match[str]) -> str:
    """Return a block with what its command prints now; as it is where only the speed differs."""
    command = _COMMAND.match(block[2])
    if block[1] != "console" or command is None:
        return block[0]
    output = printed_by(command[1])
    if without_speed(output) == without_speed(block[2].removeprefix(command[0])):
        return block[0]
    return f"```console\n{command[0]}{output}```"


if __name__ == "__main__":
    for path in documents():
        path.write_text(written_anew(path.read_text("utf-8")), encoding="utf-8")
