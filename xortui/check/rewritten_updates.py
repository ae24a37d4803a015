"""Files whose updates do not do what they should: they are examined once more, from a text in which they do.

If all is right then, or named, the updates are what is wrong as well.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from xortui.check.asked import AskedError
from xortui.check.undecided import UndecidedError
from xortui.check.verdict import OPENED, RIGHT, WRONG, mistake_record
from xortui.core.mistake import EVERY_LAYER, Place
from xortui.core.mistakes import BY_ID

Examine = Callable[[str], dict[str, Any]]
"""What gives a verdict on a text in the place of the file, or raises an `UndecidedError` or an `AskedError`."""


def verdict_on_rewritten(text: str, examine: Examine) -> dict[str, Any] | None:
    """Return the verdict on a text that was rewritten; None if there is none, or if what is wrong has no name."""
    try:
        verdict = examine(text)
    except (UndecidedError, AskedError):
        return None
    is_clear = verdict["verdict"] == RIGHT or verdict["mistakes"]
    return verdict if is_clear else None


def with_wrong_updates(
    verdict: Mapping[str, Any],
    identity: str,
    statements: Sequence[ast.stmt],
    names: Sequence[str],
    parameters: Mapping[str, str],
) -> dict[str, Any]:
    """Return a verdict that names a mistake of updates before all others.

    Args:
        verdict: on the text that was rewritten.
        identity: the mistake.
        statements: the updates.
        names: the parameters that they are of.
        parameters: what is said of each parameter.
    """
    opened = verdict.get(OPENED)
    if opened is not None:
        opened["is_explained"] = False  # the program that was examined is not the file's own
    return {
        **verdict,
        "verdict": WRONG,
        "parameters": dict(parameters),
        "mistakes": [accused(identity, statements, names), *verdict["mistakes"]],
        "causes": [],
        "factors": [],
        OPENED: opened,
    }


def accused(identity: str, statements: Sequence[ast.stmt], names: Sequence[str]) -> dict[str, Any]:
    """Return a mistake of updates as a verdict has it.

    Args:
        identity: the mistake.
        statements: the updates.
        names: the parameters that they are of.
    """
    row = BY_ID[identity]
    line = min(one.lineno for one in statements)
    return mistake_record(row.id, row.told(Place(EVERY_LAYER, tuple(names))), row.hint, line, names)


def with_changes(source: str, statements: Iterable[ast.Assign], change: Callable[[bytes], bytes]) -> str:
    """Return a text in which what follows the targets of statements is changed; every line stays where it is."""
    lines = source.splitlines(keepends=True)
    # The last of a line is changed first, so that the columns of the others hold.
    for one in sorted(statements, key=lambda one: (one.lineno, one.col_offset), reverse=True):
        # Columns count bytes.
        line = lines[one.lineno - 1].encode()
        end = one.targets[0].end_col_offset or 0
        lines[one.lineno - 1] = (line[:end] + change(line[end:])).decode()
    return "".join(lines)
