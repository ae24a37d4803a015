"""Runs `python -m xortui`."""

import sys

from xortui.cli import main

sys.exit(main())
