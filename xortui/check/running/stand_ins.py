"""Stand-ins for modules that draw and open windows: everything in them can be called, and does nothing."""

from __future__ import annotations

import dis
import sys
from collections.abc import Iterator, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

DRAWING = (
    "IPython",
    "bokeh",
    "graphviz",
    "matplotlib",
    "mpl_toolkits",
    "plotly",
    "pygame",
    "pylab",
    "seaborn",
    "tkinter",
    "turtle",
    "visdom",
)
"""Modules that draw or open windows, and compute nothing that a network learns from."""
PYLAB_NAMES = (
    "axis", "bar", "clf", "close", "colorbar", "contour", "contourf", "draw", "figure", "grid", "hist", "imshow",
    "ioff", "ion", "legend", "pause", "plot", "savefig", "scatter", "show", "subplot", "subplots", "tight_layout",
    "title", "xlabel", "xlim", "ylabel", "ylim",
)  # fmt: skip
"""What `from matplotlib.pyplot import *` is usually wanted for."""


class Anything:
    """Has every attribute, takes every call, and does nothing."""

    def __init__(self, *_arguments: object, **_named: object) -> None:
        """Take anything."""

    def __getattr__(self, name: str) -> Any:
        """Return another one for every name but those that Python itself asks for."""
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Anything()

    def __call__(self, *_arguments: object, **_named: object) -> Any:
        """Do nothing."""
        return Anything()

    def __mro_entries__(self, _bases: tuple[object, ...]) -> tuple[type, ...]:
        """Be a base class: class Window(tkinter.Tk)."""
        return (Anything,)

    def __iter__(self) -> Iterator[Any]:
        """Yield as many as an assignment takes: figure, axes = plt.subplots(); nothing to a loop."""
        return iter([Anything() for _ in range(_taken(sys._getframe(1)))])

    def __getitem__(self, _key: object) -> Any:
        """Return another one."""
        return Anything()

    def __setitem__(self, _key: object, _value: object) -> None:
        """Do nothing."""

    def __enter__(self) -> Any:
        """Return itself."""
        return self

    def __exit__(self, *_raised: object) -> None:
        """Let exceptions pass."""

    def __bool__(self) -> bool:
        """Be false, so that no loop waits for a window."""
        return False

    def __len__(self) -> int:
        """Be empty."""
        return 0

    def __add__(self, _other: object) -> Any:
        """Return another one."""
        return Anything()

    __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __add__


def _taken(frame: Any) -> int:
    """Return how many values the operation at hand unpacks; 0 if it is another one."""
    for instruction in dis.get_instructions(frame.f_code):
        if instruction.offset == frame.f_lasti:
            is_unpacking = instruction.opname.startswith("UNPACK_SEQUENCE")
            return int(instruction.arg or 0) if is_unpacking else 0
    return 0


class _StandIn(ModuleType):
    """A module in which every name is there."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        return Anything()


class StandIns(MetaPathFinder, Loader):
    """Finds stand-ins for the modules that draw, before anything else is looked for."""

    def find_spec(self, fullname: str, _path: Sequence[str] | None, _target: ModuleType | None = None) -> Any:
        """Return a stand-in for a module that draws, and for every part of it."""
        if fullname.partition(".")[0] in DRAWING:
            return ModuleSpec(fullname, self, is_package=True)
        return None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """Make it."""
        return _StandIn(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Give it the names that are usually imported with a star; pylab has NumPy's besides."""
        for name in PYLAB_NAMES:
            setattr(module, name, Anything())
        module.__dict__["__all__"] = list(PYLAB_NAMES)
        if module.__name__ == "pylab":
            import numpy

            public = [name for name in dir(numpy) if not name.startswith("_")]
            for name in public:
                setattr(module, name, getattr(numpy, name))
            module.__dict__["np"] = numpy
            module.__dict__["__all__"] += [*public, "np"]
