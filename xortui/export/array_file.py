"""The parameters as a file of arrays, for NumPy and for other programs."""

from __future__ import annotations

from xortui.debugger import Debugger


def npz(debugger: Debugger) -> bytes:
    """Return the parameters at a debugger's position as an .npz file: W1, b1, W2 … or as their owner calls them."""
    # Loaded when there is something to write: it needs NumPy, which the other formats do not.
    from xortui.core.array_files import npz_bytes

    return npz_bytes(debugger.snapshot().weights.named)


def safetensors(debugger: Debugger) -> bytes:
    """Return the same as a .safetensors file."""
    from xortui.core.array_files import safetensors_bytes

    return safetensors_bytes(debugger.snapshot().weights.named)
