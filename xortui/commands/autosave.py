"""The autosave: saves the session of what the user does, unasked, and without a pause."""

from __future__ import annotations

from pathlib import Path
from threading import Lock
from time import monotonic, thread_time
from typing import TYPE_CHECKING

from xortui.commands.layout import Layout
from xortui.debugger import Debugger
from xortui.language.phrase import phrase

if TYPE_CHECKING:
    from xortui.debugger.session import SessionWriter
    from xortui.debugger.session_file import SessionFile

BETWEEN_SAVES = 2.0
"""Seconds between two looks whether there is something to save."""
BETWEEN_SHOWN_LOOKS = 0.05
"""The same, where the file was asked for: somebody may follow it."""
BETWEEN_SHOWN_SAVES = 0.3
"""Seconds between two saves of such a file at the least: thirty people may draw a picture after each."""
REST = 1
"""For how many times the computing time of a save nothing more is saved: a large problem takes long to write out.

What a save waits for the disk does not count: whoever follows is late by that already.
"""
MAX_WAIT_FOR_DISK = 5.0
"""Seconds that leaving waits for a disk that is still busy with what came before."""


class Autosave:
    """Saves one debugger to one file, as often as it is asked to and something has changed."""

    def __init__(
        self, debugger: Debugger | None, file: SessionFile | None = None, *, is_new: bool = True, is_shown: bool = False
    ) -> None:
        """Save nothing yet.

        Args:
            debugger: what is saved; None if it is somebody else's.
            file: where; if not given, a new file in the folder of sessions, from the first change on.
            is_new: whether there is no file there yet.
            is_shown: whether the file was asked for: somebody may follow it.
        """
        self._debugger = debugger
        self._file = file
        self._is_wanted = file is not None and is_new
        self._is_kept = not is_new
        self._is_shown = is_shown
        self._layout: Layout | None = None
        self._rests_until = 0.0
        self._has_begun = False
        self._newest = ""
        self._saved = ""
        self._saved_head_start = ""
        self._writer: SessionWriter | None = None
        self._lock = Lock()
        self._is_saving = False
        self.trouble = ""
        """Why it could not be saved when last tried, or not where it was; empty if all is well."""

    @property
    def path(self) -> Path | None:
        """The file, if there is one."""
        return self._file.path if self._file else None

    @property
    def between_looks(self) -> float:
        """Seconds between two looks whether there is something to save."""
        return BETWEEN_SHOWN_LOOKS if self._is_shown else BETWEEN_SAVES

    def keep(self, debugger: Debugger | None) -> None:
        """Save another debugger from now on, or none; what was done with the one before is saved.

        A file that was asked for holds what is looked at: the other goes on in it, and the one before is kept beside.
        """
        if debugger is self._debugger:
            return
        before = self._debugger
        if before is not None and self._layout is not None and self._has_begun:
            moving = self._moving(self._layout)
            if self._is_shown and (self._is_kept or before.position.step):
                self._keep_beside(moving)
            elif not self._is_shown:
                self._write(moving)
        self._debugger = debugger
        self._writer = None
        self._has_begun = self._is_shown
        self._newest = ""
        self._saved = ""
        if not self._is_shown:
            self._file = None
            self._is_wanted = False
            self._is_kept = False

    def _keep_beside(self, moving: str) -> None:
        """Save what was done in a file that was asked for once more, in the folder of sessions."""
        from xortui.debugger.session_file import SessionFile, new_session_path

        assert self._writer is not None
        assert self._debugger is not None
        try:
            SessionFile(new_session_path(self._debugger.problem.name)).save(self._writer.whole(moving))
        except ValueError as error:
            self.trouble = str(error)

    def has_news(self, layout: Layout) -> bool:
        """Say whether something has changed since it was last saved, or could not be saved."""
        if self._debugger is None or self._is_resting or not self._has_begun:
            return False
        return bool(self.trouble) or self._moving(layout) != self._saved

    @property
    def _is_resting(self) -> bool:
        """Whether something is being saved, or was just now."""
        return self._is_saving or monotonic() < self._rests_until

    async def save(self, layout: Layout) -> None:
        """Save what has changed, beside the keys: a disk may be slow."""
        if self._is_resting or self._debugger is None:
            return
        moving = self._moving(layout)
        if moving == self._saved and not self.trouble:
            return
        head_start = self._head_start()
        import asyncio  # here, as the prompt needs none of it

        self._is_saving = True
        begun = monotonic()
        try:
            computed = await asyncio.to_thread(self._write_timed, moving, head_start)
            if self._is_shown:
                self._rests_until = max(begun + BETWEEN_SHOWN_SAVES, monotonic() + REST * computed)
        finally:
            self._is_saving = False

    def save_now(self, layout: Layout, *, is_last: bool = True) -> None:
        """Save what has changed, and return when it is done.

        Args:
            layout: how the screen is.
            is_last: whether the program ends: what only those need who follow is left out.
        """
        if self._debugger is None:
            return
        self.begin(layout)
        moving = self._moving(layout)
        self._write(moving, "" if is_last else self._head_start())

    def _head_start(self) -> str:
        """Return what lets others follow without running everything again; empty if nobody can follow."""
        if not self._is_shown or self._writer is None:
            return ""
        return self._writer.head_start()

    def begin(self, layout: Layout) -> None:
        """Treat the initial state as saved, unless a file was asked for that does not exist yet."""
        if not self._has_begun and self._debugger is not None:
            self._has_begun = True
            self._saved = "" if self._is_wanted else self._moving(layout)

    def _moving(self, layout: Layout) -> str:
        assert self._debugger is not None
        self._layout = layout
        if self._writer is None:
            # Loaded after the first picture: nobody waits for it.
            from xortui.debugger.session import SessionWriter

            self._writer = SessionWriter(self._debugger)
        self._newest = self._writer.moving(layout.document())
        return self._newest

    def _write_timed(self, moving: str, head_start: str) -> float:
        """Write, and return for how many seconds this thread has computed."""
        begun = thread_time()
        self._write(moving, head_start)
        return thread_time() - begun

    def _write(self, moving: str, head_start: str = "") -> None:
        if not self._lock.acquire(timeout=MAX_WAIT_FOR_DISK):
            self.trouble = phrase("{path}: cannot be saved: the disk does not answer", path=self.path)
            return
        try:  # one after the other: what was written last must be what was done last
            if moving == self._newest:
                self._replace(moving, head_start)
        finally:
            self._lock.release()

    def _replace(self, moving: str, head_start: str) -> None:
        """Write the session in place of what was saved; into another file if somebody else has taken that one."""
        from xortui.debugger.session_file import SessionFile, SessionTakenError, new_session_path

        assert self._debugger is not None
        if self._file is None:
            self._file = SessionFile(new_session_path(self._debugger.problem.name))
        is_saved = moving == self._saved and head_start == self._saved_head_start
        if is_saved and (self._file.is_as_left or not self._is_kept):
            self.trouble = ""
            return
        assert self._writer is not None
        try:
            text = self._writer.whole(moving, head_start)
            try:
                self._file.save(text)
                self.trouble = ""
            except SessionTakenError as taken:
                self._file = SessionFile(new_session_path(self._debugger.problem.name))
                self._file.save(text)
                self.trouble = (
                    phrase("{taken}; this one is kept in {path}", taken=taken, path=self._file.path)
                    if self._is_kept or self._is_wanted
                    else ""
                )
        except ValueError as error:
            self.trouble = str(error)
        else:
            self._saved = moving
            self._saved_head_start = head_start
            self._is_kept = True
