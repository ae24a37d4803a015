"""What is known of the terminal, and what Textual has to be helped with: the one file for such things."""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from xortui.render.palette import Depth


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a terminal can show."""

    depth: Depth = Depth.TRUE
    """How many colours."""
    ascii_only: bool = False
    """Whether it has no characters but ASCII."""


def colour_depth(environment: Mapping[str, str]) -> Depth:
    """Return how many colours to use: what the terminal says it has, none where NO_COLOR asks for none."""
    if environment.get("NO_COLOR"):
        return Depth.NONE
    if environment.get("COLORTERM", "").lower() in ("truecolor", "24bit"):
        return Depth.TRUE
    term = environment.get("TERM", "").lower()
    if term in ("dumb", "unknown", ""):
        return Depth.NONE
    return Depth.PALETTE if "256color" in term or "kitty" in term or "direct" in term else Depth.SIXTEEN


def needs_ascii() -> bool:
    """Say whether the screen's encoding has no box-drawing characters. Textual writes to stderr."""
    encoding = getattr(sys.__stderr__, "encoding", None) or "utf-8"
    try:
        "─ŷ∂⣿".encode(encoding)
    except (UnicodeEncodeError, LookupError):
        return True
    return False


def prepare_environment(depth: Depth) -> None:
    """Keep Textual from guessing colours of its own: every style already is of the terminal's depth."""
    # Any value but these is a KeyError inside Textual; and NO_COLOR makes it paint greys, where ours has no colour.
    names = {Depth.TRUE: "truecolor", Depth.PALETTE: "256", Depth.SIXTEEN: "standard", Depth.NONE: "standard"}
    os.environ["TEXTUAL_COLOR_SYSTEM"] = names[depth]
    os.environ.pop("NO_COLOR", None)


def is_behind(driver: Any) -> bool:
    """Say whether the terminal has not yet taken what was written before: then another frame would only queue up."""
    # Private to Textual 8: the thread that writes to the terminal holds up to 30 frames in a queue.
    thread = getattr(driver, "_writer_thread", None)
    return thread is not None and thread._queue.qsize() > 0


def on_hang_up(leave: Callable[[int], None]) -> None:
    """Call `leave(status)` on SIGTERM (143) and SIGHUP (129): Textual alone dies with the terminal left raw."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGHUP):
        if signal.getsignal(number) is not signal.SIG_IGN:
            loop.add_signal_handler(number, leave, 128 + number)


def leave_at_once_if_hung_up(status: int) -> None:
    """End the process if the line is gone: there is nothing to restore, and Textual's end would wait for its writer."""
    if has_hung_up():
        os._exit(status)


def has_hung_up() -> bool:
    """Say whether the keyboard's end of the line is gone, which Textual does not notice where SIGHUP is ignored."""
    poller = select.poll()
    poller.register(sys.__stdin__ or 0, select.POLLHUP)
    return any(event & (select.POLLHUP | select.POLLERR | select.POLLNVAL) for _, event in poller.poll(0))
