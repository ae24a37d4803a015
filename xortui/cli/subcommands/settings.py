"""xortui settings: tells where the settings are, what they are, and what is wrong with them."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from xortui.cli.output import write
from xortui.cli.parser import parser_of
from xortui.cli.status import FAILED

_EPILOG = """\
The file is TOML. The status is 1 if anything in it is not right.

examples:
  xortui settings
  xortui help settings
"""


def run(argv: Sequence[str]) -> int:
    """Tell the settings; the status says whether the file is right."""
    _parser().parse_args(argv)
    from xortui.settings.place import settings_path
    from xortui.settings.reading import load_settings
    from xortui.settings.telling import settings_lines
    from xortui.ui.keys import default_keys

    path = settings_path()
    settings = load_settings(default_keys())
    write(settings_lines(settings, default_keys(), path, has_file=path.exists()))
    return FAILED if settings.mistakes else 0


def _parser() -> argparse.ArgumentParser:
    """Return what reads the arguments of xortui settings."""
    text = "Tell where the settings are, what they are, and which of them the file has changed."
    return parser_of("xortui settings", text, _EPILOG, takes_problem=False)
