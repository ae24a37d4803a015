"""The tape that is being written: one at a time in a process, as numbers cannot carry theirs with them."""

from xortui.check.tracing.partial_tape import PartialTape
from xortui.check.tracing.tape import Tape

_tapes = [Tape()]


def tape() -> Tape:
    """Return the tape that is being written."""
    return _tapes[0]


def partial_tape() -> PartialTape | None:
    """Return the tape that is being written if only a part of each large array is; else None."""
    on = _tapes[0]
    return on if isinstance(on, PartialTape) else None


def begin(new: Tape) -> None:
    """Write on another tape from now on."""
    _tapes[0] = new
