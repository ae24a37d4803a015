"""Files that train but once, in one call: it is called again, as one step alone tells too little."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable
from typing import Any

from xortui.check.asked import AskedError
from xortui.check.probing.guesses import Loop, outside_of_functions
from xortui.check.undecided import UndecidedError

TRAINING_NAME = re.compile(r"train|^fit|learn|epoch|optimi[sz]e", re.IGNORECASE)
"""What people call the function that goes forward and back, and moves the parameters."""


def on_single_training(source: str, examine: Callable[[str], dict[str, Any]]) -> dict[str, Any] | None:
    """Return the verdict on a file that trains but once; None if it does not, or if there is no verdict.

    Args:
        source: its text.
        examine: what gives the verdict with a call for a step, or raises an `UndecidedError` or an `AskedError`.
    """
    call = _training_call(source)
    if call is None:
        return None
    try:
        verdict = examine(call)
    except (UndecidedError, AskedError):
        return None
    told = f"{verdict['understood']} The file trains once: `{call}` was called again for more steps."
    return {**verdict, "understood": told}


def _training_call(source: str) -> str | None:
    """Return the statement that trains, by its name, and stands outside of functions and loops; None without one.

    Of several the last is returned. A call that only goes back is none: again and again it would use old activations.
    """
    tree = ast.parse(source)
    outside = outside_of_functions(tree)
    repeated = {inner for loop in outside if isinstance(loop, Loop) for inner in ast.walk(loop)}
    found = None
    for node in outside:
        if node not in repeated and isinstance(node, ast.Expr | ast.Assign) and isinstance(node.value, ast.Call):
            function = node.value.func
            name = function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
            found = ast.unparse(node) if TRAINING_NAME.search(name) else found
    return found
