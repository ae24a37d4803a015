"""xortui tour: lists the tours, checks some, or opens one."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.opening import open_debugger, prepare
from xortui.cli.parser import add_prompt, add_screen, parser_of
from xortui.cli.refusal import Refusal, told_in_a_line
from xortui.cli.status import FAILED
from xortui.language.phrase import phrase

_EPILOG = """\
) goes to the next stop, ( to the stop before it, or back from your own
experiments. A tour of your own is one Markdown file: see xortui help tours.
--check tells every fault in a line, with the file and the number of the line.
Its status is 1 if there is one.

examples:
  xortui tour
  xortui tour one-gradient
  xortui tour --check lesson.md
"""


def run(argv: Sequence[str]) -> int:
    """List the tours, check some, or open the UI on one."""
    options = _parser().parse_args(argv)
    if options.check is not None:
        if options.tour is not None:
            raise Refusal(f"--check takes all tours behind it: leave out {options.tour}, or name it there")
        return _check(options.check)
    from xortui.tours.opening import debugger_of, load_tour

    if options.tour is None:
        return _list()
    with told_in_a_line():
        debugger = debugger_of(load_tour(options.tour))
    prepare(options)
    from xortui.commands.beginning import Beginning

    return open_debugger(debugger, options, begin=Beginning("tour", options.tour))


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui tour."""
    text = "Take a tour: a lesson with places in a training, what to look at there, and questions."
    parser = parser_of("xortui tour", text, _EPILOG, takes_problem=False)
    text = "a name from the list, or a Markdown file of your own (default: list them)"
    parser.add_argument("tour", nargs="?", metavar="TOUR", help=text)
    text = "play these tours to their ends, and tell what no longer holds"
    parser.add_argument("--check", nargs="+", metavar="TOUR", help=text)
    add_screen(parser)
    add_prompt(parser)
    return parser


def _list() -> int:
    from xortui.tours.opening import tour_titles

    titles = tour_titles()
    column = max(len(name) for name, _ in titles) + 2
    print(phrase("xortui tour NAME takes one of these tours:"))
    print()
    for name, title in titles:
        print(f"{name:<{column}}{title}")
    return 0


def _check(names: Sequence[str]) -> int:
    """Say what is wrong with each tour; return 1 if anything is."""
    from xortui.commands.layout import PANES
    from xortui.commands.table import COMMANDS
    from xortui.tours.checking import faults_of
    from xortui.tours.opening import tour_text

    commands = {*COMMANDS, *[f"{id_}.back" for id_, command in COMMANDS.items() if command.back is not None]}
    status = 0
    for name in names:
        with told_in_a_line():
            stem, text, folder = tour_text(name)
        faults = faults_of(stem, text, folder, PANES, commands)
        for fault in faults:
            print(f"{name}:{fault}")
        if faults:
            status = FAILED
        else:
            print(phrase("{name}: every number holds", name=name))
    return status
