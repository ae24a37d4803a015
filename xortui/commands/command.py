"""The command: one row that says what a person can do, how it runs, when it makes sense, and why not elsewhere."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim

if TYPE_CHECKING:
    from xortui.commands.front_end import FrontEnd


FOLLOWS = "this is somebody else's session, which you follow; {join.back} leaves it, to go on on your own from here"


def _always(_: object) -> bool:
    return True


def _plain_to_see(_: Workbench) -> str:
    return ""


class Way(NamedTuple):
    """One direction of a command. It has one of `run`, `asks` and `show`; before it asks, it may run."""

    description: str
    """What it does."""
    run: Callable[[Workbench], None] | None = None
    """Does it without any screen."""
    asks: Question | None = None
    """What a person has to type for it."""
    takes: Question | None = None
    """What a person may type with it, where there is a line to type in: which one of several is meant."""
    show: Callable[[FrontEnd], None] | None = None
    """Has the front end do it."""
    is_on: Callable[[Workbench], bool] = _always
    """Whether it makes sense where the debugger stands."""
    can_show: Callable[[FrontEnd], bool] = _always
    """Whether the front end can do it now."""
    why_not: Callable[[Workbench], str] = _plain_to_see
    """What is missing where it makes no sense; empty if that is plain to see."""


class Command(NamedTuple):
    """Something a person can do, and where it has one, its way back."""

    id: str
    label: str
    """One word for the footer."""
    forth: Way
    """What it does."""
    back: Way | None = None
    """Its way back."""
    repeats: bool = False
    """Whether it is worth being done several times in one go: ten steps."""
    is_about_picture: bool = False
    """Whether it only changes the picture, of which a front end of lines has none."""
    is_for_looking: bool = False
    """Whether it leaves the debugger as it is, and where it stands: one who follows somebody else may do it."""
    keeps_question: bool = False
    """Whether what is asked about the next value stays asked, and covered; all that changes the picture alone does."""

    compares: bool = False
    """Whether it turns to a comparison or from it, beside which a question stays asked that it does not tell."""

    def way(self, *, back: bool) -> Way:
        """Return one of its directions.

        Raises:
            ValueError: if it has no way back, and that is asked for.
        """
        if not back:
            return self.forth
        if self.back is None:
            raise ValueError(f"{self.id} has no way back")
        return self.back

    def is_on(self, bench: Workbench, front: FrontEnd, *, back: bool) -> bool:
        """Say whether it makes sense here: nothing goes back from the start of time, or on from its end."""
        if back and self.back is None:
            return False
        if bench.follows and not self._may_follower_do_it:
            return False
        way = self.way(back=back)
        return way.is_on(bench) and way.can_show(front)

    @property
    def _may_follower_do_it(self) -> bool:
        return self.is_for_looking or self.is_about_picture

    def why_not(self, bench: Workbench, *, back: bool) -> str:
        """Return what is missing where it makes no sense, as a wording; empty if that is plain to see."""
        if bench.follows and not self._may_follower_do_it:
            return phrase(FOLLOWS)
        return self.way(back=back).why_not(bench)

    def withdraw_question(self, bench: Workbench) -> None:
        """Uncover what is asked about the next value, unless it stays asked."""
        if self.keeps_question or self.is_about_picture or (self.compares and not bench.hides_comparison):
            return
        if bench.practice.is_open:
            # A comparison that the question has kept from sight does not come to be seen as it is withdrawn.
            bench.compares = bench.is_comparing
        bench.practice.close()

    def obey(self, bench: Workbench, front: FrontEnd, *, back: bool) -> None:
        """Do it; or say why that makes no sense here.

        Raises:
            ValueError: if it has no way back, and that is asked for.
        """
        way = self.way(back=back)
        bench.say("")
        self.withdraw_question(bench)
        if not self.is_on(bench, front, back=back):
            bench.say(self.why_not(bench, back=back), is_refusal=True)
        elif way.asks is not None:
            bench.playback.pause()
            if way.run is not None:
                way.run(bench)
            if not bench.is_refusal:
                front.ask(way.asks)
        elif way.show is not None:
            way.show(front)
        elif way.run is not None:
            way.run(bench)


def answer(bench: Workbench, question: Question, text: str, called: str = "") -> bool:
    """Do what an answer to a question asks for, and return whether that was possible; if not, the news says why.

    Args:
        bench: where it is done.
        question: what was asked.
        text: the answer.
        called: what the news begins with: the word that was typed; '' for the name of the question.
    """
    bench.say("")
    try:
        question.answer(bench, text)
    except ValueError as error:
        bench.say(verbatim(f"{called or phrase(question.name)}: {error}"), is_refusal=True)
        return False
    return True
