"""The path of a file as a person types it, with ~ for a home folder."""

from __future__ import annotations

from pathlib import Path

from xortui.language.phrase import phrase


def typed_path(name: str) -> Path:
    """Return the path that was typed, ~ and all.

    Raises:
        ValueError: if there is no such home folder; the line says so.
    """
    try:
        return Path(name).expanduser()
    except RuntimeError:
        raise ValueError(phrase("{name}: there is no such home folder", name=name)) from None
