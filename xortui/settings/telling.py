"""What is told of the settings: by `xortui settings`, and by the help."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xortui.problems.table import one_line
from xortui.settings.chosen import Settings
from xortui.settings.command_keys import key_named
from xortui.settings.setting import UserSetting
from xortui.settings.user_settings import KEPT_SETTINGS, KEYS_SETTING

DEFAULT = "default"
"""Where a value comes from that nobody has set."""
FROM_FILE = "file"
"""Where a value comes from that the file sets."""


def settings_lines(
    settings: Settings, default_keys: Mapping[str, Sequence[str]], path: Path, *, has_file: bool
) -> list[str]:
    """Return where the file is, every setting with its value and its source, and the mistakes.

    Args:
        settings: what the file says.
        default_keys: the keys of every command, and of its way back, by id.
        path: where the file is, or would be.
        has_file: whether there is a file.
    """
    rows = [("setting", "value", "from")]
    for setting in KEPT_SETTINGS.values():
        if setting is not KEYS_SETTING:
            source = FROM_FILE if settings.has(setting) else DEFAULT
            rows.append((setting.name, setting.kind.shown(settings.value(setting)), source))
    chosen_keys = settings.value(KEYS_SETTING)
    for id_, defaults in default_keys.items():
        keys = chosen_keys.get(id_)
        source = FROM_FILE if keys else DEFAULT
        rows.append((f"{KEYS_SETTING.name}.{id_}", " ".join(keys or map(key_named, defaults)), source))
    first = max(len(name) for name, _, _ in rows) + 2
    second = max(len(value) for _, value, _ in rows) + 2
    note = "" if has_file else " (there is no such file)"
    lines = [f"{one_line(str(path))}{note}", ""]
    lines += [f"{name:<{first}}{value:<{second}}{source}" for name, value, source in rows]
    if settings.mistakes:
        lines += ["", *settings.mistakes]
    return lines


def settings_table_markdown(default_keys: Mapping[str, Sequence[str]]) -> str:
    """Return the table of settings that the page on settings has.

    Args:
        default_keys: the keys of every command, and of its way back, by id.
    """
    lines = ["| setting | what it says | if left out |", "|---|---|---|"]
    for setting in KEPT_SETTINGS.values():
        default = setting.default_told or f"`{setting.kind.written(setting.default)}`"
        lines.append(f"| `{setting.name}` | {_description(setting, default_keys)} | {default} |")
    return "\n".join(lines)


def _description(setting: UserSetting[Any], default_keys: Mapping[str, Sequence[str]]) -> str:
    """Return what a setting says, and what else chooses it."""
    told = setting.sentence
    if setting.command:
        ids = (setting.command, f"{setting.command}.back")
        keys = [f"`{default_keys[id_][0]}`" for id_ in ids if id_ in default_keys]
        verb = "choose" if len(keys) > 1 else "chooses"
        told += f"; {' and '.join(keys)} {verb} it"
    if setting.option is not None:
        told += f"; `{setting.option.flag}` for this time"
    return told
