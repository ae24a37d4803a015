"""The prompt: a line at the bottom of the screen in which a person types a position, a name or a file."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

from xortui.ui.questions import HINTS, Question

_NAMING = (Question.POSITION, Question.FORGET)
"""The questions after whose hint a person reads what there is to be named."""


class Prompt(Input):
    """Asks one question at a time; hidden as long as none is asked."""

    class Answered(Message):
        """A person has typed an answer."""

        def __init__(self, question: Question, text: str) -> None:
            """Say what was asked and what was typed."""
            self.question = question
            self.text = text
            super().__init__()

    class Left(Message):
        """A person has left the prompt without an answer."""

    def __init__(self) -> None:
        """Be hidden."""
        super().__init__(id="prompt", compact=True)
        self._question = Question.POSITION

    def ask(self, question: Question, completions: Sequence[str] = (), text: str = "") -> None:
        """Appear, empty or with a text to be mended; what is typed is completed to the first that begins with it."""
        self._question = question
        self.value = text
        self.cursor_position = len(text)
        named = f"; {' '.join(completions[:5])}" if completions and question in _NAMING else ""
        self.placeholder = HINTS[question] + named
        self.suggester = SuggestFromList(completions, case_sensitive=False) if completions else None
        self.display = True
        self.screen.set_focus(self)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave(Prompt.Answered(self._question, event.value))

    @on(Input.Blurred)
    def _blur(self, event: Input.Blurred) -> None:
        event.stop()
        if self.app.app_focus:  # else it is another window that is looked at, and the prompt is come back to
            self._leave(Prompt.Left())

    def key_escape(self) -> None:
        """Leave without an answer."""
        self._leave(Prompt.Left())

    def _leave(self, message: Message) -> None:
        if self.display:
            self.display = False
            self.post_message(message)
