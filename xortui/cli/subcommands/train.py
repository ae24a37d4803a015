"""xortui train: trains at full speed and prints what was learnt."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence

from xortui.cli.asked_problem import asked_problem, with_notes_told
from xortui.cli.output import write, write_json
from xortui.cli.parser import parser_of
from xortui.cli.progress import progress
from xortui.cli.refusal import Refusal
from xortui.cli.status import FAILED
from xortui.cli.values import MAX_STEPS, as_count, one_of

_EPILOG = """\
The loss that is reported is the mean of C over the last epoch. The status is 1
if a condition to stop at has not become true. In JSON, learnt says whether
every output is within 0.1 of its target.

examples:
  xortui train
  xortui train --hidden 8 --learning-rate 1 --epochs 5000 --format json
  xortui train --until "loss < 0.01 and w5 > 0"
"""
STEPS_AT_ONCE = 8192
"""Steps between two looks at the progress bar: a few milliseconds on a small network."""


def run(argv: Sequence[str]) -> int:
    """Train, and print what was learnt."""
    from time import perf_counter

    options = _parser().parse_args(argv)
    problem = with_notes_told(asked_problem(options))
    if options.epochs * len(problem.samples) > MAX_STEPS:
        raise Refusal(f"--epochs: expected at most {MAX_STEPS:,} steps, got {options.epochs * len(problem.samples):,}")
    from xortui.debugger import Debugger, Reason
    from xortui.debugger.outcome import outcome, outcome_record
    from xortui.render.report import training_lines

    debugger = Debugger(problem)
    if options.until is not None:
        try:
            debugger.breakpoints.add(options.until, once=True)
        except ValueError as error:
            raise Refusal(f"--until: {error}") from None
    reached = ""
    with progress(options.epochs, "training") as advance:
        begun = perf_counter()
        for epochs in _chunks(options.epochs, max(1, STEPS_AT_ONCE // len(problem.samples))):
            stop = debugger.run(epochs * len(problem.samples))
            if stop.reason is Reason.DIVERGED:
                raise Refusal(stop.message, FAILED)
            if stop.reason is Reason.BREAKPOINT:
                reached = str(stop.position)
                break
            advance(epochs)
        seconds = perf_counter() - begun
    done = outcome(debugger, seconds, until=options.until or "", reached=reached)
    if options.format == "json":
        write_json(outcome_record(done))
    else:
        write(training_lines(done))
    return FAILED if options.until is not None and not reached else 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui train."""
    parser = parser_of("xortui train", "Train at full speed and print what was learnt.", _EPILOG)
    parser.add_argument("--epochs", type=as_count, default=2000, metavar="N", help="how many epochs (default: 2000)")
    text = "stop where this becomes true, such as 'loss < 0.01'"
    parser.add_argument("--until", metavar="CONDITION", help=text)
    parser.add_argument("--format", **one_of("text", "json"), default="text", help="how to print (default: text)")
    return parser


def _chunks(total: int, most: int) -> Iterator[int]:
    """Yield numbers of at most `most` that add up to a total."""
    while total > 0:
        yield min(total, most)
        total -= most
