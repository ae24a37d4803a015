"""Questions: what a command asks for, how that is hinted and completed, and what an answer does."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from xortui.commands.workbench import Workbench


def _nothing(_: Workbench) -> tuple[str, ...]:
    return ()


class Question(NamedTuple):
    """One thing that a person is asked to type."""

    name: str
    """Begins the messages about it."""
    hint: str
    """What may be typed."""
    answer: Callable[[Workbench, str], None]
    """Does what the typed text asks for; raises a ValueError, whose line says what was expected, if it can't."""
    completions: Callable[[Workbench], tuple[str, ...]] = _nothing
    """What a person may want to type, the likeliest first."""
    is_listed: bool = False
    """Whether the hint goes on with the completions: they are names that the person has given."""
    is_expression: bool = False
    """Whether the answer is an expression, of which the last name is completed."""
    hint_now: Callable[[Workbench], str] | None = None
    """What may be typed where the workbench stands, if that differs from place to place; '' for the hint."""
    is_told: bool = False
    """Whether its command says in words what is asked, and asks for nothing to be typed behind it."""

    def hinted(self, bench: Workbench) -> Question:
        """Return the question with the hint that holds where the workbench stands."""
        hint = "" if self.hint_now is None else self.hint_now(bench)
        return self._replace(hint=hint) if hint else self
