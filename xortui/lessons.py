"""Lessons: opens a quiz or a tour, on the screen or at the prompt, and checks tours."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.arguments import Refusal, asked_problem, quiz_parser, tour_parser
from xortui.language.phrase import phrase
from xortui.opening import open_begun, told_in_a_line

FAILED = 1


def open_quiz(argv: Sequence[str]) -> int:
    """Open the UI on a problem, and ask about its training."""
    options = quiz_parser().parse_args(argv)
    problem = asked_problem(options)
    from xortui.debugger import Debugger

    return open_begun(Debugger(problem), options, "quiz", f"{options.questions} {options.sheet}")


def open_tour(argv: Sequence[str]) -> int:
    """List the tours, check some, or open the UI on one."""
    options = tour_parser().parse_args(argv)
    if options.check is not None:
        if options.tour is not None:
            raise Refusal(f"--check takes all tours behind it: leave out {options.tour}, or name it there")
        return _check(options.check)
    from xortui.tours.opening import debugger_of, load_tour

    if options.tour is None:
        return _list()
    with told_in_a_line():
        debugger = debugger_of(load_tour(options.tour))
    return open_begun(debugger, options, "tour", options.tour)


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
