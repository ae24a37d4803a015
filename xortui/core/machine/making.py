"""The child process that makes machine code: a loop's Python comes in, its object code goes out.

    python -m xortui.core.machine.making

It reads the types of the arguments in one line, the text of the function, and a NUL. When it is through, it writes what
`Native` reads: object code that another process has loaded before, so that nothing it holds can end the program that
asks for it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from threading import Thread

from xortui.core.machine.loop_source import NAME
from xortui.core.machine.native import packed

LANES = "lane_"
"""Begins the name of what the loop of many networks side by side calls."""
MAX_SECONDS_OF_TRIAL = 30.0
"""How long it may take to load what was made: some hundredths of a second on a machine that has nothing else to do."""


def object_code(types: str, text: str) -> bytes:
    """Compile a loop.

    Args:
        types: of its arguments, as numba writes them, with commas between.
        text: the Python.
    """
    from numba import njit

    from xortui.core.machine.functions import machine_functions

    names = machine_functions()
    if LANES in text:
        from xortui.core.machine.lane_functions import LANE_FUNCTIONS

        names |= LANE_FUNCTIONS
    exec(compile(text, "<loop>", "exec"), names)
    # What is never raised needs no reference counts, and no Python at all.
    compiled = njit(f"void({types})", error_model="numpy", _nrt=False)(names[NAME])
    (found,) = compiled.overloads.values()
    return packed(found.fndesc.mangled_name, found.library._get_compiled_object())


def _end_with_parent() -> None:
    """End at once when the process that wants the machine code is gone: the other end of the pipe is closed then."""
    os.read(sys.stdin.fileno(), 1)
    os._exit(1)


def _read_order() -> tuple[str, str]:
    """Return the types and the text that are asked for."""
    found = b""
    while not found.endswith(b"\0"):
        more = os.read(sys.stdin.fileno(), 1 << 20)
        if not more:
            os._exit(1)
        found += more
    types, _, text = found[:-1].decode().partition("\n")
    return types, text


def main() -> None:
    """Make what is asked for."""
    types, text = _read_order()
    Thread(target=_end_with_parent, daemon=True).start()
    made = object_code(types, text)
    trial = [sys.executable, "-P", "-m", "xortui.core.machine.native"]
    subprocess.run(trial, input=made, check=True, capture_output=True, timeout=MAX_SECONDS_OF_TRIAL)
    sys.stdout.buffer.write(made)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
