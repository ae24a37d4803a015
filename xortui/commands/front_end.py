"""The front end: the little that a command needs of whoever shows it, the full screen or the prompt."""

from __future__ import annotations

from typing import Protocol

from xortui.commands.question import Question


class FrontEnd(Protocol):
    """Does what can't be done without a way to show something."""

    @property
    def can_zoom(self) -> bool:
        """Whether one of several pictures can be made to fill the screen."""

    def ask(self, question: Question) -> None:
        """Ask a question; what is typed then goes to the question's answer."""

    def explain(self) -> None:
        """Show the help."""

    def tell_story(self) -> None:
        """Show what the problem is, and what its source prints."""

    def list_places(self) -> None:
        """Show the bookmarks and the forks."""

    def turn_presentation(self) -> None:
        """Show fewer, larger things, or everything again."""

    def tell_why(self) -> None:
        """Show why the training does not learn where it stands."""

    def tell_place(self) -> None:
        """Find the place of the starting weights among many others, and tell it when it is known."""

    def show_next(self, *, back: bool) -> None:
        """Show the next or the previous picture."""

    def zoom(self) -> None:
        """Have the picture that is looked at fill the screen, or no more."""

    def turn_digits(self, *, back: bool) -> None:
        """Show more digits after the point of every number, or fewer."""

    def turn_mouse(self) -> None:
        """Leave the mouse to the terminal, or take it again."""

    def copy(self) -> None:
        """Copy the picture that is looked at, as text."""

    @property
    def has_themes(self) -> bool:
        """Whether there are colours, of which themes are made."""

    def turn_theme(self, *, back: bool) -> None:
        """Show everything in the next or the previous theme."""

    def quit(self) -> None:
        """End the program."""
