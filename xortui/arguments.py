"""The arguments: what each command takes, what its values may be, and the problem they ask for."""

from __future__ import annotations

import argparse
import os
from contextlib import suppress
from math import isfinite
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

from xortui import __version__
from xortui.language.locale import language_of
from xortui.language.phrase import choose_language

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from xortui.problems import Problem
    from xortui.settings.setting import Option, UserSetting

MAX_STEPS = 10**12
MAX_HIDDEN_LAYERS = 100
DEFAULT_PROBLEM = "xor"
MAX_QUESTIONS = 100
"""Questions of a quiz."""
LONGEST_CHECK = 3600.0
"""Seconds that a file may take at most."""
MAX_PROCESSES = 1024
LARGEST_NUMBER = 1e6
"""Of learning rates and starting weights that are tried."""
Value = TypeVar("Value")

_USAGE_WORDS = (
    "[PROBLEM]",
    "[--seed N]",
    "[--learning-rate X]",
    "[--hidden N[,N...]]",
    "[--data FILE]",
    "[--session FILE]",
)
"""What opens the screen on a problem, before the settings that can be chosen for one time."""
_USAGE_WIDTH = 78
_OTHER_USAGES = """\
       xortui FILE.py [--step EXPR --output EXPR] [--learning-rate X] ...
       xortui --plain [PROBLEM] [-x FILE] [-ex COMMAND] [--batch] ...
       xortui resume [SESSION]
       xortui follow FILE
       xortui play FILE.cast
       xortui sessions [--delete NAME]
       xortui trace [PROBLEM] [--steps N] [--format text|jsonl] ...
       xortui train [PROBLEM] [--epochs N] [--format text|json] ...
       xortui predict [PROBLEM] --x N[,N...] [--points FILE] [--at POSITION] ...
       xortui problems [PROBLEM]
       xortui verify [PROBLEM]
       xortui sweep [PROBLEM] [--starts N] [--rates X,...] [--spreads X,...] ...
       xortui check FILE... [--step EXPR --output EXPR] [--format ...] ...
       xortui why [PROBLEM|SESSION|FILE.py] [--at POSITION] [--format ...]
       xortui break MISTAKE[,MISTAKE] [PROBLEM] [--place LAYER] [--hidden] ...
       xortui mistakes [MISTAKE] [PROBLEM]
       xortui export [PROBLEM] --format python|latex|markdown|sheet|... ...
       xortui quiz [PROBLEM] [--questions N] [--sheet N] ...
       xortui tour [TOUR | --check TOUR...] ...
       xortui settings
       xortui help [TOPIC]"""

_EPILOG = """\
keys:
  s n e      forward: one operation, one sample (a step), one epoch
  S N E      back by the same
  space      run freely, or pause
  ?          help: every key, and what the panes show
  q          quit

without a screen:
  --plain    the same as lines of text at a prompt, as for a screen reader; so
             it opens by itself where TERM is dumb, or there is no terminal
  trace      print every factor of the chain rule, step by step
  train      train at full speed and print what was learnt
  predict    tell what the trained network says to any point
  problems   list the built-in problems, or tell the story of one
  verify     compare what a problem's source prints with what is computed
  check      is your own backpropagation right? runs your Python file, watched
  why        why does it not learn? minimum or saddle, rate, dead units ...
  sweep      how many of a thousand starts learn, how fast, and where the others
             get stuck: by learning rate, starting weights, size and optimizer
  mistakes   list the mistakes that people make in backpropagation, or tell one:
             xortui break MISTAKE opens a problem with it planted, to be found
  quiz       ask what comes next, before it is shown, and keep the score
  tour       list the tours, which are lessons to follow, or take one
  export     write a NumPy script, a handout, the history or the weights
  sessions   list the saved sessions, or delete one: xortui resume goes on
             with the last
  follow     stand where somebody else stands, as their session's file tells
  play       play a recording of a session, which stops at its marks
  settings   tell where the settings are, what there is, and what holds
  help       list the pages of the reference, or print one: xortui help keys
  For more: xortui trace --help. A problem file with the name of a command is
  opened by its path: xortui ./train

examples:
  xortui                              watch a 2-2-1 network learn XOR
  xortui --hidden 4 --seed 7          four hidden units, another start
  xortui net.npz --data club.csv      your own weights, and your own samples
  xortui my-problem.toml              a problem of your own
  xortui mynet.py                     your own backpropagation, mistakes and all
  xortui trace --steps 4 > xor.txt    the first epoch, ready to paste
"""

_TRACE_EPILOG = """\
text is the table of factors that the screen shows. jsonl is one JSON object a
line, with numbers in full precision: step, epoch and sample (all from 1), x, y,
yhat, loss, values (every z and h), parameters (before the update), gradients
(value, and paths of factors) and updated (the parameters after the update).
A step that ends a batch also has mean_gradients, from which its update learns;
with momentum, each step that updates has velocities. A number that is not
finite is null.

examples:
  xortui trace --steps 4
  xortui trace --at e120
  xortui trace my-problem.toml --steps 100 --format jsonl > trace.jsonl
"""

_TRAIN_EPILOG = """\
The loss that is reported is the mean of C over the last epoch. The status is 1
if a condition to stop at has not become true. In JSON, learnt says whether
every output is within 0.1 of its target.

examples:
  xortui train
  xortui train --hidden 8 --learning-rate 1 --epochs 5000 --format json
  xortui train --until "loss < 0.01 and w5 > 0"
"""


_PREDICT_EPILOG = """\
With --x every value on the way from the inputs to the outputs is printed. With
--points a CSV is printed: the inputs, the outputs, and for classes which it is.
Dropout is off, as wherever nothing is trained.

examples:
  xortui predict --x 1,0
  xortui predict sine --at e500 --x 0.3
  xortui predict my-problem.toml --at e500 --points new.csv > answers.csv
"""

_VERIFY_EPILOG = """\
A number agrees if the computed one, rounded to as many digits or cut off after
them, is what is printed. A known erratum is listed with its cause, and with the
computation that gives the printed digits. The status is 1 if any number neither
agrees nor is explained.

examples:
  xortui verify
  xortui verify mazur
"""

_CHECK_EPILOG = """\
Each file is run as it is: a copy of it, in a process and a folder of its own,
with limits. That is no sandbox: do not check what you would not run.
FILE.json has numbers from any other language: see xortui help check.
The status is 0 if all are right, 1 if one is wrong, 2 if something could not be
told.

examples:
  xortui check mynet.py
  xortui check mynet.py --step "net.train(x, t)" --output "net.predict(x)"
  xortui check *.py --format junit > report.xml
  xortui check --template try.py
"""

_QUIZ_EPILOG = """\
A question covers what comes next, and all that would give it away. Type a
number, an expression such as h1*(1-h1), or + or - for the sign alone; then it is
told how far off you were, with the formula and its numbers.

examples:
  xortui quiz
  xortui quiz mazur --questions 5 --sheet 2
  xortui quiz --plain
"""

_TOUR_EPILOG = """\
) goes to the next stop, ( to the stop before it, or back from your own
experiments. A tour of your own is one Markdown file: see xortui help tours.
--check tells every fault in a line, with the file and the number of the line.
Its status is 1 if there is one.

examples:
  xortui tour
  xortui tour one-gradient
  xortui tour --check lesson.md
"""

_WHY_EPILOG = """\
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

_SWEEP_EPILOG = """\
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

_BREAK_EPILOG = """\
The mistake is planted in the program of the training: it trains, is shown and
is exported with it. Where a number differs from what would be right, a sign ≠
stands behind it, and where there is room the right one beside it. With --hidden
nothing tells which mistake it is, until the key a, or reveal at the prompt.
A breakpoint on differs(dC/dw1) stops where that gradient begins to differ.

examples:
  xortui break slope-missing
  xortui break slope-missing --place 2 mazur
  xortui break wrong-column --place "2 column 1"
  xortui break slope-missing,bias-never-updated --hidden
"""

_MISTAKES_EPILOG = """\
examples:
  xortui mistakes
  xortui mistakes weights-updated
  xortui mistakes one-path mazur
"""

_EXPORT_EPILOG = """\
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


_RESUME_EPILOG = """\
The program saves the session every few seconds and on leaving: the problem, the
position, edits and forks, breakpoints, watches, bookmarks and the layout.

examples:
  xortui sessions
  xortui sessions --delete xor-2026-02-03-101112
  xortui resume
  xortui --session lecture.json xor   save it in a file of your own
"""

_FOLLOW_EPILOG = """\
The teacher's program saves a session that has a file of its own as soon as
something has changed. Whoever may read that file can follow.

examples:
  xortui --session /srv/lecture.json xor    the teacher
  xortui follow /srv/lecture.json           everybody else: O goes on on your
                                            own from there, R returns
"""

_PLAY_EPILOG = """\
keys:
  space      plays, or stops
  right left to the next mark, or the one before: n and N do the same
  + -        faster or slower
  .          one frame more
  r          from the beginning
  q          leaves

f8 in the program records: xortui help recordings
"""

_SETTINGS_EPILOG = """\
The file is TOML. The status is 1 if anything in it is not right.

examples:
  xortui settings
  xortui help settings
"""

_HELP_EPILOG = """\
examples:
  xortui help
  xortui help breakpoints
"""


class Refusal(Exception):  # noqa: N818 -- not an error of the program: what was asked for can't be done
    """Ends the command with one line on stderr and an exit status."""

    def __init__(self, message: str, status: int = 2) -> None:
        """Say why."""
        super().__init__("".join(letter if letter.isprintable() else "?" for letter in message))
        self.status = status


class _Version(argparse.Action):
    """Tells the version and the engines, and ends."""

    def __init__(self, option_strings: Sequence[str], dest: str, help: str = "") -> None:  # noqa: A002, ARG002
        """Take no value, and leave none."""
        super().__init__(option_strings, argparse.SUPPRESS, nargs=0, help=help)

    def __call__(
        self,
        parser: argparse.ArgumentParser,
        _namespace: argparse.Namespace,
        _values: object,
        _option: str | None = None,
    ) -> None:
        """Print both."""
        # Loaded when it is asked for: other commands choose an engine when they run one.
        from xortui.core.engine_choice import engine_lines

        print("\n".join([f"xortui {__version__}", *engine_lines()]))
        parser.exit()


def ui_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui itself, which opens the UI."""
    parser = _parser("xortui", "Walk through the training of a small neural network, forwards and backwards.", _EPILOG)
    parser.usage = _usage()
    parser.set_defaults(problem=None)  # to be told from one that is asked for
    parser.add_argument("--version", action=_Version, help="show the version and which engines there are")
    text = "save the session in this file, or go on with it if it is there"
    parser.add_argument("--session", metavar="FILE", help=text)
    _add_hints(parser)
    _add_screen(parser)
    _add_prompt(parser)
    return parser


def resume_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui resume."""
    text = "Go on where you left: with the last session, or another."
    parser = _parser("xortui resume", text, _RESUME_EPILOG, takes_problem=False)
    text = "a name that xortui sessions lists, or the path of a file (default: the last)"
    parser.add_argument("session", nargs="?", metavar="SESSION", help=text)
    _add_screen(parser)
    _add_prompt(parser)
    return parser


def follow_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui follow."""
    text = "Stand where somebody else stands; their session is read, and never written."
    parser = _parser("xortui follow", text, _FOLLOW_EPILOG, takes_problem=False)
    text = "the file of their session, which need not be there yet"
    parser.add_argument("session", metavar="FILE", help=text)
    _add_screen(parser)
    _add_prompt(parser)
    return parser


def play_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui play."""
    text = "Play a recording at your own pace; it stops where it has marks."
    parser = _parser("xortui play", text, _PLAY_EPILOG, takes_problem=False)
    parser.add_argument("file", metavar="FILE.cast", help="a recording of xortui's or asciinema's, of version 2")
    return parser


def sessions_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui sessions."""
    text = "List the saved sessions, the last one first, or delete one."
    parser = _parser("xortui sessions", text, _RESUME_EPILOG, takes_problem=False)
    text = "delete the session of this name in the list; it can't be brought back"
    parser.add_argument("--delete", metavar="NAME", help=text)
    return parser


def settings_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui settings."""
    text = "Tell where the settings are, what they are, and which of them the file has changed."
    return _parser("xortui settings", text, _SETTINGS_EPILOG, takes_problem=False)


def help_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui help."""
    text = "List the pages of the reference, or print one."
    parser = _parser("xortui help", text, _HELP_EPILOG, takes_problem=False)
    text = "what a page is about, or the beginning of it (default: list them all)"
    parser.add_argument("topic", nargs="*", metavar="TOPIC", help=text)
    return parser


def trace_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui trace."""
    parser = _parser("xortui trace", "Print every factor of the chain rule, step by step.", _TRACE_EPILOG)
    text = "how many steps, a sample each (default: 1)"
    parser.add_argument("--steps", type=_count, default=1, metavar="N", help=text)
    parser.add_argument("--at", metavar="POSITION", help="begin with a step (478), or the last of an epoch (e120)")
    parser.add_argument("--format", **_one_of("text", "jsonl"), default="text", help="how to print (default: text)")
    return parser


def train_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui train."""
    parser = _parser("xortui train", "Train at full speed and print what was learnt.", _TRAIN_EPILOG)
    parser.add_argument("--epochs", type=_count, default=2000, metavar="N", help="how many epochs (default: 2000)")
    text = "stop where this becomes true, such as 'loss < 0.01'"
    parser.add_argument("--until", metavar="CONDITION", help=text)
    parser.add_argument("--format", **_one_of("text", "json"), default="text", help="how to print (default: text)")
    return parser


def predict_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui predict."""
    parser = _parser("xortui predict", "Tell what a trained network says to any point.", _PREDICT_EPILOG)
    parser.add_argument("--x", metavar="N[,N...]", help="the inputs of one point, in the units of the data")
    text = "a CSV file of points, a line each, perhaps with a header; - reads them from the input"
    parser.add_argument("--points", metavar="FILE", help=text)
    text = "after how much training: a step (478), or an epoch (default: e2000)"
    parser.add_argument("--at", metavar="POSITION", default="e2000", help=text)
    return parser


def problems_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui problems."""
    text = "List the built-in problems; or tell what one is, and where it comes from."
    parser = _parser("xortui problems", text, "", takes_problem=False)
    _add_problem(parser, None, "a built-in problem, or the path of a .toml file (default: list them all)")
    _add_language(parser)
    return parser


def break_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui break."""
    text = "Open a problem with a mistake planted in its backpropagation."
    parser = _parser("xortui break", text, _BREAK_EPILOG, takes_problem=False)
    parser.add_argument("mistake", metavar="MISTAKE", help="its name; or several names, with commas between them")
    _add_problem(
        parser, None, "a built-in problem, or the path of a .toml file (default: xor, or one that has a place)"
    )
    _add_changes(parser, hidden="--units")
    text = "the layer that it is made in, such as 2, or every (default: the first that there is)"
    parser.add_argument("--place", metavar="LAYER", default="", help=text)
    text = "do not tell which mistake it is, until it is asked for"
    parser.add_argument("--hidden", dest="hides_mistakes", action="store_true", help=text)
    _add_screen(parser)
    _add_prompt(parser)
    return parser


def quiz_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui quiz."""
    text = "Ask about the training of a problem: what comes next, before it is shown."
    parser = _parser("xortui quiz", text, _QUIZ_EPILOG)
    text = "how many to ask (default: 10); what went wrong comes again"
    parser.add_argument("--questions", type=_questions, default=10, metavar="N", help=text)
    text = "which sheet of questions (default: 1); the same number asks the same"
    parser.add_argument("--sheet", type=_seed, default=1, metavar="N", help=text)
    _add_screen(parser)
    _add_prompt(parser)
    return parser


def tour_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui tour."""
    text = "Take a tour: a lesson with places in a training, what to look at there, and questions."
    parser = _parser("xortui tour", text, _TOUR_EPILOG, takes_problem=False)
    text = "a name from the list, or a Markdown file of your own (default: list them)"
    parser.add_argument("tour", nargs="?", metavar="TOUR", help=text)
    text = "play these tours to their ends, and tell what no longer holds"
    parser.add_argument("--check", nargs="+", metavar="TOUR", help=text)
    _add_screen(parser)
    _add_prompt(parser)
    return parser


def mistakes_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui mistakes."""
    text = "List the mistakes that can be planted; or tell one, and where it can be made in a problem."
    parser = _parser("xortui mistakes", text, _MISTAKES_EPILOG, takes_problem=False)
    parser.add_argument("mistake", nargs="?", metavar="MISTAKE", help="its name (default: list them all)")
    _add_problem(parser, None, "a built-in problem, or the path of a .toml file (default: xor)")
    _add_language(parser)
    return parser


def verify_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui verify."""
    text = "Compare every number that a problem's source prints with the computed one."
    parser = _parser("xortui verify", text, _VERIFY_EPILOG, takes_problem=False)
    _add_problem(parser, None, "a built-in problem, or the path of a .toml file (default: all that are built in)")
    return parser


def why_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui why."""
    text = "Say why a training does not learn, or that nothing is wrong."
    parser = _parser("xortui why", text, _WHY_EPILOG, takes_problem=False)
    text = "a built-in problem, a .toml file, a session's file, or a Python file (default: xor)"
    _add_problem(parser, None, text)
    _add_changes(parser, hidden="--hidden")
    _add_hints(parser)
    text = "look at it there: after a step (478), or an epoch (e120)"
    parser.add_argument("--at", metavar="POSITION", help=text)
    parser.add_argument("--format", **_one_of("text", "json"), default="text", help="how to print (default: text)")
    _add_language(parser)
    return parser


def check_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui check."""
    from xortui.check.running.limits import DEFAULT_LIMITS
    from xortui.export.verdicts import VERDICT_FORMATS

    text = "Say whether the backpropagation in your own file is right, and where it is wrong."
    parser = _parser("xortui check", text, _CHECK_EPILOG, takes_problem=False)
    parser.add_argument("files", nargs="*", metavar="FILE", help="a Python file, or a JSON file of numbers")
    _add_hints(parser)
    formats = _one_of("text", "json", *VERDICT_FORMATS)
    parser.add_argument("--format", **formats, default="text", help="how to print (default: text)")
    seconds = DEFAULT_LIMITS.seconds
    text = f"how long a file may take (default: {seconds:g})"
    parser.add_argument("--seconds", type=_seconds, default=seconds, metavar="X", help=text)
    text = "print a file of six lines to fill in, or write it to a new FILE"
    parser.add_argument("--template", action="store_true", help=text)
    _add_language(parser)
    return parser


def sweep_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui sweep."""
    text = "Train many starts, and say how many learn, how fast, and where the others end."
    parser = _parser("xortui sweep", text, _SWEEP_EPILOG, takes_problem=False)
    _add_problem(parser, None, "a built-in problem, the path of a .toml file, or your own .py (default: xor)")
    _add_plan(parser)
    text = (
        "what a sample's outputs have to be near to their targets: a distance, or side for the right side of the middle"
    )
    parser.add_argument("--within", type=_distance, metavar="X|side", help=f"{text} (default: 0.1)")
    text = "how many per cent of the samples have to be right (default: 100; 95 and side, of more than 16 samples)"
    parser.add_argument("--right", type=_per_cent, metavar="X", help=text)
    text = "how many processes (default: one for each processor)"
    parser.add_argument("--processes", type=_processes, metavar="N", help=text)
    parser.add_argument(
        "--format", **_one_of("text", "csv", "json"), default="text", help="how to print (default: text)"
    )
    parser.add_argument("--cell", type=_count, metavar="N", help="tell one combination by itself, by its number")
    text = "keep what is found in this file; or go on with it, if it is there"
    parser.add_argument("--save", metavar="FILE", help=text)
    parser.add_argument("--resume", action="store_true", help="go on with the sweep that was stopped last")
    parser.add_argument(
        "--open", dest="opened", metavar="WHICH", help="open the debugger on a start: stuck, learnt ..."
    )
    text = "hold what has been published on starts of XOR against what is computed"
    parser.add_argument("--published", action="store_true", help=text)
    _add_hints(parser)
    _add_screen(parser)
    _add_prompt(parser)
    return parser


def _add_plan(parser: argparse.ArgumentParser) -> None:
    """Add what says which starts are trained, and how long."""
    parser.add_argument("--starts", type=_starts, metavar="N", help="starts of each combination (default: 1000)")
    text = "how long each is trained at most (default: 10,000, or fewer of more than 4 samples)"
    parser.add_argument("--epochs", type=_count, metavar="N", help=text)
    parser.add_argument("--seed", type=_seed, metavar="N", help="the seed of the first start (default: 1)")
    parser.add_argument("--rates", type=_numbers, metavar="X[,X...]", help="learning rates")
    text = "how far from 0 starting weights are drawn"
    parser.add_argument("--spreads", type=_numbers, metavar="X[,X...]", help=text)
    text = "units of the hidden layer: 2,3 for two sizes; 4x4 is two layers"
    parser.add_argument("--hidden", type=_hidden_list, metavar="N[,N...]", help=text)
    parser.add_argument(
        "--optimizers", type=_optimizers, metavar="NAME[,NAME...]", help="rules of update: adam,momentum"
    )


def export_parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui export."""
    from xortui.export import FORMATS

    parser = _parser(
        "xortui export", "Write a script, a handout, the history or the weights up to a position.", _EXPORT_EPILOG
    )
    formats = _one_of(*FORMATS) | {"metavar": "FORMAT"}  # their names do not fit in one line
    parser.add_argument("--format", **formats, required=True, help="what to write: one of those below")
    text = "a step (478), or an epoch (e120) (default: 1 for what is about one step, else e2000)"
    parser.add_argument("--at", metavar="POSITION", help=text)
    return parser


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        message = message.removeprefix("argument ").replace("the following arguments are required:", "expected")
        if ", got " not in message:  # else it says itself what was expected
            message = f"{message} (see {self.prog} --help)"
        raise Refusal(message)

    def parse_args(  # type: ignore[override]  # of its overloads, all commands use one
        self, args: Sequence[str] | None = None, namespace: Any = None
    ) -> Any:
        """Read the arguments; from here on everything is told in the language that they ask for."""
        options = super().parse_args(args, namespace)
        language = getattr(options, "language", None)
        if language is not None:
            choose_language(language_of(language, os.environ))
        return options


def _parser(prog: str, description: str, epilog: str, *, takes_problem: bool = True) -> _Parser:
    formatter = argparse.RawDescriptionHelpFormatter
    parser = _Parser(prog=prog, description=description, epilog=epilog, formatter_class=formatter, allow_abbrev=False)
    if takes_problem:
        _add_problem(parser, DEFAULT_PROBLEM, "a built-in problem, or the path of a .toml or .npz file (default: xor)")
        _add_changes(parser, hidden="--hidden")
    return parser


def _add_changes(parser: argparse.ArgumentParser, *, hidden: str) -> None:
    """Add what changes a problem.

    Args:
        parser: what reads the arguments.
        hidden: what the option for the hidden layers is called.
    """
    parser.add_argument("--seed", type=_seed, metavar="N", help="draw other starting weights")
    parser.add_argument("--learning-rate", type=_learning_rate, metavar="X", help="eta, how far each update moves")
    text = "units in each hidden layer: 4, or 8,8 for two layers"
    parser.add_argument(hidden, dest="hidden", type=_hidden, metavar="N[,N...]", help=text)
    text = "a CSV file with the samples, where PROBLEM is a file of weights, .npz or .safetensors"
    parser.add_argument("--data", metavar="FILE", help=text)


def _add_hints(parser: argparse.ArgumentParser) -> None:
    """Add what is said of a Python file that does not tell enough by itself."""
    parser.add_argument("--step", metavar="EXPR", help="of a Python file: an expression that takes one training step")
    parser.add_argument("--output", metavar="EXPR", help="of a Python file: an expression that gives the outputs")


def _add_prompt(parser: argparse.ArgumentParser) -> None:
    """Add what opens the prompt, and gives it something to do."""
    parser.add_argument("--plain", action="store_true", help="open a prompt, and no screen")
    text = "do the commands in a file at the prompt; may be given several times"
    parser.add_argument("-x", dest="script", action="append", type=_script_file, metavar="FILE", help=text)
    text = "do a command at the prompt; may be given several times"
    parser.add_argument("-ex", dest="script", action="append", type=_script_line, metavar="COMMAND", help=text)
    text = "end after these; the status is 1 if one of them failed"
    parser.add_argument("--batch", action="store_true", help=text)


def _add_screen(parser: argparse.ArgumentParser) -> None:
    """Add the settings that can be chosen for one time: how the full screen looks."""
    from xortui.settings.user_settings import USER_SETTINGS

    text = "present: one large pane, high contrast, bookmarks as slides, the last keys"
    parser.add_argument("--present", dest="presents", action="store_true", help=text)
    for setting in USER_SETTINGS:
        if setting.option is not None:
            _add_option(parser, setting, setting.option)


def _add_language(parser: argparse.ArgumentParser) -> None:
    """Add the one setting that can be chosen where no screen opens: the language of what is printed."""
    from xortui.settings.user_settings import LANGUAGE_OPTION, LANGUAGE_SETTING

    _add_option(parser, LANGUAGE_SETTING, LANGUAGE_OPTION)


def _add_option(parser: argparse.ArgumentParser, setting: UserSetting[Any], option: Option[Any]) -> None:
    """Add what chooses a setting for one time."""
    if option.value is None:
        parser.add_argument(option.flag, dest=setting.name, **_one_of(*setting.kind.words()), help=option.help)
    else:
        constant: Any = {"action": "store_const", "const": option.value}
        parser.add_argument(option.flag, dest=setting.name, **constant, help=option.help)


def chosen_settings(options: argparse.Namespace) -> dict[str, object]:
    """Return the settings that are chosen for this time, by name."""
    from xortui.settings.user_settings import OPTIONS

    chosen = {name: getattr(options, name) for name in OPTIONS}
    return {name: value for name, value in chosen.items() if value is not None}


def _usage() -> str:
    """Return every way to call the program: a line for each, or more for the one that opens the screen."""
    from xortui.settings.user_settings import USER_SETTINGS

    words = [*_USAGE_WORDS, "[--present]"]
    for setting in USER_SETTINGS:
        if setting.option is not None:
            values = "" if setting.option.value is not None else f" {'|'.join(setting.kind.words())}"
            words.append(f"[{setting.option.flag}{values}]")
    lines = ["xortui"]
    for word in words:
        if len(f"{lines[-1]} {word}") > _USAGE_WIDTH:
            lines.append(" " * len("usage: xortui"))
        lines[-1] += f" {word}"
    return "\n".join([*lines, _OTHER_USAGES])


def _script_file(text: str) -> tuple[str, str]:
    return "file", text


def _script_line(text: str) -> tuple[str, str]:
    return "line", text


def _add_problem(parser: argparse.ArgumentParser, default: str | None, text: str) -> None:
    parser.add_argument("problem", nargs="?", default=default, metavar="PROBLEM", help=text)


def expanded_path(name: str) -> Path:
    """Return the path that was typed, ~ and all.

    Raises:
        Refusal: if there is no such home folder, or it is no name.
    """
    from xortui.problems.typed_path import typed_path

    try:
        return typed_path(name)
    except ValueError as error:
        raise Refusal(str(error)) from None


def loaded_problem(name: str, data: str | None = None) -> Problem:
    """Return a problem by its name or path.

    Args:
        name: the name or path.
        data: the file of the samples, if the path is of weights.

    Raises:
        Refusal: if there is no such problem.
    """
    from xortui.problems import load_problem

    try:
        if data is None:
            return load_problem(name)
        # Loaded only where --data is given.
        from xortui.problems.problem_file import is_weights
        from xortui.problems.weights_alone import problem_of_weights

        if not is_weights(name):
            raise Refusal(f"--data: expected a file of weights before it, such as net.npz, got {name}")
        return problem_of_weights(name, str(expanded_path(data)))
    except ValueError as error:
        raise Refusal(str(error)) from None


def asked_problem(options: argparse.Namespace) -> Problem:
    """Return the problem that was asked for.

    Raises:
        Refusal: if there is no such problem, or it can't be changed like that.
    """
    from xortui.core.network import count_parameters
    from xortui.problems.problem_file import LARGEST_NETWORK

    problem = loaded_problem(options.problem or DEFAULT_PROBLEM, options.data)
    try:
        if options.hidden is not None:
            layers = (problem.network.layers[0], *options.hidden, problem.network.layers[-1])
            if count_parameters(layers, skips=problem.network.skips, biases=problem.network.biases) > LARGEST_NETWORK:
                raise Refusal(f"--hidden: expected a network of at most {LARGEST_NETWORK:,} parameters")
        return problem.with_overrides(seed=options.seed, learning_rate=options.learning_rate, hidden=options.hidden)
    except ValueError as error:
        raise Refusal(str(error)) from None


def _one_of(*words: str) -> dict[str, Any]:
    """Return what makes an argument take one of some words."""

    def word(text: str) -> str:
        if text not in words:
            raise _unexpected(f"one of {', '.join(words)}", text)
        return text

    return {"type": word, "metavar": f"{{{','.join(words)}}}"}


def _count(text: str) -> int:
    return _whole(text, 1, MAX_STEPS, f"a whole number from 1 to {MAX_STEPS:,}")


def _questions(text: str) -> int:
    return _whole(text, 1, MAX_QUESTIONS, f"a whole number from 1 to {MAX_QUESTIONS}")


def _seed(text: str) -> int:
    return _whole(text, 0, 2**63 - 1, "a whole number of at least 0")


def _whole(text: str, least: int, most: int, expected: str) -> int:
    with suppress(ValueError):
        if least <= int(text) <= most:
            return int(text)
    raise _unexpected(expected, text)


def _seconds(text: str) -> float:
    with suppress(ValueError):
        if 0 < float(text) <= LONGEST_CHECK:
            return float(text)
    raise _unexpected(f"a number above 0, of at most {LONGEST_CHECK:g}", text)


def _learning_rate(text: str) -> float:
    with suppress(ValueError):
        if float(text) >= 0 and isfinite(float(text)):
            return float(text)
    raise _unexpected("a finite number of at least 0", text)


def _hidden(text: str) -> tuple[int, ...]:
    with suppress(ValueError):
        sizes = tuple(map(int, text.split(",")))
        if all(size >= 1 for size in sizes) and len(sizes) <= MAX_HIDDEN_LAYERS:
            return sizes
    raise _unexpected(f"the size of each layer, such as 4 or 8,8, and at most {MAX_HIDDEN_LAYERS} of them", text)


def _starts(text: str) -> int:
    from xortui.sweep.plan import MAX_STARTS

    return _whole(text, 1, MAX_STARTS, f"a whole number from 1 to {MAX_STARTS:,}")


def _processes(text: str) -> int:
    return _whole(text, 1, MAX_PROCESSES, f"a whole number from 1 to {MAX_PROCESSES:,}")


def _numbers(text: str) -> tuple[float, ...]:
    with suppress(ValueError):
        found = tuple(map(float, text.split(",")))
        if all(0 <= value <= LARGEST_NUMBER for value in found):
            return _once(found, text)
    raise _unexpected(f"numbers from 0 to {LARGEST_NUMBER:g} with commas between them", text)


def _hidden_list(text: str) -> tuple[tuple[int, ...], ...]:
    return _once(tuple(_hidden(sizes.replace("x", ",")) for sizes in text.split(",")), text)


def _optimizers(text: str) -> tuple[str, ...]:
    from xortui.core.optimizers import OPTIMIZERS

    names = tuple(name.strip() for name in text.split(","))
    for name in names:
        if name not in OPTIMIZERS:
            raise _unexpected(f"some of {', '.join(OPTIMIZERS)}", name)
    return _once(names, text)


def _once(values: tuple[Value, ...], text: str) -> tuple[Value, ...]:
    """Return values of which each is given once."""
    if len(set(values)) < len(values):
        raise _unexpected("each value once", text)
    return values


def _distance(text: str) -> tuple[float | None]:
    """Return a distance, or None for the right side, in a tuple: None alone is what is not given."""
    from xortui.sweep.goal import distance_named

    try:
        return (distance_named(text),)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def _per_cent(text: str) -> float:
    with suppress(ValueError):
        if 0 < float(text) <= 100:
            return float(text) / 100
    raise _unexpected("a number above 0, of at most 100", text)


def _unexpected(expected: str, text: str) -> argparse.ArgumentTypeError:
    shown = text if len(text) <= 40 else f"{text[:37]}..."
    return argparse.ArgumentTypeError(f"expected {expected}, got {shown!r}")
