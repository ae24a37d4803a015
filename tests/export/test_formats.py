from __future__ import annotations

import subprocess
import sys

import pytest

from xortui.debugger import Debugger
from xortui.export import FORMATS, export_text, format_of


def test_these_are_the_formats() -> None:
    assert {name: format_.suffix for name, format_ in FORMATS.items()} == {
        "python": ".py",
        "latex": ".tex",
        "markdown": ".md",
        "sheet": ".sheet.md",
        "key": ".key.md",
        "sheet-latex": ".sheet.tex",
        "key-latex": ".key.tex",
        "poster": ".svg",
        "csv": ".csv",
        "json": ".json",
    }


@pytest.mark.parametrize("name", FORMATS)
def test_each_ends_in_one_line_break(name: str) -> None:
    text = export_text(Debugger("xor"), name)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


def test_a_format_that_is_none_is_refused_with_what_there_is() -> None:
    with pytest.raises(ValueError, match="python, latex, markdown, sheet, .*, poster, csv, json, got 'word'"):
        export_text(Debugger("xor"), "word")


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("a.py", "python"),
        ("b/c.TEX", "latex"),
        ("x.y.md", "markdown"),
        ("a.csv", "csv"),
        ("a.b.SHEET.md", "sheet"),
        ("a.key.tex", "key-latex"),
    ],
)
def test_the_end_of_a_files_name_tells_the_format(path: str, name: str) -> None:
    assert format_of(path) == name


@pytest.mark.parametrize("path", ["notes", "notes.txt", ".py", "", "py"])
def test_another_end_is_refused_with_the_ones_there_are(path: str) -> None:
    with pytest.raises(ValueError, match=r"\.py, \.tex, \.md, .*, \.svg, \.csv, \.json") as refusal:
        format_of(path)
    assert "\n" not in str(refusal.value)


def test_exporting_loads_neither_a_screen_nor_numpy() -> None:
    code = (
        "import sys; from xortui.debugger import Debugger; from xortui.export import FORMATS, export_text\n"
        "d = Debugger('mazur'); d.run(3); [export_text(d, name) for name in FORMATS]\n"
        "print(*{name.partition('.')[0] for name in sys.modules} & {'rich', 'textual', 'numpy'})"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == ""
