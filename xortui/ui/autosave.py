"""The autosave: keeps the session of what somebody does, without their asking and without their waiting for it."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from xortui.debugger import Debugger
from xortui.ui.layout import Layout

if TYPE_CHECKING:
    from xortui.debugger.session import SessionWriter
    from xortui.debugger.session_file import SessionFile

EVERY = 2.0
"""Seconds between two looks whether there is something to save."""


class Autosave:
    """Saves one debugger to one file, as often as it is asked to and something has changed."""

    def __init__(self, debugger: Debugger, path: Path | None = None, *, is_new: bool = True) -> None:
        """Save nothing yet.

        Args:
            debugger: what is saved.
            path: where; if not given, a new file in the folder of sessions, from the first change on.
            is_new: whether there is no file there yet.
        """
        self._debugger = debugger
        self._path = path
        self._is_new = is_new
        self._saved: str | None = None
        self._opened: tuple[object, ...] | None = None
        self._parts: tuple[SessionWriter, SessionFile] | None = None
        self._lock = Lock()
        self._is_saving = False
        self.trouble = ""
        """Why it could not be saved when last tried; empty if it could."""

    @property
    def path(self) -> Path | None:
        """The file, if there is one."""
        return self._parts[1].path if self._parts else self._path

    async def save(self, layout: Layout) -> None:
        """Save what has changed, beside the keys: a disk may be slow."""
        text = self._changed(layout)
        if text is None or self._is_saving:
            return
        self._is_saving = True
        try:
            await asyncio.to_thread(self._write, text)
        finally:
            self._is_saving = False

    def save_now(self, layout: Layout) -> None:
        """Save what has changed, and return when it is done."""
        text = self._changed(layout)
        if text is not None:
            self._write(text)

    def open(self, layout: Layout) -> None:
        """Remember what there is before anything can have been done; nothing, if a file was asked for that is to be."""
        if self._path is None or not self._is_new:
            self._opened = self._glance(layout)

    def begin(self, layout: Layout) -> None:
        """Take what there is now for saved, if that is what there was in the beginning."""
        if self._is_as_opened(layout):
            self._saved = self._writer_and_file()[0].text(layout.document())

    def _is_as_opened(self, layout: Layout) -> bool:
        """Whether nothing has been saved yet, nor done that is to be saved."""
        return self._saved is None and self._opened == self._glance(layout)

    def _glance(self, layout: Layout) -> tuple[object, ...]:
        """Return what tells, in the first moments, whether anything was done, and needs nothing to be loaded."""
        debugger = self._debugger
        breakpoints = tuple(map(replace, debugger.breakpoints))
        lists = breakpoints, tuple(debugger.watches), tuple(debugger.bookmarks)
        return layout, debugger.position, debugger.fork.number, debugger.forks, *lists

    def _changed(self, layout: Layout) -> str | None:
        if self._is_as_opened(layout):
            return None
        text = self._writer_and_file()[0].text(layout.document())
        return None if text == self._saved else text

    def _write(self, text: str) -> None:
        from xortui.debugger.session_file import SessionError

        with self._lock:  # one after the other: what was written last must be what was done last
            try:
                self._writer_and_file()[1].save(text)
            except SessionError as error:
                self.trouble = str(error)
            else:
                self._saved, self.trouble = text, ""

    def _writer_and_file(self) -> tuple[SessionWriter, SessionFile]:
        if self._parts is None:
            # Loaded after the first picture: nobody waits for it.
            from xortui.debugger.session import SessionWriter
            from xortui.debugger.session_file import SessionFile, new_session_path

            path = self._path or new_session_path(self._debugger.problem.name)
            self._parts = SessionWriter(self._debugger), SessionFile(path)
        return self._parts
