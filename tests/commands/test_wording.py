"""Wordings name commands, and never a key: each front end says its own."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import xortui
from tests.commands.benches import NoScreen
from xortui.commands.table import COMMANDS
from xortui.commands.workbench import Workbench
from xortui.debugger import Debugger
from xortui.prompt import words
from xortui.render.wording import verbatim, worded
from xortui.ui import keys

PACKAGE = Path(xortui.__file__).parent
ROOMS = ("core", "debugger", "render", "export", "commands", "prompt", "exercises", "tours")
"""The rooms that know no keys."""
NAMED = re.compile(r"\{([a-z_]+)(\.back)?\}")
KEY = re.compile(r"(?:^|[;,(] ?)(?:[a-zA-Z?]|tab|space|esc|escape|enter|delete) (?:and \w )?(?:[a-z]{2,}s|back)\b")
"""A key, and what it does: 'v edits', '; tab leads to it'."""
RETOLD = "retold_check.py"
"""Has texts of another process, whose names in braces stand for its values."""


def messages(room: str) -> Iterator[tuple[str, str]]:
    """Yield every text in a room's code that is no docstring, and where it is."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        tree = ast.parse(path.read_text("utf-8"))
        alone = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in alone:
                yield f"{path.name}:{node.lineno}", node.value


@pytest.mark.parametrize("room", ROOMS)
def test_no_message_names_a_key(room: str) -> None:
    found = [(where, text) for where, text in messages(room) if KEY.search(text)]
    assert not found


def test_a_message_that_names_a_key_would_be_found() -> None:
    for text in ("there is one history only; v edits a value", "q quits", "; tab leads to it", ", S back", "u unfolds"):
        assert KEY.search(text)


def named(room: str) -> Iterator[tuple[str, str, str]]:
    """Yield every name in braces that is not given a value where it stands: the id, its way back, and where it is."""
    for path in sorted((PACKAGE / room).rglob("*.py")):
        if path.name == RETOLD:
            continue
        tree = ast.parse(path.read_text("utf-8"))
        given: dict[int, set[str | None]] = {}
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("phrase", "plural"):
                values = {keyword.arg for keyword in node.keywords} | {"count"}
                given |= {id(argument): values for argument in node.args}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                for id_, back in NAMED.findall(node.value):
                    if id_ not in given.get(id(node), set()):
                        yield id_, back, f"{path.name}:{node.lineno}"


@pytest.mark.parametrize("room", ["render", "commands", "prompt", "ui"])
def test_every_command_that_a_message_names_is_there(room: str) -> None:
    for id_, back, where in named(room):
        assert id_ in COMMANDS, where
        assert not back or COMMANDS[id_].back, where


@pytest.mark.parametrize("front_end", [keys, words])
def test_every_front_end_has_a_name_of_its_own_for_every_command(front_end: object) -> None:
    names = [
        front_end.name_of(f"{command.id}{'.back' if back else ''}")  # type: ignore[attr-defined]  # both have one
        for command in COMMANDS.values()
        for back in ((False, True) if command.back else (False,))
    ]
    assert len(set(names)) == len(names)
    assert all(names)


def test_news_is_told_in_the_names_of_the_front_end() -> None:
    for name_of, told in ((keys.name_of, "v edits a value"), (words.name_of, "v edits a value"), (str.upper, "EDIT ")):
        bench = Workbench(Debugger(), name_of)
        COMMANDS["fork"].obey(bench, NoScreen(), back=False)
        assert told in bench.message


def test_what_somebody_typed_is_shown_as_it_is() -> None:
    for typed in ("{goto}", "{{goto}}", "{", "}", "{nonsense}", "{goto.back}"):
        assert worded(f"{verbatim(typed)}, {{goto}}", str.upper) == f"{typed}, GOTO"
