"""Own names: what somebody's file calls the parameters, whole arrays and single numbers, as a person types them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import takewhile
from typing import NamedTuple

from xortui.core.spelling import MAX_SHOWN_LENGTH
from xortui.language.phrase import phrase

MAX_LISTED = 3
"""Names that are listed one by one at the most."""
MAX_COMPLETED = 400
"""Single numbers that are offered for completing what is typed at the most."""
_PATH = r"[^\W\d]\w*(?:\.[^\W\d]\w*|\[[^\[\]\n]{0,40}\])*"
"""What leads to an array or a number in a file: W1, self.w_ih[0, 1], params["W1"][0][1]."""
_NAMED = re.compile(
    rf"(?P<of>[∂d][^\W\d]\w*/[∂d])(?P<by>{_PATH})"
    rf"|(?P<kept>Σg|ḡ|ĝ|sumg|gbar|ghat|mhat|vhat|[A-Za-z]\u0302?)\((?P<parameter>{_PATH})\)"
    rf"|(?P<path>{_PATH})"
)
_PART = re.compile(r"\.?(?P<word>[^\W\d]\w*)|\[(?P<index>[^\[\]]*)\]")
_WORD = re.compile(r"[∂d]?(?P<name>[^\W\d∂]\w*)(?![\w.\[(])")
_ANY = (":", "*")
"""Stand for every place in a row or a column."""

Parts = tuple[str, ...]
"""A path taken apart: ('self', 'w_ih', '0', '1')."""


class Meant(NamedTuple):
    """What is meant by a name of the file that stands in a text."""

    text: str
    """As it was typed."""
    names: tuple[str, ...]
    """The values of the program: one, or one for each number of an array."""


@dataclass(frozen=True)
class OwnNames:
    """What a file calls the parameters. Where the program has the same name for something, that is meant."""

    arrays: Mapping[str, str]
    """Parameter → what holds it in the file: 'w1' → 'W1'."""
    cells: Mapping[str, str]
    """Parameter → its own name in the file, of those of which it is known: 'w1' → 'W1[0, 0]'."""
    taken: Collection[str] = frozenset()
    """Names that mean something else in what is typed: those of the program, and words such as loss."""
    file: str = ""
    """What the file is called."""

    def __bool__(self) -> bool:
        """Say whether the file has names of its own."""
        return bool(self.arrays)

    def at(self, text: str, place: int) -> Meant | None:
        """Return what is meant by the name of the file that begins at a place of a text; None if none does.

        Raises:
            ValueError: if it is a place in an array that there is not, or nothing that the file learns.
        """
        match = _NAMED.match(text, place) if self.arrays else None
        if match is None:
            return None
        path = match["by"] or match["parameter"] or match["path"]
        parameters = self.parameters(path)
        if not parameters:
            if match["path"] is not None and path.isidentifier():
                return None
            self._refuse(path)
            return None
        if match["of"]:
            names = [f"{match['of']}{name}" for name in parameters]
        elif match["kept"]:
            names = [f"{match['kept']}({name})" for name in parameters]
        else:
            names = list(parameters)
        return Meant(match[0], tuple(names))

    def meant(self, typed: str) -> tuple[str, ...]:
        """Return the values of the program that are meant by a name of the file; none if it is not one.

        Raises:
            ValueError: if it is a place in an array that there is not.
        """
        typed = typed.strip()
        found = self.at(typed, 0)
        return found.names if found is not None and found.text == typed else ()

    def in_program(self, typed: str) -> str:
        """Return the program's name for one of the file, or else what was typed.

        Raises:
            ValueError: if it is an array of several numbers, or a place in one that there is not.
        """
        names = self.meant(typed)
        if len(names) > 1:
            raise ValueError(self.several(typed.strip(), names))
        return names[0] if names else typed

    def several(self, typed: str, names: Sequence[str]) -> str:
        """Return the line that one number is wanted, and an array was typed."""
        parameters = self.parameters(typed)
        example = self.cell(parameters[0]) if parameters else names[0]
        listed = ", ".join(names) if len(names) <= MAX_LISTED else f"{names[0]} … {names[-1]}"
        return phrase(
            "{typed} is {count} numbers here, {listed}: name one of them, such as {example}",
            typed=typed[:MAX_SHOWN_LENGTH],
            count=len(names),
            listed=listed,
            example=example,
        )

    def cell(self, parameter: str) -> str:
        """Return what the file calls a parameter, W1[0,0]; its own name here if that is not known."""
        return self.cells.get(parameter, parameter).replace(", ", ",")

    def parameters(self, path: str) -> tuple[str, ...]:
        """Return the parameters at the end of a path, a whole array or a part of it; none if it leads to none."""
        return () if path in self.taken else self._led_to(_parts(path))

    def _led_to(self, typed: Parts) -> tuple[str, ...]:
        """Return the parameters at the end of a path, whatever its name means elsewhere; none if it leads to none."""
        for skipped in range(_words_before_the_last(typed) + 1):
            for dropped in range(self._longest_beginning + 1):
                found = self._within(typed[skipped:], dropped)
                if found:
                    return found
        return ()

    def remark(self, text: str) -> str:
        """Return what to know of a name in a text that the file has for something else; '' if there is none."""
        for match in _WORD.finditer(text):
            for name in (match[0], match["name"]):
                theirs = self._of_the_same_name(name)
                if theirs and theirs != (name,):
                    return phrase(
                        "here, {name} is xortui's name: {own} in {file}; the array {name} of {file} is {theirs}",
                        name=name,
                        own=self.cell(name) if name in self.cells else self.arrays[name],
                        file=self.file,
                        theirs=theirs[0] if len(theirs) == 1 else f"{theirs[0]} … {theirs[-1]}",
                    )
        return ""

    @property
    def completions(self) -> tuple[str, ...]:
        """The names that somebody may want to type: arrays, their gradients, and single numbers if they are few."""
        arrays = [name for name in dict.fromkeys(self.arrays.values()) if name not in self.taken]
        found = [*arrays, *(f"∂C/∂{name}" for name in arrays)]
        if len(self.cells) <= MAX_COMPLETED:
            found += [self.cell(name) for name in self.cells]
        return tuple(dict.fromkeys(name for name in found if name not in self.taken))

    def _of_the_same_name(self, name: str) -> tuple[str, ...]:
        """Return the parameters that the file calls by a name of the program; none if it calls none so."""
        if name not in self.taken or name not in self.arrays:
            return ()
        return tuple([parameter for parameter, called in self.arrays.items() if called == name])

    def _refuse(self, path: str) -> None:
        """Refuse a path that leads to no parameter, where one can be meant.

        Raises:
            ValueError: if it begins as one of the file's, or can be nothing else.
        """
        typed = _parts(path)
        for kept in range(len(typed) - 1, 0, -1):
            words = tuple(takewhile(lambda part: not part[:1].isdigit(), typed[:kept]))
            found = self._led_to(words) if words else ()
            if found:
                raise ValueError(
                    phrase(
                        "{array} has no {path}: it goes from {first} to {last}",
                        path=path[:MAX_SHOWN_LENGTH],
                        array=self._as_written(found[0], words[-1]),
                        first=self.cell(found[0]),
                        last=self.cell(found[-1]),
                    )
                )
        if not path.isidentifier():
            names = ", ".join(dict.fromkeys(self.arrays.values()))
            raise ValueError(
                phrase(
                    "{file} does not learn {path}; it learns {names}",
                    path=path[:MAX_SHOWN_LENGTH],
                    file=self.file,
                    names=names,
                )
            )

    def _as_written(self, parameter: str, word: str) -> str:
        """Return the path of a parameter as the file writes it, as far as a word of it: params["out"]."""
        written = self.cells.get(parameter, self.arrays[parameter])
        for match in _PART.finditer(written):
            if word in _parts(match[0]):
                return written[: match.end()]
        return word

    def _within(self, typed: Parts, dropped: int) -> tuple[str, ...]:
        """Return the parameters whose paths begin with some parts, but for a number of them at their beginning."""
        left = [(name, parts[dropped:]) for name, parts in self._paths if len(parts) - dropped >= len(typed)]
        for place, part in enumerate(typed):
            if part in _ANY:
                continue
            if part.startswith("-") and part[1:].isdigit():
                numbers = [int(parts[place]) for _, parts in left if parts[place].isdigit()]
                part = str(max(numbers, default=0) + 1 - int(part[1:]))
            left = [(name, parts) for name, parts in left if parts[place] == part or parts[place] in _ANY]
        return tuple([name for name, _ in left])

    @cached_property
    def _paths(self) -> list[tuple[str, Parts]]:
        """Each parameter with its paths, that of its own and that of what holds it."""
        found = [(name, _parts(cell)) for name, cell in self.cells.items()]
        found += [(name, _parts(called)) for name, called in self.arrays.items() if name not in self.cells]
        return found

    @cached_property
    def _longest_beginning(self) -> int:
        """How many parts a person may leave out at the beginning of a path."""
        return max((_words_before_the_last(parts) for _, parts in self._paths), default=0)


def _words_before_the_last(parts: Parts) -> int:
    """Return how many parts stand before the last word of a path."""
    words = [place for place, part in enumerate(parts) if part[:1].isalpha() or part[:1] == "_"]
    return words[-1] if words else 0


def _parts(path: str) -> Parts:
    """Return a path taken apart; a key of a dict is a word, and W1[0, 1] and W1[0][1] are the same."""
    return tuple(_all_parts(path))


def _all_parts(path: str) -> Iterator[str]:
    for match in _PART.finditer(path):
        if match["word"] is not None:
            yield match["word"]
        else:
            for index in match["index"].split(","):
                yield index.strip().strip("'\"")


NO_OWN_NAMES = OwnNames({}, {})
