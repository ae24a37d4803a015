"""A key is followed from the thread that reads it to the frame that shows what it does."""

from __future__ import annotations

from xortui.ui.painting.awaited_picture import MAX_WAIT, AwaitedPicture


def test_a_key_is_awaited_until_the_program_has_it() -> None:
    picture = AwaitedPicture()
    assert not picture.is_awaited(0.0)
    picture.hear()
    assert picture.is_awaited(0.0)
    picture.arrive()
    assert not picture.is_awaited(0.0)


def test_what_is_drawn_is_awaited_until_it_is_sent() -> None:
    picture = AwaitedPicture()
    picture.draw(1.0)
    assert picture.is_awaited(1.0 + MAX_WAIT / 2)
    picture.show()
    assert not picture.is_awaited(1.0 + MAX_WAIT / 2)


def test_nothing_waits_for_a_slow_line() -> None:
    picture = AwaitedPicture()
    picture.draw(1.0)
    assert not picture.is_awaited(1.0 + 2 * MAX_WAIT)
