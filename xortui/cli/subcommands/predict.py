"""xortui predict: tells what a trained network says to any point."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING

from xortui.cli.asked_problem import asked_problem
from xortui.cli.output import write
from xortui.cli.parser import parser_of
from xortui.cli.refusal import Refusal
from xortui.cli.status import FAILED

if TYPE_CHECKING:
    from xortui.problems import Problem


_EPILOG = """\
With --x every value on the way from the inputs to the outputs is printed. With
--points a CSV is printed: the inputs, the outputs, and for classes which it is.
Dropout is off, as wherever nothing is trained.

examples:
  xortui predict --x 1,0
  xortui predict sine --at e500 --x 0.3
  xortui predict my-problem.toml --x "height = 185, weight = 80"
  xortui predict my-problem.toml --at e500 --points new.csv > answers.csv
"""


def run(argv: Sequence[str]) -> int:
    """Tell what the trained network says."""
    options = _parser().parse_args(_with_joined_point(argv))
    if (options.x is None) == (options.points is None):
        raise Refusal("predict: expected either --x or --points")
    problem = asked_problem(options)
    from xortui.debugger import Debugger, Reason
    from xortui.debugger.prediction import predictor

    debugger = Debugger(problem)
    try:
        position = debugger.route.parse(options.at)
    except ValueError as error:
        raise Refusal(f"--at: {error}") from None
    points = _points(problem, options)
    stop = debugger.go_to(position)
    if stop.reason is Reason.DIVERGED:
        raise Refusal(stop.message, FAILED)
    ask = predictor(problem, debugger.timeline.program, debugger.snapshot().state)
    predictions = [ask(point) for point in points]
    if options.x is not None:
        from xortui.render.prediction import prediction_lines

        write(prediction_lines(predictions[0], problem))
        return 0
    from xortui.export.predictions import predictions_csv

    write(predictions_csv(predictions, problem).splitlines())
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui predict."""
    parser = parser_of("xortui predict", "Tell what a trained network says to any point.", _EPILOG)
    text = "the inputs of one point in their order, or by name, in the units of the data"
    parser.add_argument("--x", metavar="N[,N...]", help=text)
    text = "a CSV file of points, a line each, perhaps with a header; - reads them from the input"
    parser.add_argument("--points", metavar="FILE", help=text)
    text = "after how much training: a step (478), or an epoch (default: e2000)"
    parser.add_argument("--at", metavar="POSITION", default="e2000", help=text)
    return parser


def _with_joined_point(argv: Sequence[str]) -> list[str]:
    """Return arguments with a point joined to its --x: else one that begins with a minus is taken for an option."""
    joined: list[str] = []
    for argument in argv:
        if joined and joined[-1] == "--x":
            joined[-1] = f"--x={argument}"
        else:
            joined.append(argument)
    return joined


def _points(problem: Problem, options: argparse.Namespace) -> list[tuple[float, ...]]:
    """Return the points that were asked about."""
    from xortui.problems.asking import read_point

    if options.x is not None:
        try:
            return [read_point(problem, options.x)]
        except ValueError as error:
            raise Refusal(f"--x: {error}") from None
    from xortui.problems.points import read_points

    try:
        return read_points(problem, options.points)
    except ValueError as error:
        raise Refusal(f"--points: {error}") from None
