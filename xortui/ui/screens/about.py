"""The about screen: what the problem is, where it comes from, and what its source prints."""

from __future__ import annotations

from xortui.problems import Problem
from xortui.render.report import about_text
from xortui.ui.screens.reading import ReadingScreen


class AboutScreen(ReadingScreen[None]):
    """Closes on i, too."""

    BINDINGS = [("i", "dismiss", "Close")]  # noqa: RUF012  Textual's own type is a list

    def __init__(self, problem: Problem, *, ascii_only: bool = False) -> None:
        """Tell about one problem, in ASCII alone where there is nothing else."""
        super().__init__(ascii_only=ascii_only)
        self._problem = problem

    def text(self) -> str:
        """Return the story of the problem."""
        return about_text(self._problem)
