"""A prompt in a test: what is typed, and what it tells."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.core.mistake import PlacedMistake
from xortui.debugger import Debugger
from xortui.problems import Problem
from xortui.prompt.interpreter import Interpreter


class Talk:
    """An interpreter, with all that it has told."""

    def __init__(
        self, problem: Problem | str = "xor", *, patience: int = 10**9, mistakes: Sequence[PlacedMistake] = ()
    ) -> None:
        """Interrupt what looks more often than this whether it is interrupted."""
        self.debugger = Debugger(problem, mistakes=mistakes)
        self.told: list[str] = []
        self.patience = patience
        self.looks = 0
        self.interpreter = Interpreter(self.debugger, self.told.append, self._is_interrupted)

    def _is_interrupted(self) -> bool:
        self.looks += 1
        return self.looks > self.patience

    def type(self, *lines: str) -> list[str]:
        """Do some lines, which must be possible, and return what the last one tells."""
        for line in lines:
            self.told.clear()
            trouble = self.interpreter.obey(line)
            assert not trouble, f"{line}: {trouble}"
        return list(self.told)

    def refused(self, line: str) -> str:
        """Do a line that can't be done, and return why."""
        trouble = self.interpreter.obey(line)
        assert trouble, f"{line} was done: {self.told}"
        assert trouble.isprintable()
        return trouble
