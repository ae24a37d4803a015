"""xortui: walk through the training of a small neural network, forwards and backwards."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from os import PathLike
    from typing import Any

    from xortui.core.network import Network
    from xortui.core.program import Program
    from xortui.core.training import Training
    from xortui.debugger import Debugger
    from xortui.problems import Problem, load_problem

__all__ = ["Debugger", "Network", "Problem", "Program", "Training", "__version__", "load_problem"]

__version__ = "0.1.0"

_MODULES = {
    "Debugger": "xortui.debugger",
    "Network": "xortui.core.network",
    "Problem": "xortui.problems",
    "Program": "xortui.core.program",
    "Training": "xortui.core.training",
    "load_problem": "xortui.problems",
}


def open(debugger: Debugger | Problem | str | PathLike[str] = "xor") -> Debugger:  # noqa: A001 -- as gzip.open
    """Show the full screen on a debugger, in this terminal; return the debugger when the person leaves with q.

    It stands where the person left it, with their edits, breakpoints and bookmarks. Nothing is saved as a session.

    Args:
        debugger: one, or what a new one takes: a problem, a built-in name or the path of a file.

    Raises:
        RuntimeError: if there is no terminal, or the screen has ended other than by the person's leaving; in one line.
        ValueError: if there is no such problem.
    """
    shown: Debugger = import_module("xortui.showing").show(debugger)
    return shown


def debug(model: Any, X: Any, y: Any, **options: Any) -> Debugger:  # noqa: N803 -- as everybody calls it
    """Open the full screen on a model of your own, as breakpoint() does on a program; return its debugger on leaving.

    It trains the model on from the weights that it has now. The model itself is read, never changed: the weights as
    trained are in `debugger.snapshot().weights`.

    Args:
        model: a list of (W, b) arrays, a fitted MLPClassifier or MLPRegressor of scikit-learn, a torch.nn.Sequential,
            a Keras model of Dense layers, or the path of an .npz or .safetensors file.
        X: the inputs, samples × inputs.
        y: the wanted outputs: numbers, rows of numbers, or labels.
        **options: what `Debugger.from_model` takes: loss, learning_rate, activations, update, orientation, optimizer …

    Raises:
        RuntimeError: if there is no terminal, or the screen has ended other than by the person's leaving; in one line.
        ValueError: if the model can't be opened; one line that says what was found and what was expected.
    """
    debugger: Debugger = import_module("xortui.showing").debug(model, X, y, **options)
    return debugger


def __getattr__(name: str) -> object:
    """Load a public name when it is first used (PEP 562), so that importing any part of the package costs that part."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value: object = getattr(import_module(_MODULES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    """Return the names that may be asked for, loaded or not."""
    return sorted({*globals(), *__all__})
