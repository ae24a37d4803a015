"""xortui trace: prints every factor of the chain rule, step by step."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from typing import TYPE_CHECKING

from xortui.cli.asked_problem import asked_problem, with_notes_told
from xortui.cli.output import write, write_json
from xortui.cli.parser import parser_of
from xortui.cli.refusal import Refusal
from xortui.cli.status import FAILED
from xortui.cli.values import as_count, one_of
from xortui.language.phrase import in_english

if TYPE_CHECKING:
    from xortui.debugger import Debugger, Snapshot
    from xortui.problems import Problem


_EPILOG = """\
text is the table of factors that the screen shows. jsonl is one JSON object a
line, with numbers in full precision: step, epoch and sample (all from 1), x, y,
yhat, loss, values (every z and h), parameters (before the update), gradients
(value, and paths of factors) and updated (the parameters after the update).
A step that ends a batch also has mean_gradients, from which its update learns;
with momentum, each step that updates has velocities. A number that is not
finite is null.

examples:
  xortui trace --steps 4
  xortui trace --at e120
  xortui trace my-problem.toml --steps 100 --format jsonl > trace.jsonl
"""
MAX_PATHS = 100_000
"""Paths in one step that are written out; a network of layers 2-64-64-1 has 16,513."""


def run(argv: Sequence[str]) -> int:
    """Print the steps; always in English, as programs read it."""
    with in_english():  # programs read it
        return _trace_in_english(argv)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui trace."""
    parser = parser_of("xortui trace", "Print every factor of the chain rule, step by step.", _EPILOG)
    text = "how many steps, a sample each (default: 1)"
    parser.add_argument("--steps", type=as_count, default=1, metavar="N", help=text)
    parser.add_argument("--at", metavar="POSITION", help="begin with a step (478), or the last of an epoch (e120)")
    parser.add_argument("--format", **one_of("text", "jsonl"), default="text", help="how to print (default: text)")
    return parser


def _trace_in_english(argv: Sequence[str]) -> int:
    options = _parser().parse_args(argv)
    problem = with_notes_told(asked_problem(options))
    write = _step_writer(problem, options.format)
    from xortui.debugger import Debugger, Reason

    debugger = Debugger(problem)
    _stand_before(debugger, options.at)
    for _ in range(options.steps):
        stop = debugger.step("sample")
        if stop.reason is Reason.DIVERGED:
            raise Refusal(stop.message, FAILED)
        write(debugger.snapshot())
    return 0


def _stand_before(debugger: Debugger, at: str | None) -> None:
    """Go to before the step that was asked for, if one was."""
    from xortui.debugger import Reason

    if at is None:
        return
    try:
        position = debugger.route.parse(at)
    except ValueError as error:
        raise Refusal(f"--at: {error}") from None
    if position.step == 0:
        raise Refusal("--at: nothing is computed at the start; expected a step from 1")
    stop = debugger.go_to(debugger.route.end_of(position.step - 1))
    if stop.reason is Reason.DIVERGED:
        raise Refusal(stop.message, FAILED)


def _step_writer(problem: Problem, format_: str) -> Callable[[Snapshot], None]:
    """Return what prints one step."""
    if format_ == "text":
        from xortui.render.report import trace_lines

        gaps: Iterator[list[str]] = chain([[]], repeat([""]))
        return lambda snapshot: write([*next(gaps), *trace_lines(snapshot)])
    from xortui.debugger.trace import paths_in_a_step, trace_record

    count = paths_in_a_step(problem.network)
    if count > MAX_PATHS:
        raise Refusal(
            f"a step of {problem.network.title} has {count:,} paths, more than {MAX_PATHS:,}; use --format text"
        )
    return lambda snapshot: write_json(trace_record(snapshot))
