"""The command that tells which mistakes are planted, and what is right beside what is wrong."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.render.wording import verbatim


def _reveal(bench: Workbench) -> None:
    debugger = bench.debugger
    debugger.reveal()
    told = []
    for planted in debugger.mistakes:
        told.append(f"{planted.mistake.id}: {planted}")
    bench.say(verbatim(" ".join(told)))


def _hide(bench: Workbench) -> None:
    bench.debugger.hides_mistakes = True
    bench.say(phrase("hidden: {reveal} tells which mistake it is"))


def _has_mistakes(bench: Workbench) -> bool:
    return bool(bench.debugger.mistakes)


def _why_not(_: Workbench) -> str:
    return phrase("no mistake is planted here; xortui break plants one")


REVEALING = (
    Command(
        id="reveal",
        label="reveal",
        forth=Way(
            description="Tell which mistake is planted, and show what is right beside what is wrong",
            run=_reveal,
            is_on=_has_mistakes,
            why_not=_why_not,
        ),
        back=Way(
            description="Hide it again",
            run=_hide,
            is_on=_has_mistakes,
            why_not=_why_not,
        ),
    ),
)
