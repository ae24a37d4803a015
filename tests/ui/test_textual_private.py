"""One file alone uses what is private to Textual and Rich, and all of it is still there."""

from __future__ import annotations

import ast
import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import textual
from rich.console import Console
from rich.style import Style

import xortui.ui
from xortui.ui import textual_private

ROOM = Path(xortui.ui.__file__).parent
ALLOWED = Path(textual_private.__file__)
FILES = [path for path in sorted(ROOM.rglob("*.py")) if path != ALLOWED]
PRIVATE = re.compile(r"_[a-z]\w*")


def private_names(path: Path) -> Iterator[str]:
    """Yield the private attributes that a file reads, sets or defines."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Attribute) and PRIVATE.fullmatch(node.attr):
            yield node.attr
        elif isinstance(node, ast.ClassDef):
            for statement in node.body:
                if isinstance(statement, ast.FunctionDef) and PRIVATE.fullmatch(statement.name):
                    yield statement.name


def names_inside(module: str) -> set[str]:
    """Return the private attributes that a module of Textual sets or defines."""
    text = (Path(textual.__file__).parent / module).read_text("utf-8")
    found = set(re.findall(r"self\.(_[a-z]\w*)\b[^=\n(]*(?: = |: )", text))
    return found | set(re.findall(r"def (_[a-z]\w*)", text))


INSIDE = set().union(
    *map(names_inside, ("app.py", "screen.py", "widget.py", "dom.py", "message_pump.py", "command.py"))
)
"""What is private to the classes that the screens, the panes and the app are made from."""
OF_DRIVERS = names_inside("driver.py") | names_inside("drivers/linux_driver.py")
OWN = {
    "job.py": {"_driver"},
    "painting/driver.py": {"_loop"},
    "painting/outlet.py": {"_loop"},
    "type_ahead.py": {"_app", "_task"},
}
"""Names of our own classes that are no widgets; and the loop, which drivers made from Textual's may use."""
OF_SYSTEM = {"_exit"}
"""What the module os calls so."""


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOM)))
def test_no_other_file_uses_private_names(path: Path) -> None:
    assert not re.search(r"^(from|import) (textual|rich)[\w.]*\._", path.read_text("utf-8"), re.MULTILINE)
    used = set(private_names(path))
    ours = OWN.get(str(path.relative_to(ROOM)), set()) | OF_SYSTEM
    assert used & (INSIDE | OF_DRIVERS) <= ours


def test_all_that_is_used_is_still_there() -> None:
    elsewhere = names_inside("widgets/_option_list.py") | {"_ansi", "_waiters", "_color_system"}
    assert set(private_names(ALLOWED)) <= INSIDE | OF_DRIVERS | elsewhere
    assert hasattr(Style(), "_ansi")
    assert hasattr(Console(), "_color_system")
    assert hasattr(asyncio.Event(), "_waiters")
