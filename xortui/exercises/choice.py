"""The choice: a question with a few answers, of which one is right."""

from __future__ import annotations

from dataclasses import dataclass

from xortui.debugger.cover import Cover
from xortui.exercises.judgement import GIVE_UP, MAX_QUOTED, Given, Judgement
from xortui.language.phrase import phrase

LETTERS = "abcdefgh"
"""What is typed for each answer; there are no more answers than letters."""
EDGES = ".,:;!?()`*'\""
"""What may stand around a word and is not part of it."""
KIND = "multiple choice"
"""How the score calls it."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A question with a few answers."""

    question: str
    options: tuple[str, ...]
    """The answers, two or more."""
    right: int
    """The place of the right one, from 0."""
    cover: Cover | None = None
    """What is hidden until it is answered; None where all may be looked up."""

    @property
    def letters(self) -> str:
        """What is typed for each answer, in their order."""
        return LETTERS[: len(self.options)]

    @property
    def hint(self) -> str:
        """What may be typed."""
        letters = self.letters
        return phrase(
            "{letters} or {last}, or its words, or ? for the answer", letters=", ".join(letters[:-1]), last=letters[-1]
        )

    @property
    def right_text(self) -> str:
        """The right answer with its letter."""
        return f"{LETTERS[self.right]}: {self.options[self.right]}"

    def judged(self, text: str) -> Judgement:
        """Judge an answer: a letter, or words that only one of the answers has.

        Raises:
            ValueError: if it is neither; the line says which letters there are.
        """
        typed = text.strip().lower()
        if typed == GIVE_UP:
            return Judgement(Given.NOTHING, is_right=False)
        place = self._place(typed)
        if place is None:
            raise ValueError(
                phrase("expected {hint}, got {typed}", hint=self.hint, typed=f"{text.strip()[:MAX_QUOTED]!r}")
            )
        return Judgement(Given.CHOICE, is_right=place == self.right, guess=place)

    def _place(self, typed: str) -> int | None:
        """Return the place of the answer that is meant; None if none is, or several could be."""
        if len(typed) == 1 and typed in self.letters:
            return self.letters.index(typed)
        wanted = _words(typed)
        found = []
        for place, option in enumerate(self.options):
            words = _words(option)
            if wanted == words:
                return place
            if wanted and set(wanted) <= set(words):
                found.append(place)
        return found[0] if len(found) == 1 else None


def _words(text: str) -> list[str]:
    """Return the words of a text in small letters, without what stands around them."""
    found = [word.strip(EDGES) for word in text.lower().split()]
    return [word for word in found if word]
