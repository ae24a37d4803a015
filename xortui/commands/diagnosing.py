"""Commands that say why a training does not learn, and free it where it is stuck."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from xortui.commands.command import Command, Way
from xortui.commands.moving import go_to
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.numbers import short
from xortui.render.wording import verbatim

if TYPE_CHECKING:
    from xortui.diagnosis.diagnosis import Diagnosis


def diagnosis_here(bench: Workbench, is_unwanted: Callable[[], bool] = lambda: False) -> Diagnosis:
    """Return the diagnosis of where the debugger stands; the last one is kept.

    Args:
        bench: where the debugger stands.
        is_unwanted: says whether nobody waits for it any more.

    Raises:
        UnwantedError: if nobody does.
    """
    # Loaded when first wanted: it needs NumPy, and most people look at what learns.
    from xortui.diagnosis.case import case_of
    from xortui.diagnosis.diagnosis import diagnose

    kept = bench.diagnosis
    if kept is None or bench.diagnosed_at != bench.stand:
        stand = bench.stand
        kept = diagnose(case_of(bench.debugger), is_unwanted=is_unwanted)
        bench.diagnosis = kept
        bench.diagnosed_at = stand
    return kept


def _is_open(bench: Workbench) -> bool:
    return not (bench.debugger.mistakes and bench.debugger.hides_mistakes)


def _why_not(_: Workbench) -> str:
    return phrase("there is a mistake to be found here; {reveal} tells it, and then {why} tells why")


def _can_free(bench: Workbench) -> bool:
    found = bench.diagnosis
    return found is not None and bench.diagnosed_at == bench.stand and found.way_out is not None


def _why_not_free(bench: Workbench) -> str:
    if not _is_open(bench):
        return _why_not(bench)
    if bench.diagnosis is None or bench.diagnosed_at != bench.stand:
        return phrase("{why} first looks for what frees it here")
    return phrase("nothing was found that frees it here; {why} tells why")


def _free(bench: Workbench) -> None:
    """Change what frees the training, on a fork of its own, and go on with it until it has learnt."""
    # Loaded when first wanted, as the diagnosis is.
    from xortui.diagnosis.wording import counted

    found = bench.diagnosis
    if found is None or found.way_out is None:
        return
    out = found.way_out
    debugger = bench.debugger
    bench.playback.pause()
    bench.leave_place()
    left = bench.left_place
    debugger.go_to(debugger.route.end_of(debugger.complete_steps))
    debugger.edit_together(out.values)
    epochs = debugger.complete_steps // len(debugger.problem.samples) + out.epochs + 1
    go_to(bench, f"e{epochs}")
    bench.left_place = left
    told = phrase(
        "learnt, C {loss}, after {epochs} on fork {number}: {description}; {compare} compares, {edit.back} undoes",
        loss=short(out.loss),
        epochs=counted(out.epochs, "epoch"),
        number=debugger.fork.number,
        description=verbatim(out.description),
    )
    bench.say(told)


DIAGNOSING = (
    Command(
        id="why",
        label="why",
        forth=Way(
            description="Tell why it does not learn here, with the numbers that say so",
            show=lambda front: front.tell_why(),
            is_on=_is_open,
            why_not=_why_not,
        ),
    ),
    Command(
        id="free",
        label="free",
        forth=Way(
            description="Go on with what frees it, on a fork of its own, after {why} has found it",
            run=_free,
            is_on=_can_free,
            why_not=_why_not_free,
        ),
    ),
)
