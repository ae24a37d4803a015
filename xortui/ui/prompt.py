"""The prompt: a line at the bottom of the screen in which a person types a position, a name or a file."""

from __future__ import annotations

from enum import Enum

from textual import on
from textual.message import Message
from textual.widgets import Input


class Question(Enum):
    """What is asked for; the value begins the messages about it."""

    POSITION = "goto"
    NAME = "find"
    FILE = "export"
    VALUE = "edit"


_HINTS = {
    Question.POSITION: "step 478, operation 478.12, epoch e120; escape leaves",
    Question.NAME: "a parameter w5 or b2, or a unit h2; escape leaves",
    Question.VALUE: "a new value from here on: w5 = 1, eta = 0.1, x1 = 0.5; escape leaves",
    Question.FILE: "a new file, ending in .py .tex .md .csv or .json; escape leaves",
}


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

    def ask(self, question: Question) -> None:
        """Appear, empty."""
        self._question = question
        self.value = ""
        self.placeholder = _HINTS[question]
        self.display = True
        self.focus()

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        self._leave(Prompt.Answered(self._question, event.value))

    @on(Input.Blurred)
    def _blur(self, event: Input.Blurred) -> None:
        event.stop()
        self._leave(Prompt.Left())

    def key_escape(self) -> None:
        """Leave without an answer."""
        self._leave(Prompt.Left())

    def _leave(self, message: Message) -> None:
        if self.display:
            self.display = False
            self.post_message(message)
