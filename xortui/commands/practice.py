"""Practice: the question that is open, the sheet it is from, and the score."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from xortui.debugger import Debugger
from xortui.language.phrase import phrase

if TYPE_CHECKING:
    from xortui.debugger.conditions import Watched
    from xortui.exercises.choice import Choice
    from xortui.exercises.exercise import Exercise
    from xortui.exercises.score import Score
    from xortui.exercises.sheet import Sheet

ScoreRows = tuple[tuple[str, int, int], ...]


class Outcome(NamedTuple):
    """What came of an answer."""

    told: list[str]
    """Whether it was right, and why, in versions from long to short."""
    kind: str
    """The kind of the question."""
    tally: str
    """How many answers of that kind were right, and how many there were: '2 of 3'."""
    given: str
    """What was answered, as it was typed; of a choice the letter."""
    right: str
    """What is right, in short; of a choice the letter."""
    is_right: bool
    comes_again: bool = False
    """Whether a question like it comes again."""


class Practice:
    """Asks one question after the other about what comes next; nothing gives it away until it is answered."""

    def __init__(self, debugger: Debugger) -> None:
        """Ask nothing yet.

        Args:
            debugger: what the questions are about.
        """
        self._debugger = debugger
        self.exercise: Exercise | None = None
        """What is asked; None where nothing is."""
        self.choice: Choice | None = None
        """What is asked with answers to choose from; None where nothing is."""
        self._beginning = ""
        """What stands before the question: its number on a sheet."""
        self.sheet: Sheet | None = None
        """The sheet that is being worked through."""
        self._score: Score | None = None
        self._kept: ScoreRows = ()

    @property
    def score(self) -> Score:
        """How many answers were right, by kind."""
        if self._score is None:
            # Loaded when first wanted: most people are not asked anything.
            from xortui.exercises.score import Score

            self._score = Score(self._kept)
        return self._score

    @property
    def score_rows(self) -> ScoreRows:
        """The score as a session keeps it."""
        return self._kept if self._score is None else self._score.rows

    def restore(self, rows: ScoreRows) -> None:
        """Go on with a score that a session has kept."""
        self._kept = rows
        self._score = None

    @property
    def is_open(self) -> bool:
        """Whether something is asked."""
        return self.choice is not None or self.exercise is not None

    def open(self, exercise: Exercise) -> str:
        """Go to before what is asked, cover it, and return the question.

        Raises:
            ValueError: if training diverges before.
        """
        from xortui.exercises.exercise import end_of

        debugger = self._debugger
        self.close()
        if debugger.position != exercise.position:
            debugger.go_to(exercise.position)
        if debugger.position != exercise.position or not debugger.can_go_on:
            raise ValueError(phrase("training diverged at {position}: nothing comes next", position=debugger.position))
        debugger.timeline.advance(end_of(exercise, debugger).step)
        self.exercise = exercise
        debugger.cover = exercise.cover
        return self.question

    @property
    def question(self) -> str:
        """The question that is open; empty where none is."""
        if self.choice is not None:
            return self.choice.question
        if self.exercise is None:
            return ""
        from xortui.exercises.exercise import operation_of
        from xortui.render.exercise import asked_text

        exercise = self.exercise
        operation = None if exercise.course is not None else operation_of(exercise, self._debugger)
        return f"{self._beginning}{asked_text(exercise, operation)}"

    @property
    def hint(self) -> str:
        """What may be typed as an answer; empty where nothing is asked."""
        if self.choice is not None:
            return self.choice.hint
        if self.exercise is None:
            return ""
        from xortui.render.exercise import answers_hint

        return answers_hint(self.exercise, self._debugger.timeline.program)

    def close(self) -> None:
        """Ask it no more, and uncover it."""
        self.exercise = None
        self.choice = None
        self._beginning = ""
        self._debugger.cover = None

    def open_at_stop(self, asked: Exercise | Choice) -> str:
        """Ask what a stop of a tour asks, and return the question.

        Raises:
            ValueError: if it asks for what training never comes to.
        """
        from xortui.exercises.exercise import Exercise

        self.sheet = None
        if isinstance(asked, Exercise):
            return self.open(asked)
        self.close()
        self.choice = asked
        self._debugger.cover = asked.cover
        return self.question

    def ask_value(self) -> str:
        """Ask for the value that comes next, and return the question.

        Raises:
            ValueError: if nothing comes next.
        """
        from xortui.exercises.exercise import next_value

        return self.open(next_value(self._debugger))

    def ask_course(self) -> str:
        """Ask whether the loss falls, and return the question.

        Raises:
            ValueError: if nothing comes next.
        """
        from xortui.exercises.exercise import next_course

        return self.open(next_course(self._debugger))

    def begin_sheet(self, count: int, number: int) -> str:
        """Begin a sheet, and return its first question.

        Raises:
            ValueError: if there is nothing to ask.
        """
        from xortui.exercises.sheet import Sheet

        self.close()
        self.sheet = Sheet(self._debugger, count, number)
        return self.ask_of_sheet()

    @property
    def has_sheet(self) -> bool:
        """Whether a sheet has questions left."""
        return self.sheet is not None and not self.sheet.is_done

    def ask_of_sheet(self) -> str:
        """Ask the next question of the sheet, and return it with its number.

        Raises:
            ValueError: if no sheet is left.
        """
        if self.sheet is None or self.sheet.is_done:
            raise ValueError(phrase("no question of a sheet is left"))
        self.open(self.sheet.take())
        self._beginning = phrase("{done} of {count}: ", done=self.sheet.done, count=self.sheet.count)
        return self.question

    def answer(self, text: str) -> Outcome:
        """Judge an answer, go to where what was asked for is there to be seen, and return what came of it.

        Raises:
            ValueError: if the text is no answer; the question stays open then.
        """
        if self.choice is not None:
            return self._answer_choice(self.choice, text)
        from xortui.exercises.exercise import end_of, kind_of_exercise, solve
        from xortui.exercises.judgement import judged
        from xortui.render.exercise import right_text, told_texts

        exercise = self.exercise
        if exercise is None:
            raise ValueError(phrase("nothing is asked"))
        debugger = self._debugger
        solution = solve(exercise, debugger)
        judgement = judged(exercise, solution, text, self._evaluate)
        kind = kind_of_exercise(exercise, debugger)
        self.score.note(kind, is_right=judgement.is_right)
        comes_again = False
        if self.sheet is not None and not judgement.is_right:
            comes_again = self.sheet.repeat(exercise, kind)
        self.close()
        debugger.go_to(end_of(exercise, debugger))
        told = told_texts(exercise, solution, judgement, debugger.snapshot())
        return Outcome(
            told,
            kind,
            str(self.score.of(kind)),
            given=text.strip(),
            right=right_text(exercise, solution),
            is_right=judgement.is_right,
            comes_again=comes_again,
        )

    def _answer_choice(self, choice: Choice, text: str) -> Outcome:
        from xortui.exercises.choice import KIND, LETTERS
        from xortui.exercises.judgement import Given
        from xortui.render.exercise import told_choice

        judgement = choice.judged(text)
        self.score.note(KIND, is_right=judgement.is_right)
        self.close()
        return Outcome(
            [told_choice(choice, judgement)],
            KIND,
            str(self.score.of(KIND)),
            given="" if judgement.given is Given.NOTHING else LETTERS[int(judgement.guess)],
            right=LETTERS[choice.right],
            is_right=judgement.is_right,
        )

    def gives_away(self, value: float | None) -> bool:
        """Say whether a value is the one that is asked for."""
        if self.exercise is None or value is None or self.exercise.course is not None:
            return False
        from math import isclose

        from xortui.debugger.covering import SAME
        from xortui.exercises.exercise import solve

        return isclose(value, solve(self.exercise, self._debugger).value, rel_tol=SAME)

    def hides(self, watched: Watched) -> bool:
        """Say whether an expression reads what a question of a tour's own hides: the loss of epochs."""
        cover = self._debugger.cover
        return cover is not None and cover.hides_loss and bool(watched.aggregates)

    def _evaluate(self, text: str) -> float:
        """Return the value of an expression at this position.

        Raises:
            ValueError: if it is none, or reads what has not been computed.
        """
        from xortui.core.spelling import UnknownNameError
        from xortui.debugger.watcher import Watcher

        debugger = self._debugger
        try:
            watch = debugger.watches.check(text)
        except UnknownNameError as error:
            raise ValueError(str(error)) from None
        (reading,) = Watcher(debugger.timeline, [watch]).read(debugger.position)
        if reading.now is None:
            raise ValueError(phrase("{what} is not computed yet", what=watch.text))
        return reading.now
