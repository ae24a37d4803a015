"""The player: stands at the stops of a tour, forward and back, and finds them again after one's own experiments."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NamedTuple

from xortui.core.program import Program
from xortui.debugger import Debugger, Position, Unit
from xortui.exercises.choice import LETTERS, Choice
from xortui.exercises.exercise import Exercise, next_course, next_value, operation_of
from xortui.language.phrase import phrase
from xortui.render.exercise import asked_text, short_question
from xortui.render.tour import GivenAnswer, TourPage, answered_question, marked_options
from xortui.render.wording import NameOf, worded
from xortui.tours.covers import Covers, covers_of
from xortui.tours.look import Look, read_look
from xortui.tours.stand import Stand, compared_fork, evaluated, make, return_to, stand_of
from xortui.tours.tour import Asked, Stop, Tour, Written
from xortui.tours.wording import filled


class _Told(NamedTuple):
    """What a stop says, its numbers filled in."""

    before: tuple[str, ...]
    after: tuple[str, ...]
    options: tuple[str, ...]
    question: str
    short_question: str
    """Of a value: the question as it stands beside its answer."""


class Player:
    """One tour in one debugger."""

    def __init__(
        self, tour: Tour, debugger: Debugger, panes: Collection[str], called: str = "", following: str = ""
    ) -> None:
        """Stand at no stop yet.

        Args:
            tour: what is played.
            debugger: at its problem.
            panes: the names of what can be looked at.
            called: the name or the path that the tour was opened by; its name, unless given.
            following: the name of the tour that comes next; empty if none does.
        """
        self.tour = tour
        self.called = called or tour.name
        """The name or the path that it was opened by."""
        self.following = following
        """The name of the tour that comes next; empty if none does."""
        self.place = 0
        """The stop, from 0."""
        self.is_left = False
        """Whether its pane is closed; the stop waits."""
        self._debugger = debugger
        self._panes = panes
        self._stands: dict[int, Stand] = {}
        self._answered: set[int] = set()
        self._given: dict[int, GivenAnswer] = {}
        self._answers_shown: dict[int, Stand] = {}
        self._told: dict[int, _Told] = {}
        self._covered: dict[int, Covers] = {}

    @property
    def stop(self) -> Stop:
        """The stop where one is."""
        return self.tour.stops[self.place]

    @property
    def is_last(self) -> bool:
        """Whether no stop comes after this one."""
        return self.place == len(self.tour.stops) - 1

    @property
    def stands(self) -> tuple[tuple[int, int, int, int], ...]:
        """Where the stops stand that have been visited, for a session: stop, fork, step and operation."""
        return tuple((place, stand.fork, *stand.position) for place, stand in sorted(self._stands.items()))

    @property
    def answered(self) -> tuple[int, ...]:
        """The stops whose question is answered."""
        return tuple(sorted(self._answered))

    @property
    def given(self) -> tuple[tuple[int, str, str, bool], ...]:
        """The answers that were given, for a session: stop, answer, the right one, whether it was right."""
        return tuple((place, *given) for place, given in sorted(self._given.items()))

    def resume(
        self,
        place: int,
        stands: Iterable[tuple[int, int, int, int]],
        answered: Iterable[int],
        given: Iterable[tuple[int, str, str, bool]] = (),
    ) -> None:
        """Be at the stop where a session was left.

        Raises:
            ValueError: if the tour has no such stop.
        """
        if not 0 <= place < len(self.tour.stops):
            raise ValueError(
                phrase("expected a stop from 1 to {last}, got {place}", last=len(self.tour.stops), place=place + 1)
            )
        self.place = place
        self._answered = set(answered)
        for known, answer, right, is_right in given:
            self._given[known] = GivenAnswer(answer, right, is_right=is_right)
        for known, fork, step, operation in stands:
            stand = Stand(fork, Position(step, operation))
            self._stands[known] = stand
            asked = self.tour.stops[known].asked if known < len(self.tour.stops) else None
            if known in self._answered and asked is not None and asked.kind == "value":
                shown = self._debugger.route.after(stand.position, Unit.OPERATION)
                self._answers_shown[known] = stand._replace(position=shown)

    def take(self, place: int) -> None:
        """Take where the debugger stands for a stop."""
        self.place = place
        self._settle(place)

    def arrive(self, place: int) -> None:
        """Go to a stop, by way of those before it that have not been visited.

        Raises:
            ValueError: if it can't be reached; the line says why.
        """
        try:
            self._stand_at(place)
        except ValueError:
            if not self._stands:
                raise
            # A fork is gone: it was undone. All stops are visited anew.
            self._stands.clear()
            self._told.clear()
            self._stand_at(place)
        self.place = place
        self.is_left = False
        if self.has_question:
            self._debugger.go_to(self._asked_from(place).position)

    def _asked_from(self, place: int) -> Stand:
        """Return where one stands while the question of a stop is open: before what a choice covers.

        Raises:
            ValueError: if it names something that can't be covered.
        """
        stand = self._stands[place]
        asked = self.tour.stops[place].asked
        if asked is None or asked.kind != "choice" or place in self._answered:
            return stand
        return stand._replace(position=self._covers(asked, place).position(stand.position, self._program))

    def _covers(self, asked: Asked, place: int) -> Covers:
        if place not in self._covered:
            self._covered[place] = self._covers_anew(asked, place)
        return self._covered[place]

    def _covers_anew(self, asked: Asked, place: int) -> Covers:
        try:
            return covers_of(asked, self._debugger, self._stands[place].position)
        except ValueError:
            return Covers()  # why is said where the question is asked

    def _stand_at(self, place: int) -> None:
        for missing in range(place + 1):
            if missing not in self._stands:
                self._visit(missing)
        return_to(self._stands[place], self._debugger)

    def _visit(self, place: int) -> None:
        """Make the moves that lead to a stop from the one before it."""
        debugger = self._debugger
        if place:
            return_to(self._stands[place - 1], debugger)
        else:
            debugger.rewind()
            debugger.switch(0)
        for move in self.tour.stops[place].moves:
            make(move, debugger)
        self._settle(place)

    def _settle(self, place: int) -> None:
        """Take where the debugger stands for a stop; a question is asked from the beginning of the next step."""
        debugger = self._debugger
        asked = self.tour.stops[place].asked
        if asked is not None and asked.kind != "choice" and debugger.can_go_on:
            exercise = self._exercise(asked)
            debugger.go_to(exercise.position)
        self._stands[place] = stand_of(debugger)

    @property
    def is_away(self) -> bool:
        """Whether one stands elsewhere than at the stop."""
        if self.place not in self._stands:
            return True
        here = stand_of(self._debugger)
        return here not in (self._asked_from(self.place), self._answers_shown.get(self.place))

    @property
    def look(self) -> Look | None:
        """What to look at here; None for what one looks at already.

        Raises:
            ValueError: if there is no such thing.
        """
        written = self.stop.look
        return None if written is None else read_look(written.text, self._program, self._panes)

    @property
    def compared(self) -> int | None:
        """The number of the fork that is compared with here; None where nothing is compared.

        Raises:
            ValueError: if there is no such fork.
        """
        written = self.stop.compared
        return None if written is None else compared_fork(written.text, self._debugger)

    @property
    def _program(self) -> Program:
        return self._debugger.timeline.program

    @property
    def has_question(self) -> bool:
        """Whether something is asked here that is not answered yet."""
        return self.stop.asked is not None and self.place not in self._answered

    def question(self) -> Exercise | Choice:
        """Return what is asked where the stop stands, at which the debugger must be.

        Raises:
            ValueError: if nothing is asked, or it can't be asked there.
        """
        asked = self.stop.asked
        if asked is None:
            raise ValueError(phrase("nothing is asked at this stop"))
        if asked.kind == "choice":
            told = self._texts()
            covers_of(asked, self._debugger, self._stands[self.place].position)  # says what is wrong with it
            return Choice(told.question, told.options, asked.right, self._covers(asked, self.place).cover)
        if asked.kind == "loss":
            return next_course(self._debugger)
        exercise = next_value(self._debugger)
        wanted = asked.written.text
        if wanted and wanted != exercise.asked:
            raise ValueError(
                phrase(
                    "ask: the next operation computes {asked}, not {wanted}", asked=exercise.asked, wanted=wanted[:30]
                )
            )
        return exercise

    def note_answer(self, given: GivenAnswer) -> None:
        """Take the question of this stop as answered; of a choice, go on to the stop itself."""
        asked = self.stop.asked
        if asked is None:
            return
        self._answered.add(self.place)
        self._given[self.place] = given
        if asked.kind == "choice":
            return_to(self._stands[self.place], self._debugger)
        else:
            # The value that was asked for stands one operation on, the course of the loss further.
            self._answers_shown[self.place] = stand_of(self._debugger)

    def prepare(self) -> None:
        """Fill in the numbers of this stop, at which the debugger must be; what can't be computed is told in place."""
        self._texts()

    def prepare_from_afar(self) -> None:
        """Fill in the numbers of this stop wherever the debugger is, and leave it there.

        Raises:
            ValueError: if the stop can't be reached.
        """
        here = stand_of(self._debugger)
        self._stand_at(self.place)
        self.prepare()
        return_to(here, self._debugger)

    def _texts(self) -> _Told:
        if self.place not in self._told:
            stop = self.stop
            asked = stop.asked
            options = () if asked is None else asked.options
            self._told[self.place] = _Told(
                before=self._filled(stop.text),
                after=self._filled(stop.after),
                options=self._filled(options),
                question=self._question_text(asked),
                short_question=self._short_question(asked),
            )
        return self._told[self.place]

    def _question_text(self, asked: Asked | None) -> str:
        if asked is None:
            return ""
        if asked.kind == "choice":
            return self._filled([asked.written])[0]
        try:
            exercise = self._exercise(asked)
        except ValueError as error:
            return phrase("✗ line {line} of the tour: {error}", line=asked.written.line, error=error)
        return asked_text(exercise, None if exercise.course is not None else operation_of(exercise, self._debugger))

    def _short_question(self, asked: Asked | None) -> str:
        if asked is None or asked.kind == "choice":
            return ""
        try:
            return short_question(self._exercise(asked))
        except ValueError:
            return ""  # the question itself says why it can't be asked

    def _exercise(self, asked: Asked) -> Exercise:
        """Return the question for a value or for the course of the loss where the debugger stands.

        Raises:
            ValueError: if training has diverged.
        """
        return next_course(self._debugger) if asked.kind == "loss" else next_value(self._debugger)

    def _filled(self, texts: Iterable[Written]) -> tuple[str, ...]:
        found = []
        for written in texts:
            try:
                found.append(filled(written.text, self._evaluate))
            except ValueError as error:
                found.append(phrase("✗ line {line} of the tour: {error}", line=written.line, error=error))
        return tuple(found)

    def _evaluate(self, expression: str, at: str) -> float | bool:
        return evaluated(self._debugger, expression, at or str(self._stands[self.place].position))

    def page(self, name_of: NameOf = str) -> TourPage:
        """Return what is told at this stop.

        Args:
            name_of: what a person types for a command.
        """
        told = self._texts()
        question, options = self._question_and_options(told, name_of)
        after = () if self.has_question else (*told.after, *self._ending)
        return TourPage(
            tour=self.tour.title,
            stop=self.stop.title.text,
            place=self.place + 1,
            count=len(self.tour.stops),
            paragraphs=tuple(worded(paragraph, name_of) for paragraph in told.before),
            question=question,
            options=options,
            after=tuple(worded(paragraph, name_of) for paragraph in after),
            then=self._then(name_of),
        )

    def _question_and_options(self, told: _Told, name_of: NameOf) -> tuple[str, tuple[str, ...]]:
        """Return the question with its answers; nothing while one is elsewhere, where another would be answered."""
        asked = self.stop.asked
        if asked is None:
            return "", ()
        options = tuple(f"{letter}) {text}" for letter, text in zip(LETTERS, told.options, strict=False))
        if self.has_question:
            if self.is_away:
                return "", ()
            return worded(f"{told.question} {phrase('{guess} answers')}", name_of), options
        given = self._given.get(self.place)
        if asked.kind == "choice":
            given = given or GivenAnswer("", LETTERS[asked.right], is_right=False)
            return worded(told.question, name_of), marked_options(options, LETTERS, given)
        return ("", ()) if given is None else (answered_question(told.short_question, given), ())

    @property
    def _ending(self) -> tuple[str, ...]:
        """What is told last: which tour comes next."""
        if not self.is_last or not self.following:
            return ()
        return (phrase("Next: `xortui tour {name}`", name=self.following),)

    def _then(self, name_of: NameOf) -> tuple[str, ...]:
        on = name_of("tour")
        back = name_of("tour.back")
        if self.is_away and self.is_last:
            return (phrase("the end; {back} returns here", back=back), phrase("{back} returns", back=back))
        if self.is_away:
            return (phrase("{back} returns here, {on} goes on", back=back, on=on), phrase("{back} returns", back=back))
        if self.is_last:
            return (phrase("the end; {back} back", back=back), phrase("the end"))
        return (
            phrase("{on} goes on, {back} back", on=on, back=back),
            phrase("{on} goes on", on=on),
            phrase("{on} on", on=on),
        )
