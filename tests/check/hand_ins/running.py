"""Run a hand-in here and now, and look at its names."""

import contextlib
import io
import warnings

from tests.check.hand_ins.shapes.shape import Namespace


def run(source: str) -> Namespace:
    """Run a file and return its names."""
    names: Namespace = {"__name__": "__main__"}
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        exec(compile(source, "hand_in.py", "exec"), names)
    return names
