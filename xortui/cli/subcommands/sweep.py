"""xortui sweep: trains many starts, tells what became of them, and opens the debugger on one."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from shutil import get_terminal_size
from typing import TYPE_CHECKING

from xortui.cli.asked_problem import expanded_path, loaded_problem
from xortui.cli.opening import asks_for_prompt, can_draw, open_debugger
from xortui.cli.output import write
from xortui.cli.own_file import debugger_on_file, is_own_file, refuse_options_of_files
from xortui.cli.parser import (
    DEFAULT_PROBLEM,
    add_hints,
    add_problem,
    add_prompt,
    add_screen,
    chosen_settings,
    parser_of,
)
from xortui.cli.progress import progress
from xortui.cli.refusal import Refusal, told_in_a_line
from xortui.cli.status import INTERRUPTED
from xortui.cli.values import (
    as_count,
    as_distance,
    as_hidden_list,
    as_numbers,
    as_optimizers,
    as_per_cent,
    as_processes,
    as_seed,
    as_starts,
    one_of,
)
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from xortui.debugger import Debugger
    from xortui.sweep.choice import Chosen
    from xortui.sweep.findings import Sweep
    from xortui.sweep.plan import Plan


_EPILOG = """\
A start is a seed: start 17 has the weights of xortui --seed 17. Lists have commas:
each combination of them is a cell. The same plan gives the same numbers, to the
bit, on however many processors. Ctrl+c tells what is known by then and keeps it:
xortui sweep --resume goes on. --open takes stuck, learnt, "end 3" or "seed 17",
with "cell 2" in front where there are several.

examples:
  xortui sweep
  xortui sweep --rates 0.1,0.5,1,5 --spreads 0.1,0.5,1,3
  xortui sweep xor-tanh --hidden 2,3,4 --optimizers momentum,adam --starts 200
  xortui sweep stuck --open stuck
  xortui sweep mynet.py
"""
PLANNED = ("problem", "starts", "epochs", "seed", "rates", "spreads", "hidden", "optimizers", "within", "right")
"""Options that say what is swept, and have no place beside a sweep that is gone on with."""
OFFERED = "open which start? stuck, learnt, end 3, seed 17, or nothing: "
OFFERED_OF_CELLS = "open which start? cell 2 stuck, cell 2 learnt, seed 17, or nothing: "


def run(argv: Sequence[str]) -> int:
    """Sweep, tell what was found, and open the debugger on a start if one is chosen."""
    options = _parser().parse_args(argv)
    if options.published:
        return _claims(options)
    own = _own_debugger(options)
    path = _path(options)
    found = _sweep(options, own, path)
    if options.cell is not None and options.cell > len(found.plan.cells):
        raise Refusal(f"--cell: expected a combination from 1 to {len(found.plan.cells)}, got {options.cell}")
    is_interrupted = _run(found, options, path)
    if options.opened is not None and not is_interrupted:
        return _open(found, options.opened, own, options)
    write(_printed_lines(found, options, own))
    if is_interrupted:
        return INTERRUPTED
    return _offer(found, own, options)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui sweep."""
    text = "Train many starts, and say how many learn, how fast, and where the others end."
    parser = parser_of("xortui sweep", text, _EPILOG, takes_problem=False)
    add_problem(parser, None, "a built-in problem, the path of a .toml file, or your own .py (default: xor)")
    _add_plan(parser)
    text = (
        "what a sample's outputs have to be near to their targets: a distance, or side for the right side of the "
        "middle (default: 0.1)"
    )
    parser.add_argument("--within", type=as_distance, metavar="X|side", help=text)
    text = "how many per cent of the samples have to be right (default: 100; 95 and side, of more than 16 samples)"
    parser.add_argument("--right", type=as_per_cent, metavar="X", help=text)
    text = "how many processes (default: one for each processor)"
    parser.add_argument("--processes", type=as_processes, metavar="N", help=text)
    parser.add_argument(
        "--format", **one_of("text", "csv", "json"), default="text", help="how to print (default: text)"
    )
    parser.add_argument("--cell", type=as_count, metavar="N", help="tell one combination by itself, by its number")
    text = "keep what is found in this file; or go on with it, if it is there"
    parser.add_argument("--save", metavar="FILE", help=text)
    parser.add_argument("--resume", action="store_true", help="go on with the sweep that was stopped last")
    parser.add_argument(
        "--open", dest="opened", metavar="WHICH", help="open the debugger on a start: stuck, learnt ..."
    )
    text = "hold what has been published on starts of XOR against what is computed"
    parser.add_argument("--published", action="store_true", help=text)
    add_hints(parser)
    add_screen(parser)
    add_prompt(parser)
    return parser


def _add_plan(parser: argparse.ArgumentParser) -> None:
    """Add what says which starts are trained, and how long."""
    parser.add_argument("--starts", type=as_starts, metavar="N", help="starts of each combination (default: 1000)")
    text = "how long each is trained at most (default: 10,000, or fewer of more than 4 samples)"
    parser.add_argument("--epochs", type=as_count, metavar="N", help=text)
    parser.add_argument("--seed", type=as_seed, metavar="N", help="the seed of the first start (default: 1)")
    parser.add_argument("--rates", type=as_numbers, metavar="X[,X...]", help="learning rates")
    text = "how far from 0 starting weights are drawn"
    parser.add_argument("--spreads", type=as_numbers, metavar="X[,X...]", help=text)
    text = "units of the hidden layer: 2,3 for two sizes; 4x4 is two layers"
    parser.add_argument("--hidden", type=as_hidden_list, metavar="N[,N...]", help=text)
    parser.add_argument(
        "--optimizers", type=as_optimizers, metavar="NAME[,NAME...]", help="rules of update: adam,momentum"
    )


def _claims(options: Namespace) -> int:
    """Hold published claims against what is computed."""
    from xortui.render.claims import claim_lines
    from xortui.sweep.child import processors
    from xortui.sweep.claims import CLAIMS, judged

    processes = options.processes or processors()
    for number, claim in enumerate(CLAIMS):
        found = []
        with progress(len(claim.tries), "computing") as advance, told_in_a_line():
            for reading in claim.tries:
                found.append(judged(reading, lambda sweep: sweep.run(processes)))
                advance(1)
        write([*([""] if number else []), *claim_lines(claim, found)])
    return 0


def _own_debugger(options: Namespace) -> Debugger | None:
    """Return the debugger on somebody's own file, if one is to be swept."""
    if not is_own_file(options.problem):
        refuse_options_of_files(options)
        return None
    for name, option in (("hidden", "--hidden"), ("optimizers", "--optimizers"), ("save", "--save")):
        if getattr(options, name) is not None:
            raise Refusal(f"{options.problem} has its own network and rule: leave out {option}")
    # The file's own rate is swept, and the seed is that of the first start: neither changes the file.
    options_of_file = argparse.Namespace(**{**vars(options), "learning_rate": None, "seed": None})
    return debugger_on_file(options.problem, options_of_file)


def _path(options: Namespace) -> Path | None:
    """Return the file in which the sweep is kept."""
    from xortui.sweep.sweep_file import last_sweep_path

    if not options.resume:
        return None if options.save is None else expanded_path(options.save)
    if options.save is not None:
        raise Refusal("--resume goes on with the sweep that was stopped last: leave out --save")
    path = last_sweep_path()
    if not path.exists():
        raise Refusal("no sweep has been stopped here: leave out --resume")
    return path


def _sweep(options: Namespace, own: Debugger | None, path: Path | None) -> Sweep:
    """Return the sweep that is asked for: a new one, or the one that a file has."""
    from xortui.sweep.findings import Sweep
    from xortui.sweep.sweep_file import plan_document, read_sweep

    if path is None or not path.exists():
        with told_in_a_line():
            return Sweep(_plan(options, own))
    given = [name for name in PLANNED if getattr(options, name) is not None]
    with told_in_a_line():
        kept = read_sweep(path)
        is_other = bool(given) and plan_document(kept.plan) != plan_document(_plan(options, own))
    if is_other:
        raise Refusal(f"{path} has another sweep: give another file, or leave out --{given[0]}")
    return kept


def _plan(options: Namespace, own: Debugger | None) -> Plan:
    """Return what the arguments ask for.

    Raises:
        ValueError: if a combination is not possible.
    """
    from xortui.sweep.found_start import with_drawn_start
    from xortui.sweep.goal import Goal, default_goal
    from xortui.sweep.plan import DEFAULT_STARTS, FIRST_SEED, Plan

    problem = loaded_problem(options.problem or DEFAULT_PROBLEM) if own is None else own.problem
    usual = default_goal(problem.samples)
    within = usual.within if options.within is None else options.within[0]
    if own is not None:
        problem = with_drawn_start(problem)
    return Plan(
        problem=problem,
        starts=options.starts or DEFAULT_STARTS,
        epochs=options.epochs or 0,
        first_seed=FIRST_SEED if options.seed is None else options.seed,
        goal=Goal(within, options.right or usual.share),
        rates=options.rates or (),
        spreads=options.spreads or (),
        hidden=options.hidden or (),
        optimizers=options.optimizers or (),
        mistakes=() if own is None else own.mistakes,
    )


def _run(found: Sweep, options: Namespace, path: Path | None) -> bool:
    """Train what is not trained yet; say whether the user has stopped it before its end."""
    from xortui.sweep.child import processors
    from xortui.sweep.sweep_file import last_sweep_path, write_sweep

    if found.is_complete:
        return False
    is_interrupted = False
    total = found.plan.starts * len(found.plan.cells)
    told = found.starts_done
    try:
        with progress(total, phrase("sweeping, ctrl+c tells what is known by then")) as advance, told_in_a_line():
            advance(told)

            def tell(done: int) -> None:
                nonlocal told
                advance(done - told)
                told = done

            found.run(options.processes or processors(), tell=tell)
    except KeyboardInterrupt:
        is_interrupted = True
    if path is not None or is_interrupted:
        kept = path or last_sweep_path()
        if not found.plan.mistakes:
            with told_in_a_line():
                write_sweep(found, kept)
    return is_interrupted


def _printed_lines(found: Sweep, options: Namespace, own: Debugger | None) -> list[str]:
    """Return what is to be printed."""
    if options.format == "csv":
        from xortui.export.sweep_table import sweep_csv

        return sweep_csv(found).splitlines()
    if options.format == "json":
        import json

        from xortui.export.sweep_table import sweep_record

        return [json.dumps(sweep_record(found), ensure_ascii=True, allow_nan=False)]
    from xortui.render.sweep import sweep_lines

    lines = sweep_lines(found, options.cell, get_terminal_size().columns - 1, ascii_only=_is_ascii())
    place = _place(found, own)
    if place:
        lines += ["", place]
    if not found.is_complete:
        how = phrase("the same --save FILE") if options.save else "xortui sweep --resume"
        lines += ["", phrase("{command} goes on", command=how)]
    return lines


def _is_ascii() -> bool:
    """Say whether stdout takes no halves."""
    try:
        "½⅔".encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return True
    return False


def _place(found: Sweep, own: Debugger | None) -> str:
    """Tell what becomes of the problem's own start, if it is one that no seed draws."""
    problem = found.plan.problem
    is_given = set(problem.start.parameters) >= set(problem.network.parameter_names)
    if not (is_given and found.starts_done) or found.plan.varied:
        return ""
    from xortui.render.place import place_text
    from xortui.sweep.place import place_among

    told = place_text(place_among(found, problem))
    return told if own is None else f"{problem.name}.py: {told}"


def _open(found: Sweep, which: str, own: Debugger | None, options: Namespace) -> int:
    """Open the debugger on a start."""
    from xortui.sweep.choice import chosen_start

    try:
        chosen = chosen_start(found, which)
    except ValueError as error:
        raise Refusal(f"--open: {error}") from None
    return _open_chosen(found, chosen, own, options)


def _open_chosen(found: Sweep, chosen: Chosen, own: Debugger | None, options: Namespace) -> int:
    """Open the debugger on a start that was chosen."""
    from xortui.debugger import Debugger

    problem = chosen.problem
    if chosen.learnt:
        news = phrase(
            "start {seed} of the sweep: learns in epoch {epoch}", seed=chosen.seed, epoch=grouped(chosen.learnt)
        )
    else:
        news = phrase(
            "start {seed} of the sweep: has not learnt in {epochs} epochs",
            seed=chosen.seed,
            epochs=grouped(found.plan.epochs),
        )
    debugger = Debugger(problem, mistakes=() if own is None else own.mistakes)
    return open_debugger(debugger, options, news=news)


def _offer(found: Sweep, own: Debugger | None, options: Namespace) -> int:
    """Have somebody at a terminal choose a start to open: on a picture of the cells, or in a line where none can be."""
    streams = (sys.stdin, sys.stdout)
    if options.format != "text" or any(stream is None or not stream.isatty() for stream in streams):
        return 0
    if not asks_for_prompt(options) and can_draw():
        chosen = _chosen_on_picture(found, options)
        return 0 if chosen is None else _open_chosen(found, chosen, own, options)
    while True:
        try:
            text = input(f"\n{_offered(found)}")
        except (EOFError, KeyboardInterrupt):
            print()
            return 0
        if not text.strip():
            return 0
        try:
            return _open(found, text, own, options)
        except Refusal as refusal:
            print(str(refusal).removeprefix("--open: "))


def _offered(found: Sweep) -> str:
    """Return the question which start is to be opened."""
    return phrase(OFFERED_OF_CELLS) if len(found.plan.cells) > 1 else phrase(OFFERED)


def _chosen_on_picture(found: Sweep, options: Namespace) -> Chosen | None:
    """Show the cells in the whole terminal; return the start that a key has chosen, if one has."""
    from xortui.ui.ground import asking_for_ground

    with asking_for_ground(os.environ, is_wanted=options.theme in (None, "auto")) as asked:
        from xortui.ui.app import abilities_of, settings_of_now
        from xortui.ui.sweep_cells import chosen_of_cells

    settings = settings_of_now().but_with(chosen_settings(options))
    return chosen_of_cells(found, abilities_of(settings, asked.ground), mouse=False)
