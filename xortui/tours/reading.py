"""Reading: a tour from the text of its file, and every fault of that text with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from xortui.exercises.choice import LETTERS
from xortui.tours.tour import MAX_STOPS, OTHER_SETTINGS, Asked, Fault, Move, Stop, Tour, Written

FENCE = "---"
"""The line before the header and the line after it."""
STOP = "## "
"""Begins the line with a stop's title."""
MAX_BYTES = 200_000
MAX_TITLE = 60
"""Characters of a title: it stands in one row."""
KEYS = ("title", "problem", *OTHER_SETTINGS)
MOVES = ("go", "run", "edit", "break", "watch", "reveal")
"""Those that lead from the stop before to this one, in their order."""
DIRECTIVES = (*MOVES, "compare", "look", "holds", "ask", "covers")
"""What a line below a stop's title can begin with."""
_DIRECTIVE = re.compile(r"^([a-z_]+):(?:\s+(.*))?$")
_CONDITION = re.compile(r"\s*<!--(.*?)-->\s*$")
"""What makes an answer right: a comment, which no reader of Markdown shows."""
_OPTION = re.compile(r"^- \[([ xX])\] *(.*)$")


class _Reader:
    """Goes through the lines once, and collects what is wrong."""

    def __init__(self, name: str, text: str, folder: str) -> None:
        self._lines = text.replace("\r\n", "\n").split("\n")
        self._name = name
        self._folder = folder
        self.faults: list[Fault] = []

    def fault(self, line: int, text: str) -> None:
        self.faults.append(Fault(line, text))

    def tour(self) -> Tour | None:
        """Return the tour as far as it can be read; None if not even its header can."""
        header, first = self._header()
        if header is None:
            return None
        is_faulty = bool(self.faults)
        stops = list(self._stops(first))
        if not stops:
            self.fault(len(self._lines), f"expected a stop, a line that begins with '{STOP}', got none")
        if len(stops) > MAX_STOPS:
            self.fault(stops[MAX_STOPS].title.line, f"expected at most {MAX_STOPS} stops, got {len(stops)}")
        missing = [key for key in ("title", "problem") if key not in header]
        if not is_faulty:
            for key in missing:
                self.fault(1, f"the header has no {key}; expected a line such as '{key}: …'")
        if missing:
            return None
        title = header.pop("title")
        if len(title.text) > MAX_TITLE:
            self.fault(title.line, f"title: expected at most {MAX_TITLE} characters, got {len(title.text)}")
        problem = header.pop("problem")
        return Tour(self._name, title.text, problem, header, tuple(stops), self._folder)

    def _header(self) -> tuple[dict[str, Written] | None, int]:
        """Return what the header says by its keys, and the number of the line behind it."""
        if self._lines[0].strip() != FENCE:
            self.fault(1, f"expected {FENCE}, which begins the header, got {_shown(self._lines[0])}")
            return None, 1
        found: dict[str, Written] = {}
        for number, line in enumerate(self._lines[1:], start=2):
            if line.strip() == FENCE:
                return found, number + 1
            if line.startswith(STOP):
                break
            if line.strip():
                self._header_line(found, number, line)
        self.fault(1, f"the header has no end; expected a second line {FENCE}")
        return None, 1

    def _header_line(self, found: dict[str, Written], number: int, line: str) -> None:
        key, colon, value = line.partition(":")
        key = key.strip()
        if not colon:
            self.fault(number, f"expected a line such as 'title: …', got {_shown(line)}")
        elif key not in KEYS:
            self.fault(number, f"expected one of {', '.join(KEYS)}, got {_shown(key)}")
        elif key in found:
            self.fault(number, f"{key} is given twice: it is in line {found[key].line}")
        elif not value.strip():
            self.fault(number, f"{key}: expected something behind it")
        else:
            found[key] = Written(number, value.strip())

    def _stops(self, first: int) -> Iterator[Stop]:
        """Yield the stops from a line on."""
        starts = [n for n, line in enumerate(self._lines, start=1) if n >= first and line.startswith(STOP.strip())]
        before = self._lines[first - 1 : starts[0] - 1 if starts else None]
        for number, line in enumerate(before, start=first):
            if line.strip():
                self.fault(number, f"expected a stop's title, a line that begins with '{STOP}', got {_shown(line)}")
                break
        for place, start in enumerate(starts):
            end = starts[place + 1] - 1 if place + 1 < len(starts) else len(self._lines)
            yield _StopReader(self, start, self._lines[start - 1 : end]).stop()


class _StopReader:
    """Reads the lines of one stop."""

    def __init__(self, reader: _Reader, start: int, lines: Sequence[str]) -> None:
        self._reader = reader
        self._start = start
        self._lines = lines
        self._moves: list[Move] = []
        self._claims: list[Written] = []
        self._look: Written | None = None
        self._compared: Written | None = None
        self._asked: Written | None = None
        self._covers: Written | None = None
        self._options: list[tuple[bool, Written]] = []
        self._conditions: list[Written | None] = []
        self._has_bad_option = False

    def stop(self) -> Stop:
        """Return it."""
        title = Written(self._start, self._lines[0].lstrip("#").strip())
        self._check_title(title)
        before: list[Written] = []
        after: list[Written] = []
        for number, paragraph in self._paragraphs():
            (after if self._asked is not None else before).append(Written(number, paragraph))
        if not before:
            behind = "; what stands behind the question is shown when it is answered" if after else ""
            self._reader.fault(self._start, f"the stop has no text; expected some before its question{behind}")
        return Stop(
            title,
            moves=tuple(self._moves),
            look=self._look,
            compared=self._compared,
            claims=tuple(self._claims),
            text=tuple(before),
            asked=self._question(),
            after=tuple(after),
        )

    def _check_title(self, title: Written) -> None:
        if not self._lines[0].startswith(STOP):
            self._reader.fault(title.line, f"expected '{STOP}' and the title of a stop, got {_shown(self._lines[0])}")
        elif not title.text:
            self._reader.fault(title.line, "the stop has no title")
        elif len(title.text) > MAX_TITLE:
            self._reader.fault(title.line, f"expected a title of at most {MAX_TITLE} characters, got {len(title.text)}")

    def _paragraphs(self) -> Iterator[tuple[int, str]]:
        """Yield the paragraphs with their first lines' numbers; directives and options are taken out on the way."""
        begun: list[str] = []
        at = 0
        for number, line in enumerate(self._lines[1:], start=self._start + 1):
            if begun and (not line.strip() or self._is_special(line)):
                yield at, " ".join(begun)
                begun = []
            if self._is_special(line):
                self._take(number, line)
            elif line.strip():
                at = at if begun else number
                begun.append(line.strip())
        if begun:
            yield at, " ".join(begun)

    def _is_special(self, line: str) -> bool:
        return bool(_DIRECTIVE.match(line) or line.startswith("- ["))

    def _take(self, number: int, line: str) -> None:
        if line.startswith("- ["):
            self._take_option(number, line)
            return
        match = _DIRECTIVE.match(line)
        assert match is not None
        word, value = match[1], (match[2] or "").strip()
        written = Written(number, value)
        if word not in DIRECTIVES:
            self._reader.fault(number, f"expected one of {', '.join(DIRECTIVES)} before a colon, got {_shown(word)}")
        elif not value:
            self._reader.fault(number, f"{word}: expected something behind it")
        elif word in MOVES:
            self._moves.append(Move(word, written))
        elif word == "holds":
            self._claims.append(written)
        elif word == "look":
            self._refuse_second(self._look, written, word)
            self._look = written
        elif word == "compare":
            self._refuse_second(self._compared, written, word)
            self._compared = written
        elif word == "covers":
            self._refuse_second(self._covers, written, word)
            self._covers = written
        else:
            self._refuse_second(self._asked, written, word)
            self._asked = written

    def _refuse_second(self, first: Written | None, second: Written, word: str) -> None:
        if first is not None:
            self._reader.fault(second.line, f"{word} is given twice: it is in line {first.line}")

    def _take_option(self, number: int, line: str) -> None:
        condition = _CONDITION.search(line)
        if condition is not None:
            line = line[: condition.start()]
        match = _OPTION.match(line)
        if match is None:
            self._refuse_option(number, f"expected '- [ ] …' or '- [x] …', got {_shown(line)}")
        elif not match[2].strip():
            self._refuse_option(number, "the answer has no text")
        elif self._asked is None:
            self._refuse_option(number, "an answer stands before its question; expected a line 'ask: …' above it")
        else:
            self._options.append((match[1] != " ", Written(number, match[2].strip())))
            self._conditions.append(None if condition is None else Written(number, condition[1].strip()))

    def _refuse_option(self, number: int, text: str) -> None:
        """Tell what is wrong with an answer; of several, the first is enough."""
        if not self._has_bad_option:
            self._reader.fault(number, text)
        self._has_bad_option = True

    def _question(self) -> Asked | None:
        asked = self._asked
        covers = self._covers
        if asked is None:
            if covers is not None:
                self._reader.fault(covers.line, "covers: there is no question; expected a line 'ask: …'")
            return None
        first, _, rest = asked.text.partition(" ")
        if first in ("value", "loss"):
            if self._options:
                self._reader.fault(self._options[0][1].line, f"ask: {first} takes no answers to choose from")
            if first == "loss" and rest.strip():
                self._reader.fault(asked.line, f"ask: loss takes nothing behind it, got {_shown(rest.strip())}")
            if covers is not None:
                self._reader.fault(covers.line, f"covers: ask: {first} covers what it asks for; leave this line out")
            return Asked(first, Written(asked.line, rest.strip()))
        return self._choice(asked)

    def _choice(self, asked: Written) -> Asked | None:
        options = [written for _, written in self._options]
        right = [place for place, (is_right, _) in enumerate(self._options) if is_right]
        texts = [written.text for written in options]
        if self._has_bad_option:
            return None
        if not 2 <= len(options) <= len(LETTERS):
            self._reader.fault(
                asked.line,
                f"the question has {len(options)} answers; expected 2 to {len(LETTERS)} lines '- [ ] …' below it",
            )
        elif len(right) != 1:
            self._reader.fault(asked.line, f"expected one right answer, '- [x] …', got {len(right)}")
        elif len(set(texts)) < len(texts):
            self._reader.fault(asked.line, "two answers are the same")
        else:
            return Asked("choice", asked, tuple(options), right[0], tuple(self._conditions), self._covers)
        return None


def _shown(text: str) -> str:
    """Return a text as messages quote it."""
    return repr(text if len(text) <= 40 else f"{text[:39]}…")


def read_tour(name: str, text: str, folder: str = "") -> tuple[Tour | None, list[Fault]]:
    """Return the tour that a text tells as far as it can be read, and what is wrong with the text.

    Args:
        name: what it is called.
        text: the Markdown.
        folder: where its file is.
    """
    if not text.strip():
        return None, [Fault(1, "the file is empty")]
    if len(text.encode()) > MAX_BYTES:
        return None, [Fault(1, f"expected at most {MAX_BYTES:,} bytes, got {len(text.encode()):,}")]
    reader = _Reader(name, text, folder)
    tour = reader.tour()
    return tour, sorted(reader.faults, key=lambda fault: fault.line)
