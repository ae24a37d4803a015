"""The documents that people read, README and the reference, taken apart into what the tests run.

python -m tests.documents   writes the tables of keys and commands and the outputs of commands into them anew
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass
from io import BytesIO, TextIOWrapper
from pathlib import Path

from xortui.core.activations import ACTIVATIONS, FAMILIES, SOFTMAX
from xortui.core.losses import LOSSES
from xortui.core.mistakes import INDISTINGUISHABLE, MISTAKES
from xortui.core.optimizers import DECAYS, OPTIMIZERS
from xortui.core.settings import SETTINGS, Setting

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
HELP = ROOT / "xortui" / "help"

_BLOCK = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_COMMAND = re.compile(r"\$ xortui (.*)\n")
_TABLE = re.compile(r"(<!-- ([a-z]+) -->\n).*?(<!-- /\2 -->)", re.DOTALL)
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
        status = main(shlex.split(command))
    if status:
        raise ValueError(f"xortui {command} has failed with the status {status}")
    output.seek(0)
    return output.read()


def without_speed(output: str) -> str:
    """Return an output without what differs from machine to machine."""
    return _SPEED.sub(r"\1", output)


def written_anew(document: str) -> str:
    """Return a document with the tables and the outputs of this version."""
    from tests.prompt import page

    if document.startswith("# Prompt\n"):
        return page.written_anew(document)
    document = _TABLE.sub(lambda match: f"{match[1]}{_TABLES[match[2]]()}\n{match[3]}", document)
    return page.told_anew(_BLOCK.sub(_block_anew, document))


def _table(*rows: Sequence[str]) -> str:
    """Return a table, the first row its heading."""
    heading, *body = rows
    lines = [heading, ["---"] * len(heading), *body]
    text = "\n".join(f"| {' | '.join(cells)} |" for cells in lines)
    return text.replace("| --- ", "|---").replace("--- |", "---|")


def _terminal_keys() -> str:
    from xortui.ui.keys import terminal_key_table_markdown

    return terminal_key_table_markdown()


def _keys() -> str:
    from xortui.ui.keys import key_table_markdown

    return key_table_markdown()


def _commands() -> str:
    from xortui.ui.keys import commands_and_keys, described, shown_key

    rows = []
    for command, keys in commands_and_keys():
        forth = " ".join(f"`{shown_key(key)}`" for key in keys.forth)
        rows.append((f"`{{key {command.id}}}`", forth, described(command, back=False)))
        if command.back is not None and keys.back:
            back = " ".join(f"`{shown_key(key)}`" for key in keys.back)
            rows.append((f"`{{key {command.id}.back}}`", back, described(command, back=True)))
    return _table(("write", "shows", "which does"), *rows)


def _activations() -> str:
    rows = [(f"`{name}`", row.formula) for name, row in ACTIVATIONS.items()]
    softmax = (f"`{SOFTMAX}`", "e^zi / Σ e^zj, over all outputs; for outputs only")
    return _table(("activation", "what it is"), *rows, softmax)


def _constants() -> str:
    rows = [(f"`{name}({row.default:g})`", f"{row.meaning}: {row.expected}") for name, row in FAMILIES.items()]
    return _table(("activation", "its constant"), *rows)


def _losses() -> str:
    rows = []
    for name, row in LOSSES.items():
        needs = f"; needs {row.output_activation} outputs" if row.output_activation else ""
        rows.append((f"`{name}`", f"{row.formula}{needs}"))
    return _table(("loss", "what it is"), *rows)


def _optimizers() -> str:
    rows = [(f"`{name}`", row.formula, _usual(row.settings)) for name, row in OPTIMIZERS.items()]
    return _table(("optimizer", "its rule", "its settings, if left out"), *rows)


def _decays() -> str:
    rows = [(f'`"{name}"`', row.formula, _usual(row.settings)) for name, row in DECAYS.items()]
    return _table(("decay", "its rule", "its settings, if left out"), *rows)


def _usual(settings: Mapping[Setting, float | None]) -> str:
    """Return settings with what they are if nothing is given."""
    told = [
        f"`{s.key}`: {'must be given' if value is None else f'{value:g}'.replace('e-0', 'e-')}"
        for s, value in settings.items()
    ]
    return ", ".join(told)


def _user_settings() -> str:
    from xortui.settings.telling import settings_table_markdown
    from xortui.ui.keys import default_keys

    return settings_table_markdown(default_keys())


def _settings() -> str:
    rows = [(f"`training.{s.key}`", s.symbol, s.meaning, s.expected) for s in SETTINGS]
    return _table(("key", "symbol", "what it is", "what it may be"), *rows)


def _mistakes() -> str:
    rows = [(f"`{row.id}`", _cell(row.general), _cell(row.hint), _cell(row.source)) for row in MISTAKES]
    return _table(("mistake", "what is wrong", "instead", "source"), *rows)


def _alike() -> str:
    rows = [(", ".join(f"`{name}`" for name in alike.ids), alike.where) for alike in INDISTINGUISHABLE]
    return _table(("mistakes", "where"), *rows)


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_TABLES: Mapping[str, Callable[[], str]] = {
    "keys": _keys,
    "anywhere": _terminal_keys,
    "commands": _commands,
    "activations": _activations,
    "constants": _constants,
    "losses": _losses,
    "optimizers": _optimizers,
    "decays": _decays,
    "settings": _settings,
    "usersettings": _user_settings,
    "mistakes": _mistakes,
    "alike": _alike,
}
"""What stands between the marks of a table."""


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
