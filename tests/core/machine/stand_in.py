"""What stands in for machine code: the same text, run as Python on the very numbers that machine code is given."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Sequence
from typing import Any

import pytest

from xortui.core import generated
from xortui.core.machine import machine_loop, workshop
from xortui.core.machine.machine_loop import python_loop
from xortui.core.machine.workshop import Readiness, Workpiece
from xortui.debugger import scanner

_KINDS: dict[str, Callable[[int], Any]] = {
    "int64": int,
    "CPointer(int64)": lambda place: ctypes.cast(place, ctypes.POINTER(ctypes.c_int64)),
    "CPointer(float64)": lambda place: ctypes.cast(place, ctypes.POINTER(ctypes.c_double)),
}


class StandIn:
    """A loop that is called as machine code is."""

    def __init__(self, text: str, arguments: Sequence[str]) -> None:
        self._loop = python_loop(text)
        self._kinds = [_KINDS[argument.partition(": ")[2]] for argument in arguments]
        self.calls = 0

    def __call__(self, *given: int) -> None:
        self.calls += 1
        self._loop(*[kind(number) for kind, number in zip(self._kinds, given, strict=True)])


def stand_in(monkeypatch: pytest.MonkeyPatch, *, proof: int = 8) -> list[StandIn]:
    """Have every loop ready at once, wanted from the first step on; return those that will have been made."""
    made: list[StandIn] = []

    def want(work: Workpiece) -> None:
        if work.readiness is not Readiness.READY:
            made.append(StandIn(work._text, work._arguments))
            work.loop = made[-1]  # type: ignore[assignment]
            work.readiness = Readiness.READY

    monkeypatch.setattr(Workpiece, "want", want)
    monkeypatch.setattr(generated, "MACHINE_CODE_AFTER", 0)
    monkeypatch.setattr(scanner, "MACHINE_CODE_AFTER", 0)
    monkeypatch.setattr(scanner, "PROOF", proof)
    monkeypatch.setattr(scanner, "MIN_PROOF", proof)
    monkeypatch.setattr(machine_loop, "MIN_PROOF", proof)
    workshop.workpiece.cache_clear()
    return made
