from __future__ import annotations

import subprocess
import sys

import pytest

from xortui.core.array_files import read_arrays
from xortui.debugger import Debugger
from xortui.export import FORMATS, export_bytes, export_text, format_of


def test_there_are_seven_formats() -> None:
    assert {name: format_.suffix for name, format_ in FORMATS.items()} == {
        "python": ".py",
        "latex": ".tex",
        "markdown": ".md",
        "csv": ".csv",
        "json": ".json",
        "npz": ".npz",
        "safetensors": ".safetensors",
    }


TEXTS = [name for name, format_ in FORMATS.items() if format_.is_text]


@pytest.mark.parametrize("name", TEXTS)
def test_each_text_ends_in_one_line_break(name: str) -> None:
    text = export_text(Debugger("xor"), name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_format_that_is_none_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match="python, latex, markdown, csv, json, npz, safetensors, got 'word'"):
        export_text(Debugger("xor"), "word")


@pytest.mark.parametrize(
    ("path", "name"), [("a.py", "python"), ("b/c.TEX", "latex"), ("x.y.md", "markdown"), ("a.csv", "csv")]
)
def test_the_end_of_a_files_name_tells_the_format(path: str, name: str) -> None:
    assert format_of(path) == name


@pytest.mark.parametrize("path", ["notes", "notes.txt", ".py", "", "py"])
def test_another_end_is_refused_with_the_ones_there_are(path: str) -> None:
    with pytest.raises(ValueError, match=r"\.py, \.tex, \.md, \.csv, \.json") as refusal:
        format_of(path)
    assert "\n" not in str(refusal.value)


def test_exporting_texts_loads_neither_a_screen_nor_numpy() -> None:
    code = (
        "import sys; from xortui.debugger import Debugger; from xortui.export import FORMATS, export_text\n"
        "d = Debugger('mazur'); d.run(3); [export_text(d, name) for name, f in FORMATS.items() if f.is_text]\n"
        "print(*{name.partition('.')[0] for name in sys.modules} & {'rich', 'textual', 'numpy'})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""


@pytest.mark.parametrize("name", ["npz", "safetensors"])
def test_the_weights_are_those_of_the_position(name: str) -> None:
    debugger = Debugger("xor")
    debugger.go_to("e3")
    arrays = read_arrays(export_bytes(debugger, name), f"w.{name}")
    expected = debugger.snapshot().weights.named
    assert list(arrays) == ["W1", "b1", "W2", "b2"]
    for key, array in expected.items():
        assert arrays[key].tobytes() == array.tobytes()
    assert arrays["W1"][0, 1] == debugger.snapshot().value("w2")
