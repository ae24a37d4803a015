"""xortui why: says why a training does not learn, of a problem, of a session, or of somebody's own file."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from xortui.cli.asked_problem import asked_problem, expanded_path
from xortui.cli.named_session import names_session, refuse_besides, resumed_debugger
from xortui.cli.output import write, write_json
from xortui.cli.own_file import examined, is_own_file, refuse_options_of_files, refused_options
from xortui.cli.parser import add_changes, add_hints, add_language, add_problem, parser_of
from xortui.cli.refusal import Refusal, told_in_a_line
from xortui.cli.values import one_of
from xortui.language.phrase import in_english

if TYPE_CHECKING:
    from argparse import Namespace

    from xortui.check.verdict import Verdict
    from xortui.debugger import Debugger


_EPILOG = """\
Training is tried on from there, with other rates and from other starts: it
takes some seconds. Every cause is told with the numbers that show it, and with
where to look. A problem is looked at after 2000 epochs, a session where it was
left, and a file of your own after as many epochs as it trains.

examples:
  xortui why stuck
  xortui why stuck --at e100
  xortui why mynet.py
  xortui why xor --seed 7 --format json
"""
DEFAULT_EPOCHS = 2000
"""After how many epochs a problem is looked at, as `train` trains it."""


class Told(NamedTuple):
    """What is told: lines, and the same as an object of JSON."""

    lines: list[str]
    record: dict[str, object]


def run(argv: Sequence[str]) -> int:
    """Say why a problem, a session, or somebody's own file does not learn."""
    options = _parser().parse_args(argv)
    if options.format == "json":
        with in_english():  # programs read it
            write_json(_of_what_is_asked(options).record)
    else:
        write(_of_what_is_asked(options).lines)
    return 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui why."""
    text = "Say why a training does not learn, or that nothing is wrong."
    parser = parser_of("xortui why", text, _EPILOG, takes_problem=False)
    text = "a built-in problem, a .toml file, a session's file, or a Python file (default: xor)"
    add_problem(parser, None, text)
    add_changes(parser, hidden="--hidden")
    add_hints(parser)
    text = "look at it there: after a step (478), or an epoch (e120)"
    parser.add_argument("--at", metavar="POSITION", help=text)
    parser.add_argument("--format", **one_of("text", "json"), default="text", help="how to print (default: text)")
    add_language(parser)
    return parser


def _of_what_is_asked(options: Namespace) -> Told:
    """Return what is said of a problem, of a session, or of somebody's own file."""
    name = options.problem
    if is_own_file(name):
        return _of_file(options)
    refuse_options_of_files(options)
    if name is not None and names_session(name):
        refuse_besides(name, "", options)
        with told_in_a_line(name):
            debugger = resumed_debugger(expanded_path(name))
        _stand_at(debugger, options.at)
    else:
        from xortui.debugger import Debugger

        debugger = Debugger(asked_problem(options))
        _stand_at(debugger, options.at or f"e{DEFAULT_EPOCHS}")
    return _diagnosis(debugger, None)


def _stand_at(debugger: Debugger, at: str | None) -> None:
    """Go to where the training is to be looked at; at the end of time, if that comes before."""
    if at is None:
        return
    try:
        debugger.go_to(at)
    except ValueError as error:
        raise Refusal(f"--at: {error}") from None


def _diagnosis(debugger: Debugger, own_epochs: int | None) -> Told:
    """Diagnose, and return what is said.

    Args:
        debugger: stands where it is to be looked at.
        own_epochs: how many epochs a file of somebody's own trains, if it is known.
    """
    from xortui.diagnosis.case import case_of
    from xortui.diagnosis.diagnosis import diagnose, diagnosis_record
    from xortui.render.diagnosis import diagnosis_lines

    if debugger.mistakes and debugger.hides_mistakes:
        raise Refusal("there is a mistake to be found in this session; reveal it there, and then ask why")
    found = diagnose(case_of(debugger, own_epochs))
    problem = debugger.problem
    lines = [f"{problem.name} {problem.network.title}, η {debugger.problem.training.learning_rate:g}"]
    lines += diagnosis_lines(found)
    record = {"problem": problem.name, "position": str(debugger.position), **diagnosis_record(found)}
    return Told(lines, record)


def _of_file(options: Namespace) -> Told:
    """Examine somebody's own file, train it as it trains, and say why it does not learn."""
    refused_options(options.problem, options)
    from xortui.check.found_training import can_be_continued, debugger_on, own_epochs, why_not_opened
    from xortui.check.hand_in import source_lines
    from xortui.check.verdict import UNDECIDED
    from xortui.render.verdict import verdict_lines

    verdict: Verdict = examined(options.problem, options)
    if verdict["verdict"] == UNDECIDED:
        raise Refusal(f"{options.problem}: {why_not_opened(verdict).removeprefix(f'{options.problem}: ')}")
    source = source_lines(verdict["file"])
    if not can_be_continued(verdict):
        lines = verdict_lines({**verdict, "factors": []}, source)
        return Told(lines, {"file": verdict["file"], "mistakes": verdict["mistakes"]})
    debugger = debugger_on(verdict, options.learning_rate)
    epochs = own_epochs(verdict)
    _stand_at(debugger, options.at or f"e{epochs or DEFAULT_EPOCHS}")
    told = _diagnosis(debugger, epochs)
    first = verdict_lines({**verdict, "factors": [], "causes": _not_told_again(verdict, told)}, source)
    told.lines[:0] = [*first, ""]
    told.record["file"] = verdict["file"]
    told.record["mistakes"] = verdict["mistakes"]
    told.record["causes of the file"] = verdict["causes"]
    return told


def _not_told_again(verdict: Verdict, told: Told) -> list[dict[str, str]]:
    """Return the causes of a file that the diagnosis does not tell in the same words."""
    causes = told.record["causes"]
    assert isinstance(causes, list)
    sentences = {cause["sentence"] for cause in causes}
    return [cause for cause in verdict["causes"] if cause["sentence"] not in sentences]
