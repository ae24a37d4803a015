"""What every test starts from: no colour settings of the machine, Hypothesis without deadlines."""

from __future__ import annotations

import pytest
from hypothesis import settings

# A deadline would fail on a slow machine, not on a wrong program; derandomised runs fail for everybody or nobody.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")


@pytest.fixture(autouse=True)
def _no_colour_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_COLOR_SYSTEM", "COLORTERM", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
