"""What closed dialogs leave behind is collected while nobody types."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from xortui.ui.garbage import Garbage


@pytest.fixture(autouse=True)
def _no_rounds_by_itself() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


class Circle:
    def __init__(self) -> None:
        self.own = self


def old_circle() -> weakref.ref[Circle]:
    """Return a look at a circle that only a whole round of the collector takes away."""
    circle = Circle()
    gc.collect()
    return weakref.ref(circle)


def test_it_is_collected_when_nothing_was_typed_for_a_while() -> None:
    garbage = Garbage()
    circle = old_circle()
    garbage.hear()
    garbage.look()
    assert circle() is not None, "somebody types"
    garbage.look()
    assert circle() is None


def test_nothing_is_collected_where_nothing_was_typed() -> None:
    garbage = Garbage()
    circle = old_circle()
    for _ in range(3):
        garbage.look()
    assert circle() is not None
    gc.collect()
