"""Reads arguments: what all commands have in common, and the groups of options that several take."""

from __future__ import annotations

import argparse
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NoReturn

from xortui.cli.refusal import Refusal
from xortui.cli.values import as_hidden, as_learning_rate, as_seed, one_of
from xortui.language.locale import language_of
from xortui.language.phrase import choose_language

if TYPE_CHECKING:
    from xortui.settings.setting import Option, UserSetting


DEFAULT_PROBLEM = "xor"


class Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        """Say it."""
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


def parser_of(prog: str, description: str, epilog: str, *, takes_problem: bool = True) -> Parser:
    """Return what reads the arguments of a command.

    Args:
        prog: how the command is called.
        description: what it does, in one sentence.
        epilog: what stands below the options, such as examples.
        takes_problem: whether it takes a problem, xor where none is named, and what changes it.
    """
    formatter = argparse.RawDescriptionHelpFormatter
    parser = Parser(prog=prog, description=description, epilog=epilog, formatter_class=formatter, allow_abbrev=False)
    if takes_problem:
        add_problem(parser, DEFAULT_PROBLEM, "a built-in problem, or the path of a .toml or .npz file (default: xor)")
        add_changes(parser, hidden="--hidden")
    return parser


def add_problem(parser: argparse.ArgumentParser, default: str | None, text: str) -> None:
    """Add the problem, by its name or path."""
    parser.add_argument("problem", nargs="?", default=default, metavar="PROBLEM", help=text)


def add_changes(parser: argparse.ArgumentParser, *, hidden: str) -> None:
    """Add what changes a problem.

    Args:
        parser: what reads the arguments.
        hidden: what the option for the hidden layers is called.
    """
    parser.add_argument("--seed", type=as_seed, metavar="N", help="draw other starting weights")
    parser.add_argument("--learning-rate", type=as_learning_rate, metavar="X", help="eta, how far each update moves")
    text = "units in each hidden layer: 4, or 8,8 for two layers"
    parser.add_argument(hidden, dest="hidden", type=as_hidden, metavar="N[,N...]", help=text)
    text = "a CSV file with the samples, where PROBLEM is a file of weights, .npz or .safetensors"
    parser.add_argument("--data", metavar="FILE", help=text)


def add_hints(parser: argparse.ArgumentParser) -> None:
    """Add what is said of a Python file that does not tell enough by itself."""
    parser.add_argument("--step", metavar="EXPR", help="of a Python file: an expression that takes one training step")
    parser.add_argument("--output", metavar="EXPR", help="of a Python file: an expression that gives the outputs")


def add_prompt(parser: argparse.ArgumentParser) -> None:
    """Add what opens the prompt, and gives it something to do."""
    parser.add_argument("--plain", action="store_true", help="open a prompt, and no screen")
    text = "do the commands in a file at the prompt; may be given several times"
    parser.add_argument("-x", dest="script", action="append", type=_script_file, metavar="FILE", help=text)
    text = "do a command at the prompt; may be given several times"
    parser.add_argument("-ex", dest="script", action="append", type=_script_line, metavar="COMMAND", help=text)
    text = "end after these; the status is 1 if one of them failed"
    parser.add_argument("--batch", action="store_true", help=text)


def _script_file(text: str) -> tuple[str, str]:
    return "file", text


def _script_line(text: str) -> tuple[str, str]:
    return "line", text


def add_screen(parser: argparse.ArgumentParser) -> None:
    """Add the settings that can be chosen for one time: how the full screen looks."""
    from xortui.settings.user_settings import USER_SETTINGS

    text = "present: one large pane, high contrast, bookmarks as slides, the last keys"
    parser.add_argument("--present", dest="presents", action="store_true", help=text)
    for setting in USER_SETTINGS:
        if setting.option is not None:
            _add_option(parser, setting, setting.option)


def add_language(parser: argparse.ArgumentParser) -> None:
    """Add the one setting that can be chosen where no screen opens: the language of what is printed."""
    from xortui.settings.user_settings import LANGUAGE_OPTION, LANGUAGE_SETTING

    _add_option(parser, LANGUAGE_SETTING, LANGUAGE_OPTION)


def _add_option(parser: argparse.ArgumentParser, setting: UserSetting[Any], option: Option[Any]) -> None:
    """Add what chooses a setting for one time."""
    if option.value is None:
        parser.add_argument(option.flag, dest=setting.name, **one_of(*setting.kind.words()), help=option.help)
    else:
        constant: Any = {"action": "store_const", "const": option.value}
        parser.add_argument(option.flag, dest=setting.name, **constant, help=option.help)


def chosen_settings(options: argparse.Namespace) -> dict[str, object]:
    """Return the settings that are chosen for this time, by name."""
    from xortui.settings.user_settings import OPTIONS

    chosen = {name: getattr(options, name) for name in OPTIONS}
    return {name: value for name, value in chosen.items() if value is not None}
