"""xortui check: says whether the backpropagation in people's own files is right, and where it is wrong."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from xortui.cli.asked_problem import expanded_path
from xortui.cli.output import write, write_json
from xortui.cli.own_file import is_own_file, while_it_runs
from xortui.cli.parser import add_hints, add_language, parser_of
from xortui.cli.progress import line_shown, progress
from xortui.cli.refusal import Refusal
from xortui.cli.values import as_seconds, one_of
from xortui.language.phrase import in_english, phrase

if TYPE_CHECKING:
    from pathlib import Path

    from xortui.check.verdict import Verdict


_EPILOG = """\
Each file is run as it is: a copy of it, in a process and a folder of its own,
with limits. That is no sandbox: do not check what you would not run.
FILE.json has numbers from any other language: see xortui help check.
The status is 0 if all are right, 1 if one is wrong, 2 if something could not be
told.

examples:
  xortui check mynet.py
  xortui check mynet.py --step "net.train(x, t)" --output "net.predict(x)"
  xortui check hand-ins/ --format junit > report.xml
  xortui check --template try.py
"""


def run(argv: Sequence[str]) -> int:
    """Check files, and tell what was found."""
    from dataclasses import replace

    from xortui.check.all_files import verdicts
    from xortui.check.children import starting
    from xortui.check.hand_in import checked, hand_ins
    from xortui.check.running.limits import DEFAULT_LIMITS
    from xortui.check.verdict import exit_status

    options = _parser().parse_args(argv)
    if options.template:
        return _write_template(options.files)
    if not options.files:
        raise Refusal("expected a FILE (see xortui check --help)")
    limits = replace(DEFAULT_LIMITS, seconds=options.seconds)
    limits = replace(limits, budget=min(limits.budget, options.seconds / 2))

    found = []
    paths = [path for name in options.files for path in hand_ins(expanded_path(name))]
    with starting(len(paths)) as start, _waiting(paths) as advance:

        def check(path: Path) -> Verdict:
            return checked(path, options.step, options.output, limits=limits, start=start)

        for verdict in verdicts(paths, check, advance):
            found.append(verdict)
    is_of_folder = paths != [expanded_path(name) for name in options.files]
    _write_verdicts(found, options.format, are_several=len(found) > 1 or is_of_folder)
    return exit_status(found)


@contextmanager
def _waiting(paths: Sequence[Path]) -> Iterator[Callable[[int], None]]:
    """Show a line as long as one file runs, or a bar for several; yields what moves it on."""
    if len(paths) > 1:
        with progress(len(paths), "checking") as advance:
            yield advance
        return
    runs = is_own_file(str(paths[0]))
    with line_shown(while_it_runs(paths[0])) if runs else nullcontext():
        yield lambda _: None


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui check."""
    from xortui.check.running.limits import DEFAULT_LIMITS
    from xortui.render.verdict_formats import VERDICT_FORMATS

    text = "Say whether the backpropagation in your own file is right, and where it is wrong."
    parser = parser_of("xortui check", text, _EPILOG, takes_problem=False)
    parser.add_argument(
        "files", nargs="*", metavar="FILE", help="a Python file, a folder of them, or a JSON file of numbers"
    )
    add_hints(parser)
    formats = one_of("text", "json", *VERDICT_FORMATS)
    parser.add_argument("--format", **formats, default="text", help="how to print (default: text)")
    seconds = DEFAULT_LIMITS.seconds
    text = phrase("how long a file may take (default: {seconds})", seconds=f"{seconds:g}")
    parser.add_argument("--seconds", type=as_seconds, default=seconds, metavar="X", help=text)
    text = "print a file of six lines to fill in, or write it to a new FILE"
    parser.add_argument("--template", action="store_true", help=text)
    add_language(parser)
    return parser


def _write_verdicts(found: Sequence[Verdict], format_: str, *, are_several: bool) -> None:
    """Write what has been found of one file or several; those of a folder are several, even if there is one."""
    from xortui.check.verdict import RIGHT, record_of

    if format_ == "json":
        records = list(map(record_of, found))
        write_json(records if are_several else records[0])
        return
    from xortui.check.hand_in import source_lines

    sources = {verdict["file"]: source_lines(verdict["file"]) for verdict in found}
    if format_ != "text":
        from xortui.render.verdict_formats import VERDICT_FORMATS

        with in_english():  # others read it, and programs
            write([VERDICT_FORMATS[format_](found, sources).removesuffix("\n")])
        return
    from xortui.render.verdict import opening_line, summary_lines, verdict_lines, why_line

    for number, verdict in enumerate(found):
        write([*([""] if number else []), *verdict_lines(verdict, sources[verdict["file"]])])
    if are_several:
        write(["", *summary_lines(found)])
        return
    from xortui.check.found_training import can_be_opened

    if can_be_opened(found[0]):
        write(["", opening_line(found[0])])
        if found[0]["verdict"] == RIGHT:
            write([why_line(found[0])])
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
        write([rate_line(place, verdict["file"])])


def _write_template(names: Sequence[str]) -> int:
    """Print the template, or write it to a file that is not there yet."""
    from xortui.check.template import TEMPLATE

    if not names:
        write([TEMPLATE.removesuffix("\n")])
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
    name = shlex.quote(names[0])
    write([phrase("{name} is written: fill in its six lines, then run xortui check {name}", name=name)])
    return 0
