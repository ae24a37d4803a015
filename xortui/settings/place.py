"""The place of the settings; apart from what reads them, as most people have no such file."""

from __future__ import annotations

from pathlib import Path


def settings_path() -> Path:
    """Return where the file is, or would be: the folder in which the platform keeps settings."""
    from platformdirs import user_config_path

    return user_config_path("xortui", appauthor=False) / "settings.toml"
