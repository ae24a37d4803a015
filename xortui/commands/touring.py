"""Commands that play a tour: on to the next stop, back, out of it, and into it again."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.layout import PANES
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim

NO_TOUR = "no tour is played here; xortui tour lists them"


def start_tour(bench: Workbench, text: str) -> None:
    """Begin a tour at its first stop.

    Raises:
        ValueError: if there is no such tour, or it is about another training.
    """
    # Loaded when first wanted: most people take no tour.
    from xortui.tours.opening import debugger_of, lasting_name, load_tour, next_tour
    from xortui.tours.player import Player

    tour = load_tour(text.strip())
    other = debugger_of(tour)
    if (other.problem, other.mistakes) != (bench.debugger.problem, bench.debugger.mistakes):
        raise ValueError(
            phrase(
                "{title} is about {name}; xortui tour {typed} opens it",
                title=tour.title,
                name=other.problem.name,
                typed=text.strip(),
            )
        )
    bench.playback.pause()
    bench.practice.close()
    called = lasting_name(text.strip())
    bench.tour = Player(tour, bench.debugger, PANES, called, next_tour(called))
    arrive(bench, 0)


def arrive(bench: Workbench, place: int) -> None:
    """Go to a stop, look at what it shows, and ask what it asks.

    Raises:
        ValueError: if it can't be reached, or there is nothing to look at or to ask.
    """
    player = bench.tour
    if player is None:
        raise ValueError(phrase(NO_TOUR))
    bench.playback.pause()
    bench.practice.close()
    bench.close_comparison()
    bench.follow_position()
    player.arrive(place)
    player.prepare()
    look = player.look
    if look is not None:
        bench.view = look.view(bench.view)
        bench.pane_wanted = look.pane
    compared = player.compared
    if compared is not None:
        bench.compared_with = compared
        bench.compares = True
    if player.has_question:
        bench.practice.open_at_stop(player.question())


def _try(bench: Workbench, place: int) -> None:
    try:
        arrive(bench, place)
    except ValueError as error:
        bench.say(verbatim(str(error)), is_refusal=True)


def _on(bench: Workbench) -> None:
    player = bench.tour
    if player is None:
        bench.say(phrase(NO_TOUR), is_refusal=True)
    elif player.is_left:
        _try(bench, player.place)
    elif player.is_last:
        bench.say(phrase("this is the tour's last stop; {leave} closes it"), is_refusal=True)
    else:
        _try(bench, player.place + 1)


def _back(bench: Workbench) -> None:
    """Return to the stop where one was, or else go to the one before it."""
    player = bench.tour
    assert player is not None
    if player.is_left or player.is_away:
        _try(bench, player.place)
    elif player.place == 0:
        bench.say(phrase("this is the tour's first stop"), is_refusal=True)
    else:
        _try(bench, player.place - 1)


def _leave(bench: Workbench) -> None:
    player = bench.tour
    assert player is not None
    if player.is_left:
        _try(bench, player.place)
        return
    player.is_left = True
    bench.practice.close()
    bench.say(phrase("the tour waits; {tour} comes back to it"))


def _has_tour(bench: Workbench) -> bool:
    return bench.tour is not None


def _why_not(_: Workbench) -> str:
    return phrase(NO_TOUR)


START = Question(
    name="tour",
    hint="a tour's name or its file",
    answer=start_tour,
)

TOURING = (
    Command(
        id="tour",
        label="tour",
        forth=Way(
            description="Go to the next stop of the tour, or come back to the tour",
            run=_on,
            takes=START,
        ),
        back=Way(
            description="Return to the tour's stop; from there, to the stop before it",
            run=_back,
            is_on=_has_tour,
            why_not=_why_not,
        ),
    ),
    Command(
        id="leave",
        label="leave",
        forth=Way(
            description="Close the tour's pane for experiments of your own, or come back to the tour",
            run=_leave,
            is_on=_has_tour,
            why_not=_why_not,
        ),
    ),
)
