"""Bookmarks: places that the user named, and those at which running came to rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from xortui.debugger.position import Position
from xortui.language.phrase import phrase

MAX_STOPS = 20
"""Automatic bookmarks that are kept; the oldest gives way."""
MAX_BOOKMARKS = 200
_NAME = re.compile(r"[^\W\d_][\w-]{0,29}")
_POSITION = re.compile(r"e\d*", re.IGNORECASE)
_AUTOMATIC = re.compile(r"stop\d+")


class Bookmark(NamedTuple):
    """A place in one of the histories."""

    name: str
    fork: int
    """The number of the history that it is in."""
    position: Position

    @property
    def is_automatic(self) -> bool:
        """Whether running came to rest there, and the user has not named it."""
        return bool(_AUTOMATIC.fullmatch(self.name))

    def __str__(self) -> str:
        """Say where it is: 'dip: 478.12 on fork 1'."""
        return phrase("{name}: {position} on fork {fork}", name=self.name, position=self.position, fork=self.fork)


class Bookmarks:
    """The bookmarks of one debugger, the newest last."""

    def __init__(self) -> None:
        """Have none."""
        self._listed: dict[str, Bookmark] = {}
        self.next_stop = 1
        """The number of the next automatic bookmark."""

    def __iter__(self) -> Iterator[Bookmark]:
        """Yield each."""
        return iter(tuple(self._listed.values()))

    def __contains__(self, name: str) -> bool:
        """Say whether there is one of a name."""
        return name.strip() in self._listed

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._listed)

    def keep(self, name: str, fork: int, position: Position) -> Bookmark:
        """Keep a place under a name; a bookmark that has it already moves there.

        Raises:
            ValueError: if the name is none that can be told from a position, or there are too many.
        """
        name = name.strip()
        if _POSITION.fullmatch(name):
            raise ValueError(phrase("expected a word such as dip; {name} is an epoch", name=name))
        if _AUTOMATIC.fullmatch(name):
            raise ValueError(phrase("expected a word such as dip; {name} is for where running stops", name=name))
        if not _NAME.fullmatch(name):
            raise ValueError(phrase("expected one word, such as dip or first_try, got {name}", name=f"{name[:31]!r}"))
        if name not in self._listed and sum(not kept.is_automatic for kept in self) >= MAX_BOOKMARKS:
            raise ValueError(phrase("expected at most {most} bookmarks", most=MAX_BOOKMARKS))
        return self._put(Bookmark(name, fork, position))

    def note(self, fork: int, position: Position) -> None:
        """Keep where running came to rest, unless that is where it last did."""
        stops = [bookmark for bookmark in self if bookmark.is_automatic]
        if stops and (stops[-1].fork, stops[-1].position) == (fork, position):
            return
        self._put(Bookmark(f"stop{self.next_stop}", fork, position))
        self.next_stop += 1
        for old in stops[: max(len(stops) + 1 - MAX_STOPS, 0)]:
            del self._listed[old.name]

    def restore(self, bookmark: Bookmark) -> None:
        """Take a bookmark as it was saved.

        Raises:
            ValueError: if its name is none.
        """
        if bookmark.is_automatic:
            self._put(bookmark)
        else:
            self.keep(*bookmark)

    def named(self, name: str) -> Bookmark:
        """Return one by its name.

        Raises:
            ValueError: if there is none of that name.
        """
        name = name.strip()
        if name not in self._listed:
            there = ", ".join(self._listed) or phrase("none yet")
            raise ValueError(
                phrase("there is no bookmark {name}; expected one of {there}", name=f"{name[:30]!r}", there=there)
            )
        return self._listed[name]

    def leave(self, fork: int) -> None:
        """Take away those on a fork that is no more."""
        self._listed = {bookmark.name: bookmark for bookmark in self if bookmark.fork != fork}

    def forget(self, name: str) -> Bookmark:
        """Take one away and return it.

        Raises:
            ValueError: if there is none of that name.
        """
        bookmark = self.named(name)
        del self._listed[bookmark.name]
        return bookmark

    def _put(self, bookmark: Bookmark) -> Bookmark:
        self._listed.pop(bookmark.name, None)  # the newest is the last
        self._listed[bookmark.name] = bookmark
        return bookmark
