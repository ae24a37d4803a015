"""The autosave: saves the session of what the user does, unasked, and without a pause."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING

from xortui.commands.layout import Layout
from xortui.debugger import Debugger

if TYPE_CHECKING:
    from xortui.debugger.session import SessionWriter
    from xortui.debugger.session_file import SessionFile

BETWEEN_SAVES = 2.0
"""Seconds between two looks whether there is something to save."""
MAX_WAIT_FOR_DISK = 5.0
"""Seconds that leaving waits for a disk that is still busy with what came before."""


class Autosave:
    """Saves one debugger to one file, as often as it is asked to and something has changed."""

    def __init__(self, debugger: Debugger, file: SessionFile | None = None, *, is_new: bool = True) -> None:
        """Save nothing yet.

        Args:
            debugger: what is saved.
            file: where; if not given, a new file in the folder of sessions, from the first change on.
            is_new: whether there is no file there yet.
        """
        self._debugger = debugger
        self._file = file
        self._is_wanted = file is not None and is_new
        self._is_kept = not is_new
        self._has_begun = False
        self._newest = ""
        self._saved = ""
        self._writer: SessionWriter | None = None
        self._lock = Lock()
        self._is_saving = False
        self.trouble = ""
        """Why it could not be saved when last tried, or not where it was; empty if all is well."""

    @property
    def path(self) -> Path | None:
        """The file, if there is one."""
        return self._file.path if self._file else None

    async def save(self, layout: Layout) -> None:
        """Save what has changed, beside the keys: a disk may be slow."""
        if self._is_saving:
            return
        moving = self._moving(layout)
        if moving == self._saved and not self.trouble:
            return
        import asyncio  # here, as the prompt needs none of it

        self._is_saving = True
        try:
            await asyncio.to_thread(self._write, moving)
        finally:
            self._is_saving = False

    def save_now(self, layout: Layout) -> None:
        """Save what has changed, and return when it is done."""
        self.begin(layout)
        self._write(self._moving(layout))

    def begin(self, layout: Layout) -> None:
        """Treat the initial state as saved, unless a file was asked for that does not exist yet."""
        if not self._has_begun:
            self._has_begun = True
            self._saved = "" if self._is_wanted else self._moving(layout)

    def _moving(self, layout: Layout) -> str:
        if self._writer is None:
            # Loaded after the first picture: nobody waits for it.
            from xortui.debugger.session import SessionWriter

            self._writer = SessionWriter(self._debugger)
        self._newest = self._writer.moving(layout.document())
        return self._newest

    def _write(self, moving: str) -> None:
        if not self._lock.acquire(timeout=MAX_WAIT_FOR_DISK):
            self.trouble = f"{self.path}: cannot be saved: the disk does not answer"
            return
        try:  # one after the other: what was written last must be what was done last
            if moving == self._newest:
                self._replace(moving)
        finally:
            self._lock.release()

    def _replace(self, moving: str) -> None:
        from xortui.debugger.session_file import SessionFile, SessionTakenError, new_session_path

        if self._file is None:
            self._file = SessionFile(new_session_path(self._debugger.problem.name))
        if moving == self._saved and (self._file.is_as_left or not self._is_kept):
            self.trouble = ""
            return
        assert self._writer is not None
        try:
            text = self._writer.whole(moving)
            try:
                self._file.save(text)
                self.trouble = ""
            except SessionTakenError as taken:
                self._file = SessionFile(new_session_path(self._debugger.problem.name))
                self._file.save(text)
                self.trouble = (
                    f"{taken}; this one is kept in {self._file.path}" if self._is_kept or self._is_wanted else ""
                )
        except ValueError as error:
            self.trouble = str(error)
        else:
            self._saved = moving
            self._is_kept = True
