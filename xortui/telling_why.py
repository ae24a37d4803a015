"""xortui why: says why a training does not learn, of a problem, of a session, or of somebody's own file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from xortui.arguments import Refusal, asked_problem, expanded_path, why_parser
from xortui.language.phrase import in_english
from xortui.opening import names_session, refuse_besides, resumed_debugger, told_in_a_line
from xortui.own_file import examined, is_own_file, refuse_options_of_files, refused_options

if TYPE_CHECKING:
    from argparse import Namespace

    from xortui.check.verdict import Verdict
    from xortui.debugger import Debugger

DEFAULT_EPOCHS = 2000
"""After how many epochs a problem is looked at, as `train` trains it."""


class Told:
    """What is told: lines, and the same as an object of JSON."""

    def __init__(self, lines: list[str], record: dict[str, object]) -> None:
        """Take both."""
        self.lines = lines
        self.record = record


def tell_why(argv: Sequence[str]) -> tuple[Told, str]:
    """Return what is said of what was asked for, and in which format.

    Raises:
        Refusal: if there is nothing that could be looked at.
    """
    options = why_parser().parse_args(argv)
    if options.format == "json":
        with in_english():
            return _of_what_is_asked(options), "json"
    return _of_what_is_asked(options), options.format


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
    return _told(debugger, None, [])


def _stand_at(debugger: Debugger, at: str | None) -> None:
    """Go to where the training is to be looked at; at the end of time, if that comes before."""
    if at is None:
        return
    try:
        debugger.go_to(at)
    except ValueError as error:
        raise Refusal(f"--at: {error}") from None


def _told(debugger: Debugger, own_epochs: int | None, first: list[str]) -> Told:
    """Diagnose, and return what is said.

    Args:
        debugger: stands where it is to be looked at.
        own_epochs: how many epochs a file of somebody's own trains, if it is known.
        first: lines to begin with.
    """
    from xortui.diagnosis.case import case_of
    from xortui.diagnosis.diagnosis import diagnose, diagnosis_record
    from xortui.render.diagnosis import diagnosis_lines

    if debugger.mistakes and debugger.hides_mistakes:
        raise Refusal("there is a mistake to be found in this session; reveal it there, and then ask why")
    found = diagnose(case_of(debugger, own_epochs))
    problem = debugger.problem
    lines = [*first, f"{problem.name} {problem.network.title}, η {debugger.problem.training.learning_rate:g}"]
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
    first = [*verdict_lines({**verdict, "factors": []}, source_lines(verdict["file"])), ""]
    if not can_be_continued(verdict):
        return Told(first[:-1], {"file": verdict["file"], "mistakes": verdict["mistakes"]})
    debugger = debugger_on(verdict, options.learning_rate)
    epochs = own_epochs(verdict)
    _stand_at(debugger, options.at or f"e{epochs or DEFAULT_EPOCHS}")
    told = _told(debugger, epochs, first)
    told.record["file"] = verdict["file"]
    told.record["mistakes"] = verdict["mistakes"]
    told.record["causes of the file"] = verdict["causes"]
    return told
