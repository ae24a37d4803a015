"""xortui: opens the screen, or the prompt, on a problem, a session, or a file of one's own."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence

from xortui import __version__
from xortui.cli.asked_problem import asked_problem, expanded_path, told_notes, with_notes_told
from xortui.cli.named_session import go_on, names_session, refuse_besides
from xortui.cli.opening import open_debugger, prepare
from xortui.cli.own_file import debugger_on_file, is_own_file, refuse_options_of_files
from xortui.cli.parser import add_hints, add_prompt, add_screen, parser_of

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


def run(argv: Sequence[str]) -> int:
    """Open the UI on a problem, or on a session by its file."""
    options = _parser().parse_args(argv)
    path = None if options.session is None else expanded_path(options.session)
    if path is not None and os.path.lexists(path):
        refuse_besides(options.session, options.problem or "", options)
        return go_on(path, options)
    if options.problem is not None and names_session(options.problem):
        refuse_besides(options.problem, "" if path is None else "--session", options)
        return go_on(expanded_path(options.problem), options)
    is_own = is_own_file(options.problem)
    if not is_own:
        refuse_options_of_files(options)
    problem = None if is_own else asked_problem(options)
    prepare(options)
    from xortui.commands.autosave import Autosave
    from xortui.debugger import Debugger
    from xortui.debugger.session_file import SessionFile

    debugger = debugger_on_file(options.problem, options) if problem is None else Debugger(problem)
    file = None if path is None else SessionFile(path, is_private=False)
    autosave = Autosave(debugger, file, is_shown=path is not None)
    news = told_notes(debugger.problem)
    if options.batch:
        with_notes_told(debugger.problem)  # nothing greets there
    return open_debugger(debugger, options, autosave=autosave, news=news)


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui itself, which opens the UI."""
    parser = parser_of(
        "xortui", "Walk through the training of a small neural network, forwards and backwards.", _EPILOG
    )
    parser.usage = _usage()
    parser.set_defaults(problem=None)  # to be told from one that is asked for
    parser.add_argument("--version", action=_Version, help="show the version and which engines there are")
    text = "save the session in this file, or go on with it if it is there"
    parser.add_argument("--session", metavar="FILE", help=text)
    add_hints(parser)
    add_screen(parser)
    add_prompt(parser)
    return parser


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
