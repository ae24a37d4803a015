"""The outlet, before a pseudo-terminal that is read or not."""

from __future__ import annotations

import asyncio
import os
import tty
from collections.abc import Iterator

import pytest

from xortui.ui.painting.outlet import Outlet

LONG = "x" * 1_000_000
"""More than any pseudo-terminal holds."""


@pytest.fixture
def terminal() -> Iterator[tuple[int, int]]:
    """Return the ends of a pseudo-terminal: what is written to the second is read from the first."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield master, slave
    os.close(master)
    os.close(slave)


async def read_until(master: int, end: bytes) -> bytes:
    """Return all up to a text, while the outlet goes on."""
    received = b""
    while end not in received:
        received += await asyncio.to_thread(os.read, master, 65536)
    return received


class TestOutlet:
    """Writing."""

    async def test_everything_arrives_in_its_order_and_then_it_is_idle(self, terminal: tuple[int, int]) -> None:
        master, slave = terminal
        idle = asyncio.Event()
        outlet = Outlet(slave, "utf-8", idle.set)
        texts = [f"<{number} ∂>" for number in range(100_000)]
        for text in texts:
            outlet.write(text)
        assert not outlet.is_idle
        received = await read_until(master, b"<99999 \xe2\x88\x82>")
        assert received.decode() == "".join(texts)
        await idle.wait()
        assert outlet.is_idle
        outlet.close()

    async def test_a_terminal_that_takes_nothing_stops_nobody_and_still_gets_the_end(
        self, terminal: tuple[int, int]
    ) -> None:
        master, slave = terminal
        outlet = Outlet(slave, "ascii", lambda: None)
        outlet.write(LONG)
        outlet.drain(0.01)
        assert not outlet.is_idle
        outlet.drop()
        outlet.write("the end ∂")
        assert outlet.is_idle
        outlet.close()
        received = await read_until(master, rb"the end \u2202")
        assert len(received) < len(LONG) / 10  # what the pseudo-terminal had handed on already

    async def test_the_shells_own_way_to_the_terminal_stays_as_it_is(self, terminal: tuple[int, int]) -> None:
        _, slave = terminal
        outlet = Outlet(slave, "utf-8", lambda: None)
        assert os.get_blocking(slave)
        outlet.close()

    async def test_a_line_that_is_gone_takes_everything(self) -> None:
        master, slave = os.openpty()
        outlet = Outlet(slave, "utf-8", lambda: None)
        os.close(master)
        outlet.write(LONG)
        assert outlet.is_idle
        outlet.close()
        os.close(slave)
