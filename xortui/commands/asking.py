"""The command that asks the network about any point, with the parameters of now."""

from __future__ import annotations

from xortui.commands.command import Command, Way
from xortui.commands.question import Question
from xortui.commands.workbench import Workbench
from xortui.language.phrase import phrase
from xortui.problems.asking import own_inputs, read_point
from xortui.render.wording import verbatim


def ask_about(bench: Workbench, text: str) -> None:
    """Tell what the network says to a point, and how it comes to it.

    Raises:
        ValueError: if the text is no point.
    """
    # Loaded when first wanted: nobody asks before the first picture.
    from xortui.debugger.prediction import predict
    from xortui.render.prediction import answer_text, prediction_lines

    problem = bench.debugger.problem
    prediction = predict(bench.debugger.snapshot(), read_point(problem, text))
    bench.say(verbatim(f"at {bench.debugger.position}: {answer_text(prediction, problem)}"))
    bench.leaflet = tuple(prediction_lines(prediction, problem))


def _points(bench: Workbench) -> tuple[str, ...]:
    """Return the point of this step's sample, as an example of what may be typed."""
    problem = bench.debugger.problem
    x = bench.debugger.snapshot().x or problem.samples[0][0]
    return (", ".join([f"{value:g}" for value in own_inputs(problem, x)]),)


def _named_inputs(bench: Workbench) -> str:
    """Return what the inputs are called, in their order, with an example."""
    from xortui.problems.asking import input_names

    names = input_names(bench.debugger.problem)
    return phrase("{names}, with commas: {example}", names=names, example=_points(bench)[0])


POINT = Question(
    name="ask",
    hint="the inputs, with commas: 0.3, 0.7",
    hint_now=_named_inputs,
    answer=ask_about,
    completions=_points,
)

ASKING = (
    Command(
        id="ask",
        label="ask",
        forth=Way(
            description="Ask the network about any point x: its ŷ with the parameters of now, and the whole way there",
            asks=POINT,
        ),
    ),
)
