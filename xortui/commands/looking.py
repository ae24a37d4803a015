"""Commands that choose what is looked at: a parameter, a path, a factor, an epoch of the loss, a unit to map."""

from __future__ import annotations

from dataclasses import replace

from xortui.commands.command import Command, Way
from xortui.commands.moving import go_to
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.core.network import parameter_named
from xortui.language.phrase import phrase
from xortui.render.chain_rule import chains, chosen_factor, chosen_line
from xortui.render.decision_map_unit import CONFUSION, answers_title, neighbour
from xortui.render.loss_chart import cursor_moved
from xortui.render.numbers import short
from xortui.render.paths import can_unfold, lines
from xortui.render.wording import verbatim

PAGE = 10
"""Lines that a page goes on."""


def choose_named(bench: Workbench, text: str) -> None:
    """Choose a parameter, or the bias of a unit, by its name.

    Raises:
        ValueError: if there is none.
    """
    names = bench.debugger.parameters_meant(text)
    parameter = parameter_named(bench.program.network, names[0])  # of an array, the first number
    if remark := bench.debugger.own_names.remark(text):
        bench.say(verbatim(remark))
    bench.view = replace(bench.view, parameter=parameter, branch=(), factor=None)


def _names(bench: Workbench) -> tuple[str, ...]:
    network = bench.program.network
    units = [unit.name for layer in network.units for unit in layer]
    return (*network.parameter_names, *units, *bench.debugger.own_names.completions)


def _choose_line(bench: Workbench, by: int, *, wraps: bool) -> None:
    """Choose the parameter, or the unfolded branch of a gradient, so many lines further on."""
    found = lines(bench.program, bench.view)
    place = chosen_line(found, bench.view) + by
    line = found[place % len(found) if wraps else min(max(place, 0), len(found) - 1)]
    bench.view = replace(bench.view, parameter=line.parameter, branch=line.branch)


def _unfold(bench: Workbench) -> None:
    view = bench.view
    key = (view.parameter, *view.branch)
    if can_unfold(bench.program, view):
        bench.view = replace(view, unfolded=view.unfolded ^ {key})
    else:
        bench.say(phrase("{key} is a single path: there is nothing to unfold", key=" · ".join(key)), is_refusal=True)


def _fold_all(bench: Workbench) -> None:
    bench.view = replace(bench.view, unfolded=frozenset(), branch=())


def _choose_factor(bench: Workbench, by: int) -> None:
    snapshot = bench.debugger.snapshot()
    path = chains(snapshot.program)[bench.view.parameter]
    place = chosen_factor(snapshot, bench.view) + by
    bench.view = replace(bench.view, factor=place % len(path), branch=())


def _map(bench: Workbench, by: int) -> None:
    problem = bench.debugger.problem
    view = replace(bench.view, mapped=neighbour(problem, bench.view.mapped, by))
    bench.view = view
    if bench.shows_map:
        return
    title = answers_title(problem, view.mapped)
    if view.mapped == CONFUSION:
        bench.say(phrase("{pane} leads to the {title}", title=title))
    else:
        bench.say(phrase("the {title} shows {mapped} now; {pane} leads to it", title=title, mapped=view.mapped))


def choose_axes(bench: Workbench, text: str) -> None:
    """Choose the two inputs that a slice is over: 'x1 x3'.

    Raises:
        ValueError: if they are not two of the inputs that are given.
    """
    problem = bench.debugger.problem
    names = [f"x{number + 1}" for number in range(problem.given_inputs)]
    known = dict(zip(names, range(len(names)), strict=True))
    for place, name in enumerate(problem.names.inputs[: len(names)]):
        known.setdefault(name, place)
    # Names of columns may have blanks in them.
    parts = text.split(",") if "," in text else text.split()
    chosen = [part.strip() for part in parts if part.strip()]
    places = [known[name] for name in chosen if name in known]
    if len(chosen) != 2 or len(set(places)) != 2:
        raise ValueError(
            phrase(
                "expected two of {first} to {last}, such as x1 x3, got {typed}",
                first=names[0],
                last=names[-1],
                typed=f"{text.strip()[:30]!r}",
            )
        )
    bench.view = replace(bench.view, axes=(places[0], places[1]))
    outputs = bench.program.network.units[-1]
    if bench.view.mapped in ("", CONFUSION):
        bench.view = replace(bench.view, mapped=outputs[0].name)
    title = answers_title(problem, outputs[0].name)
    bench.say(
        phrase(
            "the {title} has {right} to the right and {up} upwards",
            title=title,
            right=names[places[0]],
            up=names[places[1]],
        )
    )


def _has_axes(bench: Workbench) -> bool:
    return bench.debugger.problem.given_inputs > 1


def _no_axes(_: Workbench) -> str:
    return phrase("there is nothing to choose: the problem has one input")


def _move_cursor(bench: Workbench, *, back: bool) -> None:
    """Move the loss chart's cursor, and say what the loss is there."""
    bench.playback.pause()
    snapshot = bench.debugger.snapshot()
    curve = snapshot.losses
    view = bench.view
    way = -1 if back else 1
    is_turned = view.cursor_way == -way
    is_fine = view.cursor is not None and (view.cursor_is_fine or is_turned)
    epoch = cursor_moved(snapshot, view.cursor, back=back, is_fine=is_fine)
    bench.view = replace(view, cursor=epoch, cursor_way=way, cursor_is_fine=is_fine)
    mean = short(bench.debugger.timeline.mean_loss(epoch))
    bench.say(
        phrase(
            "epoch {epoch}, step {step}: mean C {mean}; {enter} goes there, {cursor} and {cursor.back} move on",
            epoch=epoch,
            step=epoch * curve.samples,
            mean=mean,
        )
    )


def _has_cursor(bench: Workbench) -> bool:
    return not bench.is_comparing and bench.shown_steps >= len(bench.debugger.problem.samples)


def _no_cursor(bench: Workbench) -> str:
    if bench.is_comparing:
        return phrase("the cursor is in the Loss pane; {compare} closes Compare")
    return phrase("no epoch is complete yet; {epoch} goes to the end of one")


def _enter(bench: Workbench) -> None:
    """Go to the end of the epoch at the cursor; without a cursor, unfold."""
    if bench.view.cursor is None:
        _unfold(bench)
        return
    bench.playback.pause()
    go_to(bench, f"e{bench.view.cursor}")


def _scale(bench: Workbench) -> None:
    bench.view = replace(bench.view, logarithmic=not bench.view.logarithmic)


def choose_surface(bench: Workbench, text: str) -> None:
    """Choose what the error surface's map shows: two parameters, axes, all, sample, or how far it goes.

    Nothing leaves it as it is.

    Raises:
        ValueError: if it is none of these.
    """
    view = bench.view
    parameters: list[str] = []
    for word in text.replace(",", " ").split():
        if word == "axes":
            view = replace(view, surface=(), surface_reach=None)
        elif word in ("all", "sample"):
            view = replace(view, surface_of_sample=word == "sample")
        elif word[0].isdigit():
            view = replace(view, surface_reach=_reach_typed(word))
        else:
            parameters.append(parameter_named(bench.program.network, word))
    if parameters:
        if len(parameters) != 2 or parameters[0] == parameters[1]:
            raise ValueError(
                phrase("expected two parameters, such as w1 w5, got {parameters}", parameters=" ".join(parameters))
            )
        view = replace(view, surface=tuple(parameters))
    bench.view = view
    if not bench.shows_surface:
        bench.say(phrase("the Error surface pane shows it; {pane} leads there"))


def _reach_typed(word: str) -> float:
    """Return how far the map shall go.

    Raises:
        ValueError: if it is no such number.
    """
    try:
        reach = float(word)
    except ValueError:
        reach = 0.0
    if not 1e-6 <= reach <= 1e6:
        raise ValueError(
            phrase("expected how far the map goes to each side, such as 5, got {word}", word=f"{word[:20]!r}")
        )
    return reach


def _surface_words(bench: Workbench) -> tuple[str, ...]:
    return ("axes", "all", "sample", *bench.program.network.parameter_names)


SURFACE = Question(
    name="surface",
    hint="two parameters w1 w5, or axes; all or sample; how far, such as 5",
    answer=choose_surface,
    completions=_surface_words,
)

NAME = Question(
    name="find",
    hint="a parameter w5 or b2, or a unit h2",
    answer=choose_named,
    completions=_names,
)

AXES = Question(
    name="axes",
    hint="the input to the right and that upwards: x1 x3",
    answer=choose_axes,
)

LOOKING = (
    Command(
        id="find",
        label="find",
        keeps_question=True,
        forth=Way(description="Choose a parameter (w5) or a unit (h2) by its name", asks=NAME),
        is_for_looking=True,
    ),
    Command(
        id="parameter",
        label="choose",
        keeps_question=True,
        forth=Way(
            description="Choose the next parameter; its path lights up in every pane",
            run=lambda bench: _choose_line(bench, 1, wraps=True),
        ),
        back=Way(
            description="Choose the previous parameter",
            run=lambda bench: _choose_line(bench, -1, wraps=True),
        ),
        is_for_looking=True,
    ),
    Command(
        id="page",
        label="page",
        forth=Way(
            description="Choose the parameter ten lines further down",
            run=lambda bench: _choose_line(bench, PAGE, wraps=False),
        ),
        back=Way(
            description="Choose the parameter ten lines further up",
            run=lambda bench: _choose_line(bench, -PAGE, wraps=False),
        ),
        is_about_picture=True,
    ),
    Command(
        id="unfold",
        label="unfold",
        forth=Way(
            description="Unfold the chosen gradient, or branch of it, into the sum over its paths; or fold it",
            run=_unfold,
        ),
        back=Way(
            description="Fold all of them",
            run=_fold_all,
            is_on=lambda bench: bool(bench.view.unfolded),
        ),
        is_about_picture=True,
    ),
    Command(
        id="factor",
        label="factor",
        keeps_question=True,
        forth=Way(
            description="Choose the next factor of the parameter's path",
            run=lambda bench: _choose_factor(bench, 1),
        ),
        back=Way(
            description="Choose the previous factor",
            run=lambda bench: _choose_factor(bench, -1),
        ),
        is_for_looking=True,
    ),
    Command(
        id="cursor",
        label="cursor",
        forth=Way(
            description="Move a cursor along the loss chart, and tell the mean there; turned round, by single epochs",
            run=lambda bench: _move_cursor(bench, back=False),
            is_on=_has_cursor,
            why_not=_no_cursor,
        ),
        back=Way(
            description="Move it to the left",
            run=lambda bench: _move_cursor(bench, back=True),
            is_on=_has_cursor,
            why_not=_no_cursor,
        ),
        is_for_looking=True,
    ),
    Command(
        id="enter",
        label="enter",
        forth=Way(
            description="Go to the epoch at the cursor; where there is no cursor, unfold as {unfold} does",
            run=_enter,
        ),
        back=Way(
            description="Take the cursor away",
            run=Workbench.leave_cursor,
            is_on=lambda bench: bench.view.cursor is not None,
        ),
    ),
    Command(
        id="scale",
        label="log",
        forth=Way(description="Draw the loss on a logarithmic axis, or a linear one", run=_scale),
        is_about_picture=True,
    ),
    Command(
        id="surface",
        label="surface",
        forth=Way(
            description="Choose what the error surface shows: two parameters, or axes; all samples, or this sample",
            asks=SURFACE,
        ),
    ),
    Command(
        id="map",
        label="map",
        forth=Way(
            description="Map the next unit in the decision map; where there are many classes, a table of them, too",
            run=lambda bench: _map(bench, 1),
        ),
        back=Way(
            description="Map the previous unit",
            run=lambda bench: _map(bench, -1),
        ),
        is_about_picture=True,
    ),
    Command(
        id="axes",
        label="axes",
        forth=Way(
            description="Choose which two inputs the map, or the slice of three or more, has to the right and upwards",
            asks=AXES,
            is_on=_has_axes,
            why_not=_no_axes,
        ),
        is_about_picture=True,
    ),
)
