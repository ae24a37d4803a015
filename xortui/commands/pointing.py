"""The command that points at one number: what it is made of lights up, and where it goes."""

from __future__ import annotations

from dataclasses import replace

from xortui.commands.command import Command, Way
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.core.program import Program
from xortui.core.spelling import on_screen
from xortui.language.phrase import phrase
from xortui.render.pointing import told
from xortui.render.wording import verbatim


def point_at(bench: Workbench, name: str) -> None:
    """Point at a value, and say what it is tied to.

    Raises:
        ValueError: if no value of a step has that name.
    """
    found = on_screen(name.strip())
    if found not in _names(bench.program):
        raise ValueError(
            phrase(
                "expected the name of a value of this step, such as h1 or dC/dw1, got {typed}",
                typed=f"{name.strip()[:30]!r}",
            )
        )
    bench.view = replace(bench.view, pointed=found)
    bench.say(verbatim(told(bench.debugger.snapshot(), found)))


def stop_pointing(bench: Workbench) -> None:
    """Point at nothing more."""
    bench.view = replace(bench.view, pointed="")


def _point(bench: Workbench) -> None:
    """Point at what was computed last, or at the chosen parameter; or at nothing more."""
    if bench.view.pointed and bench.pictured is not None:
        stop_pointing(bench)
        return
    operation = bench.debugger.snapshot().operation
    point_at(bench, bench.view.parameter if operation is None else operation.target)


def _names(program: Program) -> tuple[str, ...]:
    targets = tuple(operation.target for operation in program.operations)
    return (*program.network.parameter_names, *program.inputs, *program.targets, *targets)


NAMED = Question(
    name="point",
    hint="a value: h1, z3 or dC/dw5",
    answer=point_at,
    completions=lambda bench: _names(bench.program),
)

POINTING = (
    Command(
        id="point",
        label="point",
        forth=Way(
            description="Point at a number, or at none: what it is made of lights up, and where it goes; arrows move",
            run=_point,
            takes=NAMED,
        ),
        is_for_looking=True,
    ),
)
