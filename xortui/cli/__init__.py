"""The command line: each command is a file in `commands`, with its arguments and what it does."""

from xortui.cli.command_line import main

__all__ = ["main"]
