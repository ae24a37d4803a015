"""The command line: arguments are read here and sent to the right room; the UI is imported only to open it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from itertools import chain, repeat
from typing import TYPE_CHECKING

from xortui.arguments import (
    MAX_STEPS,
    Refusal,
    asked_problem,
    check_parser,
    expanded_path,
    export_parser,
    help_parser,
    loaded_problem,
    mistakes_parser,
    predict_parser,
    problems_parser,
    sessions_parser,
    settings_parser,
    trace_parser,
    train_parser,
    verify_parser,
)
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language, in_english
from xortui.opening import follow, open_broken, open_ui, resume, told_in_a_line, with_notes_told
from xortui.settings.spoken import spoken_language

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from xortui.check.verdict import Verdict
    from xortui.debugger import Debugger, Snapshot
    from xortui.debugger.session import Summary
    from xortui.problems import Problem

MAX_PATHS = 100_000
"""Paths in one step that are written out; a network of layers 2-64-64-1 has 16,513."""
MAX_LISTED = 20
"""Sessions that are listed."""
STEPS_AT_ONCE = 8192
"""Steps between two looks at the progress bar: a few milliseconds on a small network."""

FAILED = 1
INTERRUPTED = 130
CLOSED_PIPE = 141


OPTIONS_BEFORE = {"--plain": 0, "--batch": 0, "--present": 0, "--ascii": 0, "--language": 1, "--theme": 1}
"""Options that may stand before a command as well, and how many words each takes behind it."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    try:
        choose_language(spoken_language(os.environ))
        status = _run(list(sys.argv[1:] if argv is None else argv))
    except SystemExit as leaving:  # --help and --version
        status = leaving.code if isinstance(leaving.code, int) else 0
    except KeyboardInterrupt:
        status = INTERRUPTED
    except Refusal as refusal:
        status = _complain(refusal)
    except BrokenPipeError as error:
        status = _complain(_unwritten(error))
    try:
        if sys.stdout is not None:
            sys.stdout.flush()
    except OSError as error:
        status = _complain(_unwritten(error))
    choose_language(ENGLISH)  # whoever has called this from Python speaks English again
    return status


def _run(argv: list[str]) -> int:
    commands = {
        "trace": _trace,
        "train": _train,
        "predict": _predict,
        "problems": _problems,
        "verify": _verify,
        "check": _check,
        "why": _why,
        "sweep": _sweep,
        "break": open_broken,
        "mistakes": _mistakes,
        "quiz": _quiz,
        "tour": _tour,
        "export": _export,
        "resume": resume,
        "follow": follow,
        "play": _play,
        "sessions": _sessions,
        "settings": _settings,
        "help": _help,
    }
    argv = _command_first(argv, commands)
    if argv and argv[0] in commands:
        return commands[argv[0]](argv[1:])
    return open_ui(argv)


def _command_first(argv: list[str], commands: Collection[str]) -> list[str]:
    """Return the arguments with a command in front of the options that were typed before it."""
    place = 0
    while place < len(argv) and argv[place] in OPTIONS_BEFORE:
        place += 1 + OPTIONS_BEFORE[argv[place]]
    if not 0 < place < len(argv) or argv[place] not in commands:
        return argv
    return [argv[place], *argv[:place], *argv[place + 1 :]]


def _quiz(argv: list[str]) -> int:
    from xortui.lessons import open_quiz

    return open_quiz(argv)


def _tour(argv: list[str]) -> int:
    from xortui.lessons import open_tour

    return open_tour(argv)


def _sessions(argv: list[str]) -> int:
    options = sessions_parser().parse_args(argv)
    if options.delete is not None:
        return _delete_session(options.delete)
    from datetime import datetime

    from xortui.debugger.session import summary
    from xortui.debugger.session_file import SessionFile, listed_sessions, sessions_folder
    from xortui.problems.table import one_line
    from xortui.render.report import session_lines

    with told_in_a_line():
        paths = listed_sessions()
    found: list[tuple[str, datetime, Summary | str]] = []
    for path in paths[:MAX_LISTED]:
        with suppress(FileNotFoundError):  # gone since
            saved = datetime.fromtimestamp(path.stat().st_mtime)
            try:
                told: Summary | str = summary(SessionFile(path).read())
            except ValueError as error:
                told = str(error).removeprefix(one_line(f"{path}: "))
            found.append((one_line(path.stem), saved, told))
    _write(session_lines(found, len(paths[MAX_LISTED:]), str(sessions_folder())))
    return 0


def _play(argv: list[str]) -> int:
    from xortui.playing import play

    return play(argv)


def _delete_session(name: str) -> int:
    from xortui.debugger.session_file import delete_session

    with told_in_a_line():
        delete_session(name)
    _write([f"deleted {name.removesuffix('.json')}"])
    return 0


def _settings(argv: list[str]) -> int:
    settings_parser().parse_args(argv)
    from xortui.settings.place import settings_path
    from xortui.settings.reading import load_settings
    from xortui.settings.telling import settings_lines
    from xortui.ui.keys import default_keys

    path = settings_path()
    settings = load_settings(default_keys())
    _write(settings_lines(settings, default_keys(), path, has_file=path.exists()))
    return FAILED if settings.mistakes else 0


def _help(argv: list[str]) -> int:
    options = help_parser().parse_args(argv)
    from xortui.help.pages import page, topic_lines, topic_named

    if not options.topic:
        _write(["xortui help TOPIC prints one of these pages:", "", *topic_lines()])
        return 0
    try:
        topic = topic_named(" ".join(options.topic))
    except ValueError as error:
        raise Refusal(str(error)) from None
    _write_page(page(topic))
    return 0


def _trace(argv: list[str]) -> int:
    with in_english():  # programs read it
        return _trace_in_english(argv)


def _trace_in_english(argv: list[str]) -> int:
    options = trace_parser().parse_args(argv)
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


def _predict(argv: list[str]) -> int:
    options = predict_parser().parse_args(_with_joined_point(argv))
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

        _write(prediction_lines(predictions[0], problem))
        return 0
    from xortui.export.predictions import predictions_csv

    _write(predictions_csv(predictions, problem).splitlines())
    return 0


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
        return lambda snapshot: _write([*next(gaps), *trace_lines(snapshot)])
    from xortui.debugger.trace import paths_in_a_step, trace_record

    count = paths_in_a_step(problem.network)
    if count > MAX_PATHS:
        raise Refusal(
            f"a step of {problem.network.title} has {count:,} paths, more than {MAX_PATHS:,}; use --format text"
        )
    return lambda snapshot: _write_json(trace_record(snapshot))


def _train(argv: list[str]) -> int:
    from time import perf_counter

    options = train_parser().parse_args(argv)
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
    with _progress(options.epochs, "training") as advance:
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
        _write_json(outcome_record(done))
    else:
        _write(training_lines(done))
    return FAILED if options.until is not None and not reached else 0


def _chunks(total: int, most: int) -> Iterator[int]:
    """Yield numbers of at most `most` that add up to a total."""
    while total > 0:
        yield min(total, most)
        total -= most


def _problems(argv: list[str]) -> int:
    options = problems_parser().parse_args(argv)
    from xortui.problems import built_in_names
    from xortui.render.report import problem_lines, story_lines

    if options.problem is None:
        _write(problem_lines(map(loaded_problem, built_in_names())))
    else:
        _write(story_lines(loaded_problem(options.problem)))
    return 0


def _mistakes(argv: list[str]) -> int:
    options = mistakes_parser().parse_args(argv)
    from xortui.core.mistakes import MISTAKES, mistake_named
    from xortui.problems.fitting import fitting_problem
    from xortui.render.mistakes import mistake_lines, mistakes_lines

    if options.mistake is None:
        _write(mistakes_lines(MISTAKES))
        return 0
    with told_in_a_line():
        mistake = mistake_named(options.mistake)
    problem = fitting_problem(mistake) if options.problem is None else loaded_problem(options.problem)
    _write(mistake_lines(mistake, problem))
    return 0


def _verify(argv: list[str]) -> int:
    options = verify_parser().parse_args(argv)
    from xortui.debugger.verification import verify
    from xortui.problems import built_in_names
    from xortui.render.report import verification_lines

    names = built_in_names() if options.problem is None else (options.problem,)
    problems = [problem for name in names if (problem := loaded_problem(name)).published or problem.errata]
    if not problems:
        raise Refusal(f"{options.problem}: its file has no published numbers to verify", FAILED)
    is_settled = True
    for number, problem in enumerate(problems):
        findings = verify(with_notes_told(problem))
        is_settled &= all(finding.is_settled for finding in findings)
        _write([*([""] if number else []), *verification_lines(problem, findings)])
    return 0 if is_settled else FAILED


def _why(argv: list[str]) -> int:
    from xortui.telling_why import tell_why

    told, format_ = tell_why(argv)
    if format_ == "json":
        _write_json(told.record)
    else:
        _write(told.lines)
    return 0


def _check(argv: list[str]) -> int:
    from dataclasses import replace

    from xortui.check.all_files import verdicts
    from xortui.check.children import starting
    from xortui.check.hand_in import checked
    from xortui.check.running.limits import DEFAULT_LIMITS
    from xortui.check.verdict import exit_status

    options = check_parser().parse_args(argv)
    if options.template:
        return _write_template(options.files)
    if not options.files:
        raise Refusal("expected a FILE (see xortui check --help)")
    limits = replace(DEFAULT_LIMITS, seconds=options.seconds)
    limits = replace(limits, budget=min(limits.budget, options.seconds / 2))

    found = []
    paths = [expanded_path(name) for name in options.files]
    is_progress_shown = len(paths) > 1
    with starting(len(paths)) as start, _progress(len(paths), "checking", is_shown=is_progress_shown) as advance:

        def check(path: Path) -> Verdict:
            return checked(path, options.step, options.output, limits=limits, start=start)

        for verdict in verdicts(paths, check, advance):
            found.append(verdict)
    _write_verdicts(found, options.format)
    return exit_status(found)


def _sweep(argv: list[str]) -> int:
    from xortui.sweeping import sweep

    return sweep(argv, _write, _progress)


def _write_verdicts(found: Sequence[Verdict], format_: str) -> None:
    """Write what has been found of one file or several."""
    from xortui.check.verdict import OPENED, RIGHT

    if format_ == "json":
        records = [dict(verdict) for verdict in found]
        for record in records:
            record.pop(OPENED, None)
        _write_json(records[0] if len(records) == 1 else records)
        return
    from xortui.check.hand_in import source_lines

    sources = {verdict["file"]: source_lines(verdict["file"]) for verdict in found}
    if format_ != "text":
        from xortui.export.verdicts import VERDICT_FORMATS

        with in_english():  # others read it, and programs
            _write([VERDICT_FORMATS[format_](found, sources).removesuffix("\n")])
        return
    from xortui.render.verdict import opening_line, summary_lines, verdict_lines, why_line

    for number, verdict in enumerate(found):
        _write([*([""] if number else []), *verdict_lines(verdict, sources[verdict["file"]])])
    if len(found) > 1:
        _write(["", *summary_lines(found)])
        return
    from xortui.check.found_training import can_be_opened

    if can_be_opened(found[0]):
        _write(["", opening_line(found[0])])
        if found[0]["verdict"] == RIGHT:
            _write([why_line(found[0])])
        _write_rate(found[0])


def _write_rate(verdict: Verdict) -> None:
    """Say how many starts learn, where a file is right and does not learn from its own, and that is not said yet."""
    from xortui.check.verdict import RIGHT

    is_told = any(cause["id"] == "bad-start" for cause in verdict["causes"])
    if verdict["verdict"] != RIGHT or is_told:
        return
    from xortui.check.found_training import debugger_on
    from xortui.render.place import rate_line
    from xortui.sweep.stuck import place_if_stuck

    debugger = debugger_on(verdict)
    place = place_if_stuck(debugger.problem, debugger.mistakes)
    if place is not None:
        _write([rate_line(place, verdict["file"])])


def _write_template(names: Sequence[str]) -> int:
    """Print the template, or write it to a file that is not there yet."""
    from xortui.check.template import TEMPLATE

    if not names:
        _write([TEMPLATE.removesuffix("\n")])
        return 0
    if len(names) > 1:
        raise Refusal("--template: expected one FILE to write to")
    try:
        with expanded_path(names[0]).open("x", encoding="utf-8") as file:
            file.write(TEMPLATE)
    except FileExistsError:
        raise Refusal(f"{names[0]}: there is such a file already; expected the name of a new one") from None
    except (OSError, ValueError) as error:
        raise Refusal(f"{names[0]}: {getattr(error, 'strerror', None) or error}") from None
    return 0


def _export(argv: list[str]) -> int:
    options = export_parser().parse_args(argv)
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
        _write([export_text(debugger, options.format).removesuffix("\n")])
    else:
        _write_bytes(export_bytes(debugger, options.format))
    return 0


@contextmanager
def _progress(total: int, doing: str, *, is_shown: bool = True) -> Iterator[Callable[[int], None]]:
    """Show a progress bar on stderr if that is a terminal; yields what moves it on."""
    if not is_shown or sys.stderr is None or not sys.stderr.isatty():
        yield lambda _: None
        return
    from rich.console import Console
    from rich.progress import Progress

    with Progress(console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(doing, total=total)
        yield lambda count: progress.advance(task, count)


def _write_json(record: object) -> None:
    import json

    # Symbols are written as themselves where the output can hold them, as JSON's escapes where it can't.
    text = json.dumps(record, ensure_ascii=False, allow_nan=False)
    _write([text if _can_write(text) else json.dumps(record, allow_nan=False)])


def _write(lines: Sequence[str]) -> None:
    """Write lines to stdout, in ASCII characters if it takes no others."""
    if sys.stdout is None:
        return
    text = _writable("".join(f"{line}\n" for line in lines))
    try:
        sys.stdout.write(text)
    except OSError as error:
        raise _unwritten(error) from None


def _write_bytes(content: bytes) -> None:
    """Write what is not text to stdout."""
    if sys.stdout is None:
        return
    try:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
    except OSError as error:
        raise _unwritten(error) from None


def _write_page(markdown: str) -> None:
    """Write a page of the reference to stdout; through the pager if that is a terminal with too few lines for it."""
    from shutil import get_terminal_size

    from xortui.help.plain_text import WIDTH, plain_text

    columns, height = get_terminal_size()
    is_terminal = sys.stdout is not None and sys.stdout.isatty()
    lines = plain_text(markdown, min(columns, WIDTH) if is_terminal else WIDTH).splitlines()
    if not is_terminal or len(lines) < height:
        _write(lines)
        return
    from pydoc import pager

    pager(_writable("".join(f"{line}\n" for line in lines)))


def _writable(text: str) -> str:
    """Return a text in characters that stdout takes: as it is, or in ASCII."""
    if _can_write(text):
        return text
    from xortui.render.glyphs import ascii_prose

    return ascii_prose(text)


def _can_write(text: str) -> bool:
    try:
        text.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except UnicodeEncodeError:
        return False
    return True


def _unwritten(error: OSError) -> Refusal:
    """Give up stdout and return why; a reader that left, such as head, is no news."""
    # What is still in its buffer must not be tried once more, and complained about, when the interpreter shuts down.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if isinstance(error, BrokenPipeError):
        return Refusal("", CLOSED_PIPE)
    return Refusal(f"cannot write the output: {error.strerror or error}", FAILED)


def _complain(refusal: Refusal) -> int:
    """Print why on stderr and return the exit status."""
    if str(refusal) and sys.stderr is not None:
        with suppress(OSError):
            print(f"xortui: {refusal}", file=sys.stderr)
    return refusal.status
