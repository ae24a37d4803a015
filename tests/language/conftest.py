"""German for one test, and English again after it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language


@pytest.fixture
def german() -> Iterator[None]:
    """Tell everything in German."""
    choose_language("de")
    yield
    choose_language(ENGLISH)
