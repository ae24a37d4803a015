"""The autosave: keeps the session of what somebody does, without their asking and without their waiting for it."""

from __future__ import annotations

import asyncio
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
        self._has_begun = False
        self._newest, self._saved = "", ""
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
        if self._is_saving:
            return
        text = self._text(layout)
        if text == self._saved:
            return
        self._is_saving = True
        try:
            await asyncio.to_thread(self._write, text)
        finally:
            self._is_saving = False

    def save_now(self, layout: Layout) -> None:
        """Save what has changed, and return when it is done."""
        self.begin(layout)
        self._write(self._text(layout))

    def begin(self, layout: Layout) -> None:
        """Take what there is before anything is done for saved, unless a file was asked for that is not there yet."""
        if not self._has_begun:
            self._has_begun = True
            self._saved = "" if self._path is not None and self._is_new else self._text(layout)

    def _text(self, layout: Layout) -> str:
        self._newest = self._writer_and_file()[0].text(layout.document())
        return self._newest

    def _write(self, text: str) -> None:
        from xortui.debugger.session_file import SessionError

        with self._lock:  # one after the other: what was written last must be what was done last
            if text != self._newest or text == self._saved:
                return
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
