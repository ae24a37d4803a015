"""Sweeping: the command that trains many starts, tells what became of them, and opens the debugger on one."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from shutil import get_terminal_size
from typing import TYPE_CHECKING, Protocol

from xortui.arguments import DEFAULT_PROBLEM, Refusal, chosen_settings, expanded_path, loaded_problem, sweep_parser
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase
from xortui.opening import asks_for_prompt, open_debugger, told_in_a_line
from xortui.own_file import debugger_on_file, is_own_file, refuse_options_of_files

if TYPE_CHECKING:
    from argparse import Namespace

    from xortui.debugger import Debugger
    from xortui.sweep.choice import Chosen
    from xortui.sweep.findings import Sweep
    from xortui.sweep.plan import Plan

INTERRUPTED = 130
PLANNED = ("problem", "starts", "epochs", "seed", "rates", "spreads", "hidden", "optimizers", "within", "right")
"""Options that say what is swept, and have no place beside a sweep that is gone on with."""
OFFERED = "open which start? stuck, learnt, end 3, seed 17, or nothing: "
OFFERED_OF_CELLS = "open which start? cell 2 stuck, cell 2 learnt, seed 17, or nothing: "


class Progress(Protocol):
    """Shows a progress bar."""

    def __call__(self, total: int, doing: str) -> AbstractContextManager[Callable[[int], None]]:
        """Show one as long as something takes; gives what moves it on."""


def sweep(argv: Sequence[str], write: Callable[[Sequence[str]], None], progress: Progress) -> int:
    """Do what the arguments ask for, and return the exit status.

    Args:
        argv: behind xortui sweep.
        write: writes lines to stdout.
        progress: shows how far it has come.

    Raises:
        Refusal: if it can't be done; one line.
    """
    options = sweep_parser().parse_args(argv)
    if options.published:
        return _claims(options, write, progress)
    own = _own_debugger(options)
    path = _path(options)
    found = _sweep(options, own, path)
    if options.cell is not None and options.cell > len(found.plan.cells):
        raise Refusal(f"--cell: expected a combination from 1 to {len(found.plan.cells)}, got {options.cell}")
    is_interrupted = _run(found, options, path, progress)
    if options.opened is not None and not is_interrupted:
        return _open(found, options.opened, own, options)
    write(_told(found, options, own))
    if is_interrupted:
        return INTERRUPTED
    return _offer(found, own, options)


def _claims(options: Namespace, write: Callable[[Sequence[str]], None], progress: Progress) -> int:
    """Hold published claims against what is computed."""
    from xortui.render.claims import claim_lines
    from xortui.sweep.child import processors
    from xortui.sweep.claims import CLAIMS, judged

    processes = options.processes or processors()
    for number, claim in enumerate(CLAIMS):
        found = []
        with progress(len(claim.tries), "computing") as advance, told_in_a_line():
            for one in claim.tries:
                found.append(judged(one, lambda sweep: sweep.run(processes)))
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
    options.learning_rate = None
    options.seed, seed = None, options.seed
    debugger = debugger_on_file(options.problem, options)
    options.seed = seed
    return debugger


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


def _run(found: Sweep, options: Namespace, path: Path | None, progress: Progress) -> bool:
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


def _told(found: Sweep, options: Namespace, own: Debugger | None) -> list[str]:
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
    if not asks_for_prompt(options) and sys.stderr is not None and sys.stderr.isatty():
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
