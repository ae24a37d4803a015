"""Files of arrays, .npz and .safetensors, read from bytes and written as bytes; pickles are never read.

An .npz file is a zip archive of .npy files. A .safetensors file is the length of a header in 8 bytes, little-endian;
the header, which is JSON and says of each array its type, its shape and where it begins and ends; and the numbers.
Sources: numpy.lib.format; https://github.com/huggingface/safetensors, section Format.
"""

from __future__ import annotations

import io
import json
import math
import struct
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from xortui.core.arrays import Floats

Arrays = dict[str, Floats]
"""Arrays by name, in the order in which their file has them."""

MAX_ARRAYS_SIZE = 64_000_000
"""Bytes of all arrays of a file together; the largest network that can be opened has less than a hundredth of it."""
PICKLED = (".pkl", ".pickle", ".joblib", ".pt", ".pth", ".ckpt", ".bin")
"""How the names of files end that hold pickles, which run whatever code their author has put there."""
HEADER_LENGTH = struct.Struct("<Q")
ALIGNMENT = 8
"""The header of .safetensors is filled up with blanks to a multiple of so many bytes."""
SAFETENSORS_TYPES: Mapping[str, str] = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "<i1",
    "U64": "<u8",
    "U32": "<u4",
    "U16": "<u2",
    "U8": "<u1",
    "BOOL": "<u1",
}
"""The types of numbers that are read, and how NumPy calls them; BF16 is the upper half of a 32-bit float."""
NUMBER_KINDS = "fiub"
"""NumPy's letters for floats, whole numbers and truth values."""


@dataclass(frozen=True, slots=True)
class ArrayFormat:
    """One kind of file."""

    read: Callable[[bytes], Arrays]
    """Raises a ValueError that says what is wrong, without the name of the file."""
    write: Callable[[Mapping[str, Floats]], bytes]


def read_arrays(data: bytes, name: str) -> Arrays:
    """Return the arrays of a file, each as floats of 64 bits in its own shape.

    Args:
        data: what the file holds.
        name: what it is called: its ending says how it is read. It stands in messages.

    Raises:
        ValueError: if it holds no arrays of numbers; one line with the name, and what was expected.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix in PICKLED or _is_pickle(data):
        raise ValueError(f"{name}: a pickle can run any code, so none is read; expected {_expected()}")
    if suffix not in ARRAY_FORMATS:
        raise ValueError(f"{name}: expected a file of arrays, {_expected()}")
    try:
        return ARRAY_FORMATS[suffix].read(data)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from None


def _expected() -> str:
    return " or ".join(ARRAY_FORMATS)


def _is_pickle(data: bytes) -> bool:
    """Say whether bytes begin as pickles of protocol 2 or later do, or are an archive with one, as of torch.save."""
    if len(data) > 1 and data[0] == 0x80 and data[1] in range(2, 6):
        return not _may_be_safetensors(data)
    return data.startswith(b"PK") and b"/data.pkl" in data


def _may_be_safetensors(data: bytes) -> bool:
    return data[HEADER_LENGTH.size : HEADER_LENGTH.size + 1] == b"{"


def npz_arrays(data: bytes) -> Arrays:
    """Return the arrays of an .npz file.

    Raises:
        ValueError: if it is not one, or has anything but arrays of real numbers.
    """
    # What zipfile raises on damaged archives is spread over all of these.
    broken = (zipfile.BadZipFile, zlib.error, EOFError, KeyError, NotImplementedError, RuntimeError, OSError)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
            if sum(member.file_size for member in members) > MAX_ARRAYS_SIZE:
                raise ValueError(f"expected arrays of at most {MAX_ARRAYS_SIZE // 1_000_000} MB together")
            return {
                member.filename.removesuffix(".npy"): _npy_array(io.BytesIO(archive.read(member)), member.filename)
                for member in members
            }
    except broken as error:
        raise ValueError(f"expected an .npz file as numpy.savez writes it, got {_reason(error)}") from None


def _npy_array(file: BinaryIO, name: str) -> Floats:
    """Return the array of an .npy file, which an archive has under a name.

    Raises:
        ValueError: if it holds anything but real numbers.
    """
    shown = repr(name.removesuffix(".npy"))
    try:
        array: NDArray[Any] = np.lib.format.read_array(file, allow_pickle=False)
    except (ValueError, SyntaxError, EOFError, TypeError, MemoryError, OverflowError) as error:
        if "allow_pickle" in str(error):
            raise ValueError(f"{shown}: Python objects are pickled, and no pickle is read; expected numbers") from None
        raise ValueError(f"{shown}: expected an array as numpy.save writes it, got {_reason(error)}") from None
    return _as_floats(array, shown)


def _as_floats(array: NDArray[Any], shown: str) -> Floats:
    if array.dtype.kind not in NUMBER_KINDS:
        raise ValueError(f"{shown}: expected real numbers, got {array.dtype}")
    return np.ascontiguousarray(array, dtype=np.float64).reshape(array.shape)


def npz_bytes(arrays: Mapping[str, Floats]) -> bytes:
    """Return an .npz file of arrays; the same arrays give the same bytes at any time."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, array in arrays.items():
            member = io.BytesIO()
            np.lib.format.write_array(member, np.asarray(array), allow_pickle=False)
            # A ZipInfo of a name has a fixed date, where writestr of the name itself takes the clock's.
            archive.writestr(zipfile.ZipInfo(f"{name}.npy"), member.getvalue())
    return file.getvalue()


def safetensors_arrays(data: bytes) -> Arrays:
    """Return the arrays of a .safetensors file.

    Raises:
        ValueError: if it is not one, or has a type of number that is not read.
    """
    header, numbers = _parts(data)
    arrays: Arrays = {}
    spans: list[tuple[int, int]] = []
    for name, entry in header.items():
        if name != "__metadata__":
            arrays[name], span = _tensor(repr(name), entry, numbers)
            spans.append(span)
    if not _cover(spans, len(numbers)):
        raise ValueError("expected arrays that lie one behind the other up to the end, got gaps or overlaps")
    return arrays


def _parts(data: bytes) -> tuple[dict[str, Any], bytes]:
    """Return the header of a .safetensors file, and the numbers behind it."""
    size = HEADER_LENGTH.size
    length = HEADER_LENGTH.unpack_from(data)[0] if len(data) >= size else 0
    if not 2 <= length <= len(data) - size:
        raise ValueError(f"expected a .safetensors file, got {len(data):,} bytes with a header of {length:,}")
    try:
        header = json.loads(data[size : size + length].decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"expected a header in JSON, got {_reason(error)}") from None
    if not isinstance(header, dict):
        raise ValueError(f"expected a header with the names of arrays, got {type(header).__name__}")
    return header, data[size + length :]


def _unique(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    """Return what JSON has between braces.

    Raises:
        ValueError: if a name stands there twice.
    """
    found = dict(pairs)
    if len(found) < len(pairs):
        raise ValueError("a name that stands there twice")
    return found


def _tensor(shown: str, entry: Any, numbers: bytes) -> tuple[Floats, tuple[int, int]]:
    """Return an array that a header tells of, and where it begins and ends."""
    try:
        type_name = entry["dtype"]
        shape = _whole_numbers(entry["shape"])
        begin, end = _whole_numbers(entry["data_offsets"])
    except (KeyError, TypeError, ValueError):
        raise ValueError(f"{shown}: expected dtype, shape and two data_offsets") from None
    if not isinstance(type_name, str) or type_name not in SAFETENSORS_TYPES:
        raise ValueError(f"{shown}: expected one of {', '.join(SAFETENSORS_TYPES)}, got {type_name!r:.40}")
    stored = np.dtype(SAFETENSORS_TYPES[type_name])
    expected = math.prod(shape) * stored.itemsize
    if not 0 <= begin <= end <= len(numbers) or end - begin != expected:
        raise ValueError(f"{shown}: expected {expected:,} bytes for its shape, got {begin:,} to {end:,}")
    array = np.frombuffer(numbers[begin:end], stored)
    if type_name == "BF16":
        array = (array.astype("<u4") << 16).view("<f4")
    return _as_floats(array.reshape(shape), shown), (begin, end)


def _whole_numbers(found: Any) -> tuple[int, ...]:
    """Return a list of JSON as whole numbers of at least 0.

    Raises:
        ValueError: if it is something else.
    """
    if not isinstance(found, list) or not all(type(number) is int and number >= 0 for number in found):
        raise ValueError
    return tuple(found)


def _cover(spans: Sequence[tuple[int, int]], length: int) -> bool:
    """Say whether spans lie one behind the other, from 0 to a length."""
    reached = 0
    for begin, end in sorted(spans):
        if begin != reached:
            return False
        reached = end
    return reached == length


def safetensors_bytes(arrays: Mapping[str, Floats]) -> bytes:
    """Return a .safetensors file of arrays."""
    header: dict[str, Any] = {}
    numbers = b""
    for name, array in arrays.items():
        part = np.asarray(array, dtype="<f8").tobytes()
        offsets = [len(numbers), len(numbers) + len(part)]
        header[name] = {"dtype": "F64", "shape": list(np.shape(array)), "data_offsets": offsets}
        numbers += part
    text = json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    text += b" " * (-len(text) % ALIGNMENT)
    return HEADER_LENGTH.pack(len(text)) + text + numbers


def _reason(error: Exception) -> str:
    """Return what an error says as a part of one line."""
    return " ".join(str(error).split())[:80] or type(error).__name__


ARRAY_FORMATS: Mapping[str, ArrayFormat] = {
    ".npz": ArrayFormat(npz_arrays, npz_bytes),
    ".safetensors": ArrayFormat(safetensors_arrays, safetensors_bytes),
}
"""The kinds of files, by how their names end."""
