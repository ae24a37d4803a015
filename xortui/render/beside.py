"""What is set beside a computed value: what would be right, where it differs, or else what the source prints."""

from __future__ import annotations

from xortui.core.program import CHANGE
from xortui.debugger.snapshot import Snapshot
from xortui.render import published
from xortui.render.numbers import short

DIFFERS = "≠"
"""Stands between a value and the one that would be right."""


def mark(snapshot: Snapshot, name: str) -> str:
    """Return the sign to set behind a value: nothing where nothing is known to be beside it."""
    if snapshot.right_value(name) is not None:
        return DIFFERS
    return "" if name.startswith(CHANGE) else published.mark(snapshot, name)


def comparison(snapshot: Snapshot, name: str) -> str:
    """Return the computed value and the one beside it; '' where there is none."""
    right = snapshot.right_value(name)
    if right is None:
        return "" if name.startswith(CHANGE) else published.comparison(snapshot, name)
    return f"{short(snapshot.of_the_step(name))} {DIFFERS} {short(right)} (right)"
