"""What every test starts from: nothing of the machine's settings, sessions or machine code; no deadlines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

from xortui.core.machine import workshop

# A deadline would fail on a slow machine, not on a wrong program; derandomised runs fail for everybody or nobody.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")

WORKERS_A_CORE = 2
"""Processes that run tests on each core: those of the screen and of the terminal mostly wait for a program."""


def pytest_xdist_auto_num_workers() -> int | None:
    """Say how many processes run the tests where nobody else does."""
    if "PYTEST_XDIST_AUTO_NUM_WORKERS" in os.environ:
        return None
    return WORKERS_A_CORE * (os.cpu_count() or 1)


@pytest.fixture(autouse=True)
def _no_colour_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM", "COLORTERM", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which the platform keeps state: one of the test's own, whatever it starts."""
    folder = tmp_path / "state"
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    return folder


@pytest.fixture(autouse=True)
def settings_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the file of settings, which is not there: one of the test's own, whatever it starts."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    return tmp_path / "config" / "xortui" / "settings.toml"


@pytest.fixture(autouse=True)
def machine_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return the folder in which machine code is kept: one of the test's own; none is made unless a test asks for it.

    Whether numba is installed, and how long it takes beside other tests, must not decide what a test sees.
    """
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(workshop, "compiler_version", lambda: "")
    workshop.workpiece.cache_clear()
    return tmp_path / "cache" / "xortui" / "machine-code"
