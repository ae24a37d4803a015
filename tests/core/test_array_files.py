from __future__ import annotations

import io
import json
import pickle
import random
import struct
import zipfile
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from xortui.core.array_files import ARRAY_FORMATS, npz_bytes, read_arrays, safetensors_bytes

ARRAYS = {
    "0.weight": np.array([[0.1, -2.5e-300], [1 / 3, 4.0], [-0.0, 1e300]]),
    "0.bias": np.array([1.0, 2.0, 3.0]),
    "β": np.array([[7.0]]),
    "empty": np.zeros((0, 3)),
    "one": np.array(5.0),
}


def npz(**arrays: Any) -> bytes:
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def safetensors(header: object, numbers: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + numbers


def refusal(data: bytes, name: str) -> str:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        read_arrays(data, name)
    return str(caught.value)


@pytest.mark.parametrize("suffix", ARRAY_FORMATS)
class TestBoth:
    def test_what_is_written_is_read_to_the_bit(self, suffix: str) -> None:
        read = read_arrays(ARRAY_FORMATS[suffix].write(ARRAYS), f"w{suffix}")
        assert list(read) == list(ARRAYS)
        for name, array in ARRAYS.items():
            assert read[name].shape == array.shape
            assert read[name].tobytes() == array.tobytes()

    def test_the_same_arrays_give_the_same_bytes(self, suffix: str) -> None:
        write = ARRAY_FORMATS[suffix].write
        assert write(ARRAYS) == write({name: array.copy() for name, array in ARRAYS.items()})

    def test_arrays_in_columns_are_written_in_rows(self, suffix: str) -> None:
        turned = np.arange(6.0).reshape(2, 3).T
        read = read_arrays(ARRAY_FORMATS[suffix].write({"W": turned}), f"w{suffix}")
        assert np.array_equal(read["W"], turned)

    def test_what_is_damaged_is_one_line_or_the_numbers_of_somebody_else(self, suffix: str) -> None:
        data = ARRAY_FORMATS[suffix].write(ARRAYS)
        generator = random.Random(14)
        lines: list[str] = []
        for _ in range(500):
            damaged = bytearray(data)
            for _ in range(generator.randrange(1, 4)):
                damaged[generator.randrange(len(damaged))] = generator.randrange(256)
            if generator.random() < 0.3:
                del damaged[generator.randrange(len(damaged)) :]
            try:
                read_arrays(bytes(damaged), f"w{suffix}")
            except ValueError as error:
                lines.append(str(error))
        assert len(lines) > 100
        assert [line for line in lines if "\n" in line] == []


class TestNpz:
    def test_numpy_reads_what_is_written(self) -> None:
        with np.load(io.BytesIO(npz_bytes(ARRAYS)), allow_pickle=False) as read:
            for name, array in ARRAYS.items():
                assert np.array_equal(read[name], array)

    @pytest.mark.parametrize("dtype", ["f2", "f4", ">f8", "i1", "u8", "?"])
    def test_numbers_of_other_types_become_floats(self, dtype: str) -> None:
        array: NDArray[Any] = np.array([[1, 0], [1, 1]], dtype=dtype)
        read = read_arrays(npz(W=array), "w.npz")["W"]
        assert read.dtype == np.float64
        assert read.tolist() == [[1.0, 0.0], [1.0, 1.0]]

    def test_compressed_ones_are_read(self) -> None:
        file = io.BytesIO()
        np.savez_compressed(file, W=np.ones((2, 2)))
        assert read_arrays(file.getvalue(), "W.NPZ")["W"].tolist() == [[1.0, 1.0], [1.0, 1.0]]

    def test_objects_are_refused_without_being_unpickled(self) -> None:
        line = refusal(npz(W=np.array([{"a": 1}], dtype=object)), "w.npz")
        assert line == "w.npz: 'W': Python objects are pickled, and no pickle is read; expected numbers"

    def test_texts_and_complex_numbers_are_refused(self) -> None:
        assert refusal(npz(W=np.array(["a"])), "w.npz") == "w.npz: 'W': expected real numbers, got <U1"
        assert refusal(npz(W=np.array([1j])), "w.npz") == "w.npz: 'W': expected real numbers, got complex128"

    def test_an_archive_that_would_become_very_large_is_refused_before_it_is_unpacked(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("W.npy", bytes(65_000_000))
        assert len(file.getvalue()) < 100_000
        assert refusal(file.getvalue(), "w.npz") == "w.npz: expected arrays of at most 64 MB together"


class TestSafetensors:
    def test_the_bytes_are_those_of_the_format(self) -> None:
        data = safetensors_bytes({"b": np.array([1.0])})
        header = b'{"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}}'
        assert data == struct.pack("<Q", 56) + header.ljust(56) + struct.pack("<d", 1.0)

    def test_its_own_library_reads_what_is_written_and_is_read(self) -> None:
        library = pytest.importorskip("safetensors.numpy", reason="pip install safetensors")
        for name, array in library.load(safetensors_bytes(ARRAYS)).items():
            assert array.tobytes() == ARRAYS[name].tobytes()
        read = read_arrays(library.save(ARRAYS, metadata={"of": "a test"}), "w.safetensors")
        assert {name: array.tobytes() for name, array in read.items()} == {
            name: array.tobytes() for name, array in ARRAYS.items()
        }

    @pytest.mark.parametrize(
        ("type_name", "numbers", "expected"),
        [
            ("F32", struct.pack("<2f", 0.5, -2.0), [0.5, -2.0]),
            ("F16", struct.pack("<2e", 0.5, -2.0), [0.5, -2.0]),
            ("BF16", bytes([0x00, 0x3F, 0x00, 0xC0]), [0.5, -2.0]),
            ("I8", bytes([1, 0xFF]), [1.0, -1.0]),
            ("U8", bytes([1, 0xFF]), [1.0, 255.0]),
            ("BOOL", bytes([1, 0]), [1.0, 0.0]),
        ],
    )
    def test_numbers_of_other_types_become_floats(self, type_name: str, numbers: bytes, expected: list[float]) -> None:
        header = {"b": {"dtype": type_name, "shape": [2], "data_offsets": [0, len(numbers)]}}
        assert read_arrays(safetensors(header, numbers), "w.safetensors")["b"].tolist() == expected

    @pytest.mark.parametrize(
        ("header", "numbers", "said"),
        [
            ([], b"", "expected a header with the names of arrays, got list"),
            ({"b": 1}, b"", "'b': expected dtype, shape and two data_offsets"),
            ({"b": {"dtype": "F64", "shape": [-1], "data_offsets": [0, 8]}}, bytes(8), "expected dtype, shape and"),
            ({"b": {"dtype": "F64", "shape": [True], "data_offsets": [0, 8]}}, bytes(8), "expected dtype, shape and"),
            ({"b": {"dtype": "C64", "shape": [1], "data_offsets": [0, 8]}}, bytes(8), "expected one of F64, F32,"),
            ({"b": {"dtype": "F64", "shape": [2], "data_offsets": [0, 8]}}, bytes(8), "expected 16 bytes for its"),
            ({"b": {"dtype": "F64", "shape": [1], "data_offsets": [8, 16]}}, bytes(8), "expected 8 bytes for its"),
            ({"b": {"dtype": "F64", "shape": [1], "data_offsets": [8, 16]}}, bytes(16), "got gaps or overlaps"),
            ({"b": {"dtype": "F64", "shape": [1], "data_offsets": [0, 8]}}, bytes(9), "got gaps or overlaps"),
        ],
    )
    def test_what_is_not_one_is_refused_in_a_line(self, header: object, numbers: bytes, said: str) -> None:
        line = refusal(safetensors(header, numbers), "w.safetensors")
        assert line.startswith("w.safetensors: ")
        assert said in line

    def test_a_name_that_stands_there_twice_is_refused(self) -> None:
        one = '"b":{"dtype":"F64","shape":[1],"data_offsets":[0,8]}'
        text = f"{{{one},{one}}}".encode()
        line = refusal(struct.pack("<Q", len(text)) + text + bytes(8), "w.safetensors")
        assert line == "w.safetensors: expected a header in JSON, got a name that stands there twice"

    def test_a_header_that_is_longer_than_the_file_is_refused(self) -> None:
        line = refusal(struct.pack("<Q", 2**60) + b"{}", "w.safetensors")
        assert line == (
            "w.safetensors: expected a .safetensors file, got 10 bytes with a header of 1,152,921,504,606,846,976"
        )


class TestPickles:
    PICKLE = pickle.dumps([1.0])
    EXPECTED = "a pickle can run any code, so none is read; expected .npz or .safetensors"

    @pytest.mark.parametrize("name", ["model.pkl", "model.pt", "model.joblib", "model.npz", "model.safetensors"])
    def test_none_is_read_whatever_it_is_called(self, name: str) -> None:
        assert refusal(self.PICKLE, name) == f"{name}: {self.EXPECTED}"

    def test_nor_an_archive_with_one(self) -> None:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w") as archive:
            archive.writestr("model/data.pkl", self.PICKLE)
        assert refusal(file.getvalue(), "model.npz") == f"model.npz: {self.EXPECTED}"

    def test_a_file_of_another_kind_is_refused_with_what_there_is(self) -> None:
        assert refusal(b"", "model.h5") == "model.h5: expected a file of arrays, .npz or .safetensors"
