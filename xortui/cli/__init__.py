"""The command line: each word behind `xortui` is a file in `subcommands`."""

from xortui.cli.command_line import main

__all__ = ["main"]
