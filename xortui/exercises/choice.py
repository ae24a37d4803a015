"""The choice: a question with a few answers, of which one is right."""

from __future__ import annotations

from dataclasses import dataclass

from xortui.exercises.judgement import GIVE_UP, LONGEST_QUOTED, Given, Judgement
from xortui.language.phrase import phrase

LETTERS = "abcdefgh"
"""What is typed for each answer; there are no more answers than letters."""
KIND = "choice"
"""How the score calls it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with a few answers."""

    question: str
    options: tuple[str, ...]
    """The answers, two or more."""
    right: int
    """The place of the right one, from 0."""

    @property
    def hint(self) -> str:
        """What may be typed."""
        letters = LETTERS[: len(self.options)]
        return phrase("{letters} or {last}, or ? for the answer", letters=", ".join(letters[:-1]), last=letters[-1])

    @property
    def right_text(self) -> str:
        """The right answer with its letter."""
        return f"{LETTERS[self.right]}: {self.options[self.right]}"

    def judged(self, text: str) -> Judgement:
        """Judge an answer.

        Raises:
            ValueError: if it is none of the letters; the line says which there are.
        """
        typed = text.strip().lower()
        if typed == GIVE_UP:
            return Judgement(Given.NOTHING, is_right=False)
        letters = LETTERS[: len(self.options)]
        if len(typed) != 1 or typed not in letters:
            raise ValueError(
                phrase("expected {hint}, got {typed}", hint=self.hint, typed=f"{text.strip()[:LONGEST_QUOTED]!r}")
            )
        return Judgement(Given.CHOICE, is_right=letters.index(typed) == self.right, guess=letters.index(typed))
