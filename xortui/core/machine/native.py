"""Native code: object code that has been made before becomes a function, without the compiler that made it.

Loading numba takes half a second; LLVM's own loader, which numba brings along, takes a tenth of that.

    python -m xortui.core.machine.native

loads what it reads from its input, and ends: LLVM ends a process in which it cannot load something.
"""

from __future__ import annotations

import ctypes
import hashlib
import sys
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from xortui.core.machine.loop_source import ARGUMENTS

_FORM = b"xortui loop 1"
"""Begins what is kept of a loop."""
_NEVER_CALLED = (
    "NRT_MemInfo_call_dtor",
    "NRT_decref",
    "NRT_incref",
    "PyErr_Clear",
    "PyErr_Format",
    "PyErr_SetNone",
    "PyErr_SetObject",
    "PyErr_SetString",
    "PyErr_WriteUnraisable",
    "PyExc_StopIteration",
    "PyExc_SystemError",
    "PyUnicode_FromString",
    "Py_DecRef",
    "numba_gil_ensure",
    "numba_gil_release",
    "numba_unpickle",
)
"""What object code names but a loop never calls: it raises nothing and keeps no Python objects."""


def packed(name: str, code: bytes) -> bytes:
    """Return a function's object code as it is kept.

    Args:
        name: what the function is called in it.
        code: the object code.
    """
    body = name.encode() + b"\n" + code
    return _FORM + b" " + hashlib.sha256(body).hexdigest().encode() + b"\n" + body


def _unpacked(packed_: bytes) -> tuple[str, bytes]:
    """Return the name and the object code.

    Raises:
        ValueError: if it is not what `packed` has made.
    """
    head, _, body = packed_.partition(b"\n")
    form, _, digest = head.rpartition(b" ")
    if form != _FORM or digest != hashlib.sha256(body).hexdigest().encode():
        raise ValueError("expected the object code of a loop")
    name, _, code = body.partition(b"\n")
    return name.decode(), code


class Native:
    """A function of object code."""

    def __init__(self, packed_: bytes, arguments: Sequence[str] = ARGUMENTS) -> None:
        """Load it.

        Args:
            packed_: what `packed` has made.
            arguments: what it takes; see `loop_source`.

        Raises:
            ValueError: if it is something else.
            ImportError: if there is nothing to load it with.
        """
        name, code = _unpacked(packed_)
        llvm = _loader()
        machine = llvm.Target.from_default_triple().create_target_machine()
        self._engine = llvm.create_mcjit_compiler(llvm.parse_assembly(""), machine)
        self._engine.add_object_file(llvm.ObjectFileRef.from_data(code))
        self._engine.finalize_object()
        address = self._engine.get_function_address(name)
        if not address:
            raise ValueError(f"expected a function {name} in the object code")
        types = [ctypes.c_int64 if argument.endswith(": int64") else ctypes.c_void_p for argument in arguments]
        # Numba's functions also take where to put a result, and an exception; they return whether there is one.
        self._function = ctypes.CFUNCTYPE(ctypes.c_int32, ctypes.c_void_p, ctypes.c_void_p, *types)(address)
        self._unused = ctypes.create_string_buffer(64)
        self._room = ctypes.addressof(self._unused)

    def __call__(self, *arguments: int) -> None:
        """Call it with numbers and addresses; other threads run meanwhile.

        Raises:
            ArithmeticError: if it raised something.
        """
        if self._function(self._room, self._room + 32, *arguments):
            raise ArithmeticError("expected machine code to come to its end")


@lru_cache(maxsize=1)
def _loader() -> Any:
    """Return LLVM, ready to load code for this machine."""
    import llvmlite.binding as llvm

    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    nothing = ctypes.cast(ctypes.pythonapi.PyErr_Clear, ctypes.c_void_p).value
    for name in _NEVER_CALLED:
        llvm.add_symbol(name, nothing)
    return llvm


def machine_name() -> str:
    """Return the processor's name and what it can do: object code is made for one.

    Raises:
        ImportError: if there is nothing to load object code with.
    """
    llvm = _loader()
    return f"{llvm.get_process_triple()} {llvm.get_host_cpu_name()} {llvm.get_host_cpu_features().flatten()}"


if __name__ == "__main__":
    Native(sys.stdin.buffer.read())
