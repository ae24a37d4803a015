"""Remembering: writes what a key has chosen into the file of settings, and leaves everything else in it as it is."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from contextlib import suppress
from pathlib import Path

from xortui.settings.place import settings_path
from xortui.settings.setting import T, UserSetting


def remember(setting: UserSetting[T], value: T) -> str:
    """Write a setting into the file, and return why that could not be done; empty if it was done.

    Args:
        setting: one that stands outside of all tables, such as the theme.
        value: what it shall be from now on.
    """
    path = settings_path()
    try:
        text = _text(path)
        _replace(path, with_setting(text, setting, value))
    except OSError as error:
        return f"not remembered: {path} cannot be written: {error.strerror or error}"
    except ValueError:
        return f"not remembered: {path} has a mistake; xortui settings tells which"
    return ""


def with_setting(text: str, setting: UserSetting[T], value: T) -> str:
    """Return the text of a file of settings in which one has a value.

    Raises:
        ValueError: if the text is not TOML, or the setting stands in it in a way that can't be replaced.
    """
    name = setting.name
    line = f"{name} = {setting.kind.written(value)}"
    before = tomllib.loads(text)
    if name not in before:
        found = f"{line}\n{text}"
    else:
        found = re.sub(
            rf"^[ \t]*{re.escape(name)}[ \t]*=[^\n#]*?([ \t]*(?:#[^\n]*)?)$", rf"{line}\1", text, count=1, flags=re.M
        )
    if tomllib.loads(found) != before | tomllib.loads(line):
        raise ValueError(f"{name}: expected a line of its own")
    return found


def _text(path: Path) -> str:
    """Return what is in the file; nothing if there is none.

    Raises:
        OSError: if it can't be read.
        ValueError: if it is not text.
    """
    try:
        return path.read_bytes().decode("utf-8")
    except FileNotFoundError:
        return ""


def _replace(path: Path, text: str) -> None:
    """Write the file as a whole, so that no half of it is ever to be read.

    Raises:
        OSError: if it can't be written.
    """
    path = path.resolve()  # what a link leads to; the link stays
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=f"{path.name}.", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        os.replace(name, path)
    except OSError:
        with suppress(OSError):
            os.unlink(name)
        raise
