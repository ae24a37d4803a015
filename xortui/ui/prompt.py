"""The prompt: a line at the bottom of the screen in which a person types a position, a name or a file."""

from __future__ import annotations

from collections.abc import Sequence

from textual import on
from textual.message import Message
from textual.suggester import SuggestFromList
from textual.widgets import Input

from xortui.commands.question import Question
from xortui.language.phrase import phrase
from xortui.render.fitting import first_fitting
from xortui.render.glyphs import ascii_text

CELLS_BESIDE_TEXT = 3
"""Cells beside the text: a blank on either side, and the cursor."""


class Prompt(Input):
    """Asks one question at a time; hidden as long as none is asked."""

    BINDINGS = [("tab", "complete", "Complete")]  # noqa: RUF012  Textual's own type is a list

    class Answered(Message):
        """A person has typed an answer."""

        def __init__(self, question: Question, text: str) -> None:
            """Say what was asked and what was typed."""
            self.question = question
            self.text = text
            super().__init__()

    class Left(Message):
        """A person has left the prompt without an answer."""

    def __init__(self, *, ascii_only: bool = False) -> None:
        """Be hidden; write in ASCII alone if the terminal shows nothing else."""
        super().__init__(id="prompt", compact=True)
        self._ascii = ascii_only
        self._question: Question | None = None

    def ask(
        self, question: Question, completions: Sequence[str] = (), text: str = "", *, is_begun: bool = False
    ) -> None:
        """Appear, empty or with a text; what is typed is completed to the first that begins with it.

        Args:
            question: what is asked.
            completions: what may be meant.
            text: what stands there already.
            is_begun: whether that is the beginning of what is typed; else it is to be mended, or typed over.
        """
        self.select_on_focus = not is_begun
        self._question = question
        self.value = text
        self.cursor_position = len(text)
        room = self.screen.size.width - CELLS_BESIDE_TEXT
        hint = phrase(question.hint)
        said = first_fitting((phrase("{hint}; esc leaves", hint=hint), f"{hint}; esc", hint), room)
        if question.is_listed:
            said += _listed(completions, room - len(said))
        self.placeholder = ascii_text(said) if self._ascii else said
        self.suggester = SuggestFromList(completions, case_sensitive=False) if completions else None
        self.display = True
        self.screen.set_focus(self)

    @on(Input.Submitted)
    def _submit(self, event: Input.Submitted) -> None:
        event.stop()
        if self._question is not None:
            self._leave(Prompt.Answered(self._question, event.value))

    @on(Input.Blurred)
    def _blur(self, event: Input.Blurred) -> None:
        event.stop()
        if self.app.app_focus:  # else the user looks at another window, and comes back to the prompt
            self._leave(Prompt.Left())

    def action_complete(self) -> None:
        """Complete the typed text, as → does; stay in the prompt if nothing can be completed."""
        self.action_end()
        self.action_cursor_right()

    def key_escape(self) -> None:
        """Leave without an answer."""
        self._leave(Prompt.Left())

    def _leave(self, message: Message) -> None:
        if self.display:
            self.display = False
            self.post_message(message)


def _listed(names: Sequence[str], room: int) -> str:
    """Return as many names as have room, and … if more follow."""
    text = ""
    for place, name in enumerate(names):
        longer = f"{text} {name}" if text else f"; {name}"
        is_last = place == len(names) - 1
        if len(longer) + (0 if is_last else len(" …")) > room:
            return f"{text} …" if text else ""
        text = longer
    return text
