"""The formats: what can be taken away from a position, by name and by the end of a file's name."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePath

from xortui.debugger import Debugger
from xortui.export.array_file import npz, safetensors
from xortui.export.history import history_csv, history_json
from xortui.export.latex_document import latex_document
from xortui.export.latex_exercise import latex_key, latex_sheet
from xortui.export.markdown_document import markdown_document
from xortui.export.markdown_exercise import markdown_key, markdown_sheet
from xortui.export.python_script import python_script
from xortui.language.phrase import in_english


@dataclass(frozen=True, slots=True)
class Format:
    """One thing to take away."""

    suffix: str
    """How the names of its files end."""
    write: Callable[[Debugger], str | bytes]
    """Makes its text, or the bytes of a file that is none, from where a debugger stands, which stays there."""
    is_text: bool = True
    """Whether it can be read on a screen."""
    is_of_one_step: bool = False
    """Whether it is about the step alone in which the debugger stands."""


def _poster(debugger: Debugger) -> str:
    """Return the poster. It is drawn as the screen is, with what other formats need not load."""
    from xortui.export.poster import poster

    return poster(debugger)


FORMATS: Mapping[str, Format] = {
    "python": Format(".py", python_script),
    "latex": Format(".tex", latex_document, is_of_one_step=True),
    "markdown": Format(".md", markdown_document, is_of_one_step=True),
    "sheet": Format(".sheet.md", markdown_sheet, is_of_one_step=True),
    "key": Format(".key.md", markdown_key, is_of_one_step=True),
    "sheet-latex": Format(".sheet.tex", latex_sheet, is_of_one_step=True),
    "key-latex": Format(".key.tex", latex_key, is_of_one_step=True),
    "poster": Format(".svg", _poster, is_of_one_step=True),
    "csv": Format(".csv", history_csv),
    "json": Format(".json", history_json),
    "npz": Format(".npz", npz, is_text=False),
    "safetensors": Format(".safetensors", safetensors, is_text=False),
}


def export_bytes(debugger: Debugger, format_: str) -> bytes:
    """Return the file that is taken away from a debugger's position in a format, by its name.

    Raises:
        ValueError: if there is no such format.
    """
    if format_ not in FORMATS:
        raise ValueError(f"expected one of {', '.join(FORMATS)}, got {format_!r}")
    if format_ == "python" and debugger.edits:
        raise ValueError("a script of a training with edits is not possible; undo them or go along the original fork")
    with in_english():  # others read it, and programs
        content = FORMATS[format_].write(debugger)
    return content if isinstance(content, bytes) else content.encode("utf-8")


def export_text(debugger: Debugger, format_: str) -> str:
    """Return the text that is taken away from a debugger's position in a format that is text.

    Raises:
        ValueError: if there is no such format.
    """
    return export_bytes(debugger, format_).decode("utf-8")


def format_of(path: str) -> str:
    """Return the name of the format that the end of a file's name asks for.

    Raises:
        ValueError: if it asks for none.
    """
    parts = PurePath(path).suffixes
    for count in (2, 1):  # .sheet.md before .md
        suffix = "".join(parts[-count:]).lower()
        for name, format_ in FORMATS.items():
            if format_.suffix == suffix:
                return name
    suffixes = ", ".join(format_.suffix for format_ in FORMATS.values())
    raise ValueError(f"expected a file name that ends in one of {suffixes}, got {path!r}")
