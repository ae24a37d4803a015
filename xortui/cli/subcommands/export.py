"""xortui export: writes a script, a handout, the history or the weights up to a position."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from xortui.cli.asked_problem import asked_problem, with_notes_told
from xortui.cli.output import write, write_bytes
from xortui.cli.parser import parser_of
from xortui.cli.refusal import Refusal
from xortui.cli.status import FAILED
from xortui.cli.values import one_of

_EPILOG = """\
python     a short script on NumPy alone that reproduces the training so far
latex      the derivation of one step, in symbols and numbers, as a document
markdown   the same to read on a page
sheet, key an exercise on one step, and its answers; sheet-latex, key-latex
poster     one step with the picture of the network, as SVG
csv, json  the loss and every parameter, epoch by epoch
npz        the weights as arrays; safetensors is the same for other programs

examples:
  xortui export xor --format python --at e200 > xor.py
  xortui export mazur --format latex > handout.tex
  xortui export xor --format npz > weights.npz
"""


def run(argv: Sequence[str]) -> int:
    """Write what was asked for to stdout."""
    options = _parser().parse_args(argv)
    problem = with_notes_told(asked_problem(options))
    from xortui.debugger import Debugger, Reason
    from xortui.export import FORMATS, export_bytes, export_text

    is_text = FORMATS[options.format].is_text
    if not is_text and sys.stdout is not None and sys.stdout.isatty():
        name = f"weights{FORMATS[options.format].suffix}"
        raise Refusal(f"--format {options.format}: expected stdout to lead to a file, as with > {name}")
    debugger = Debugger(problem)
    at = options.at
    is_of_one_step = FORMATS[options.format].is_of_one_step
    if at is None:
        at = "1" if is_of_one_step else "e2000"
    try:
        stop = debugger.go_to(at)
    except ValueError as error:
        raise Refusal(f"--at: {error}") from None
    if stop.reason is Reason.DIVERGED and options.at is not None:
        raise Refusal(stop.message, FAILED)
    if is_of_one_step and stop.position.step == 0:
        raise Refusal("--at: nothing is computed at the start; expected a step from 1")
    if is_text:
        write([export_text(debugger, options.format).removesuffix("\n")])
    else:
        write_bytes(export_bytes(debugger, options.format))
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui export."""
    from xortui.export import FORMATS

    parser = parser_of(
        "xortui export", "Write a script, a handout, the history or the weights up to a position.", _EPILOG
    )
    formats = one_of(*FORMATS) | {"metavar": "FORMAT"}  # their names do not fit in one line
    parser.add_argument("--format", **formats, required=True, help="what to write: one of those below")
    text = "a step (478), or an epoch (e120) (default: 1 for what is about one step, else e2000)"
    parser.add_argument("--at", metavar="POSITION", help=text)
    return parser
