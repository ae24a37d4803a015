"""Commands about the starting weights: their place among a thousand others, and beginning anew with others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xortui.commands.command import Command, Way
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim, worded

if TYPE_CHECKING:
    from xortui.sweep.placing import Placed, PlaceQuestion

STUCK = "stuck"
LEARNT = "learnt"


def place_question(bench: Workbench) -> PlaceQuestion:
    """Return what is asked: the place of the weights with which the current fork begins."""
    # Loaded when first wanted, as everything about many starts.
    from xortui.sweep.placing import PlaceQuestion, with_start

    debugger = bench.debugger
    return PlaceQuestion(with_start(debugger.problem, _begun_with(bench)), debugger.mistakes)


def _begun_with(bench: Workbench) -> dict[str, float]:
    """Return the weights before the first step, those that were edited there among them."""
    debugger = bench.debugger
    begun = debugger.problem.initial_parameters()
    for edit in debugger.edits:
        if edit.position.step == 0 and edit.name in begun:
            begun[edit.name] = edit.value
    return begun


def known_place(bench: Workbench, question: PlaceQuestion) -> Placed | None:
    """Return the answer to a question, if it was the last one."""
    if bench.placed is None or bench.placed[0] != question:
        return None
    return bench.placed[1]


def tell_place(bench: Workbench, question: PlaceQuestion, placed: Placed) -> None:
    """Tell what has been found, and keep it, and which starts are worth a look."""
    from xortui.render.place import place_text

    bench.placed = question, placed
    bench.worth_a_look = {}
    if placed.stuck is not None:
        bench.worth_a_look[STUCK] = placed.stuck
    if placed.learnt is not None:
        bench.worth_a_look[LEARNT] = placed.learnt
    bench.say(verbatim(place_text(placed.place)))


def begin_with(bench: Workbench, text: str) -> None:
    """Begin anew, on a fork of its own, with the weights of another start.

    Raises:
        ValueError: if there is no such start, or it can't be had on a fork.
    """
    word = text.strip().lower().removeprefix("seed").strip()
    if word in (STUCK, LEARNT):
        if word not in bench.worth_a_look:
            raise ValueError(worded(_none_known(bench, word), bench.name_of))
        seed = bench.worth_a_look[word]
    elif word.isdecimal() and len(word) <= 18:
        seed = int(word)
    else:
        raise ValueError(
            phrase(
                "expected a seed such as 17, {stuck} or {learnt}, got {typed}",
                stuck=STUCK,
                learnt=LEARNT,
                typed=f"{text.strip()[:30]!r}",
            )
        )
    debugger = bench.debugger
    if debugger.problem.schedule.is_shuffled:
        raise ValueError(
            phrase("here a seed draws the order of the samples, too; xortui sweep --open opens such a start")
        )
    from xortui.sweep.placing import start_of

    weights = start_of(debugger.problem, seed)
    debugger.rewind()
    begun = _begun_with(bench)
    changed = {name: value for name, value in weights.items() if value != begun[name]}
    if changed:
        debugger.edit_together(changed)
    bench.follow_position()
    told = phrase("this is start {seed}", seed=seed)
    if changed:
        told = phrase("start {seed}, on fork {number}: {run} runs it", seed=seed, number=debugger.fork.number)
    bench.say(told)


def _none_known(bench: Workbench, word: str) -> str:
    """Say that no start is known that got stuck, or that learns, as a wording."""
    if bench.worth_a_look:
        if word == STUCK:
            return phrase("none of the others got stuck; {place} looks at a thousand")
        return phrase("none of the others learns; {place} looks at a thousand")
    if word == STUCK:
        return phrase("no start is known that got stuck; {place} looks at a thousand")
    return phrase("no start is known that learns; {place} looks at a thousand")


def _starts(bench: Workbench) -> tuple[str, ...]:
    return tuple(bench.worth_a_look)


START = Question(
    name="start",
    hint="a seed such as 17; stuck or learnt, after a look at a thousand",
    answer=begin_with,
    completions=_starts,
)

STARTING = (
    Command(
        id="place",
        label="place",
        forth=Way(
            description="Train a thousand other starts meanwhile; tell how many learn, and end as this one",
            show=lambda front: front.tell_place(),
        ),
    ),
    Command(
        id="start",
        label="start",
        forth=Way(
            description="Begin anew on a fork with the weights of another start: of a seed, or one that is stuck",
            asks=START,
        ),
    ),
)
