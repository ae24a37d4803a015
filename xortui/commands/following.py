"""Following: somebody else's session, read again and again, and a debugger that stands where they stand."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

from xortui.commands.layout import Layout, read_layout
from xortui.commands.pacing import TURN
from xortui.debugger import Debugger
from xortui.debugger.session import Retrace, has_same_training
from xortui.language.phrase import phrase

if TYPE_CHECKING:
    from xortui.debugger.followed_file import FollowedFile


LONG = 0.5
"""Seconds of catching up after which it is told how far that has come."""
PARTS = 10
"""In how many parts that is told: each picture takes time from catching up."""


class Following:
    """Where the person who is followed stands. Their file is read, and never written."""

    def __init__(self, file: FollowedFile, document: dict[str, Any], debugger: Debugger, layout: Layout) -> None:
        """Stand where they stood.

        Args:
            file: the file that they save.
            document: what it held.
            debugger: where they stood then.
            layout: how they looked at it.
        """
        self._file = file
        self._document = document
        self._tried = document
        self._newest = document
        self._retrace: Retrace | None = None
        self._slices: Iterator[tuple[int, int]] = iter(())
        self._done = 0.0
        self._begun = 0.0
        self.debugger = debugger
        """Where they stand."""
        self.layout = layout
        """How they look at it."""
        self.has_new_layout = True
        """Whether they look at it in another way than before, so that one does the same."""
        self.is_joined = True
        """Whether the screen shows it; else one is on one's own."""

    @property
    def name(self) -> str:
        """What the file is called."""
        return self._file.path.name

    @property
    def trouble(self) -> str:
        """Why nothing new can be read; empty if it can."""
        return self._file.trouble

    @property
    def told(self) -> str:
        """How it stands with the file, for the status line."""
        if not self.is_joined:
            return phrase("your own, beside {name}", name=self.name)
        if self.trouble:
            return phrase("✗ lost {name}", name=self.name)
        if self.is_catching_up and self._done and perf_counter() - self._begun > LONG:
            done = f"{int(self._done * PARTS) / PARTS:.0%}"
            return phrase("follows {name}: catching up, {done}", name=self.name, done=done)
        quiet = self._file.minutes_quiet
        if quiet:
            return phrase("follows {name}, quiet for {quiet} min", name=self.name, quiet=quiet)
        return phrase("follows {name}", name=self.name)

    @property
    def is_catching_up(self) -> bool:
        """Whether they have gone on, and that is still to be run again."""
        return self.is_joined and (self._retrace is not None or self._newest is not self._tried)

    def look(self) -> None:
        """Look whether there is something new. A disk may be slow: this may be called beside the keys."""
        found = self._file.look()
        if found is not None:
            self._newest = found

    def turn(self) -> bool:
        """Run again for a slice of time; return whether that has led to where they stand."""
        end = perf_counter() + TURN
        try:
            if self._retrace is None:
                self._begin()
            for done, total in self._slices:
                self._done = done / total if total else 0.0
                if perf_counter() > end:
                    return False
            assert self._retrace is not None
            layout = read_layout(self._retrace.layout, self._retrace.debugger.problem.network)
        except ValueError as error:
            self._retrace = None
            self._file.refuse(str(error))
            return False
        self.has_new_layout = layout != self.layout or self.debugger.problem is not self._retrace.debugger.problem
        self._document = self._tried
        self.debugger = self._retrace.debugger
        self.layout = layout
        self._retrace = None
        self._done = 0.0
        return True

    def leave(self) -> None:
        """Be on one's own from here: the debugger is one's own, and theirs is made again when one returns."""
        self.is_joined = False
        self._retrace = None

    def join(self) -> None:
        """Follow again, from what they have saved last."""
        self.is_joined = True
        self._newest = dict(self._newest)  # to be run again, even if it is what was left

    def _begin(self) -> None:
        """Begin to run again what was read last."""
        is_known = has_same_training(self._newest, self._document)
        self._tried = self._newest
        self._begun = perf_counter()
        self._retrace = Retrace(self._newest, self.debugger if is_known else None, takes_head_start=True)
        steps = self._retrace.debugger.timeline.engine.instant_steps
        self._slices = self._retrace.slices(steps)
