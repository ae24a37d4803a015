"""Opening somebody's own file: it is examined first, and the debugger stands on what was found in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xortui.cli.asked_problem import expanded_path
from xortui.cli.progress import line_shown
from xortui.cli.refusal import Refusal
from xortui.language.phrase import phrase

if TYPE_CHECKING:
    from argparse import Namespace
    from pathlib import Path

    from xortui.check.verdict import Verdict
    from xortui.debugger import Debugger


SUFFIX = ".py"
"""By which a file is known as somebody's own."""
REFUSED = {"seed": "--seed", "hidden": "--hidden", "data": "--data"}
"""What can't be changed of a training that is read from a file, by the name of the option's value."""
ABOUT_FILES = {"step": "--step", "output": "--output"}
"""What is said of a file alone."""


def is_own_file(name: str | None) -> bool:
    """Say whether what was given as a problem is a Python file."""
    return name is not None and name.lower().endswith(SUFFIX)


def refuse_options_of_files(options: Namespace) -> None:
    """Refuse what only makes sense with a Python file.

    Raises:
        Refusal: if it is given.
    """
    for name, option in ABOUT_FILES.items():
        if getattr(options, name) is not None:
            raise Refusal(f"{option}: expected a Python file to be opened, such as mynet.py")


def refused_options(name: str, options: Namespace) -> None:
    """Refuse what can't be changed of a training that is read from a file.

    Raises:
        Refusal: if it is given.
    """
    for key, option in REFUSED.items():
        if getattr(options, key, None) is not None:  # not every command takes all of them
            raise Refusal(f"{name} has its own network and start: leave out {option}")


def examined(name: str, options: Namespace) -> Verdict:
    """Run a file and return the verdict on it.

    Args:
        name: the file, as it was typed.
        options: the arguments, with --step and --output if they are given.
    """
    from xortui.check.process import checked

    path = expanded_path(name)
    with line_shown(while_it_runs(path)):
        return checked(path, options.step, options.output)


def while_it_runs(path: Path) -> str:
    """Return the line that stands there as long as a file runs."""
    return phrase("running {name} to see what it learns ...", name=path.name)


def debugger_on_file(name: str, options: Namespace) -> Debugger:
    """Examine a file, and return the debugger on what was found in it.

    Args:
        name: the file, as it was typed.
        options: the arguments, with a learning rate, --step and --output if they are given.

    Raises:
        Refusal: if nothing that could be trained was found in it; one line with the reason.
    """
    refused_options(name, options)
    from xortui.check.found_training import debugger_on

    verdict = examined(name, options)
    try:
        return debugger_on(verdict, options.learning_rate)
    except ValueError as error:
        raise Refusal(f"{name}: {str(error).removeprefix(f'{name}: ')}") from None
