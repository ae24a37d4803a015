"""A file that is written line by line, with mistakes planted at known lines."""

from collections.abc import Iterable

from tests.check.hand_ins.hand_in import Mistake


class NoPlaceError(Exception):
    """The shape has no place for this mistake."""


class Sheet:
    """The lines written so far, and where the mistakes are.

    A shape asks `planted` while it composes a line. The mistakes that it asked for are then found at
    the next line that is added.
    """

    def __init__(self, mistakes: Iterable[Mistake]) -> None:
        self.mistakes = tuple(mistakes)
        self.lines_of: dict[Mistake, list[int]] = {}
        self.lines_beside: dict[Mistake, list[int]] = {}
        self.asked_for: dict[Mistake, None] = {}
        self._lines: list[str] = []
        self._asked: list[Mistake] = []

    def wants(self, mistake: str, layer: int) -> bool:
        """Whether this mistake is to be planted, without saying that this is the place."""
        return Mistake(mistake, layer) in self.mistakes

    def planted(self, mistake: str, layer: int) -> bool:
        """Whether this mistake is to be planted in the line that is added next."""
        self.asked_for[Mistake(mistake, layer)] = None
        if not self.wants(mistake, layer):
            return False
        self._asked.append(Mistake(mistake, layer))
        return True

    def asks(self, mistake: str, layer: int) -> None:
        """Say that this mistake has a place here, although the lines are composed elsewhere then."""
        self.asked_for[Mistake(mistake, layer)] = None

    def add(self, text: str = "", indent: int = 0) -> int:
        """Add a line, and return its number."""
        self._lines.append(("    " * indent + text).rstrip())
        number = len(self._lines)
        for mistake in self._asked:
            self.also(mistake, number)
        self._asked.clear()
        return number

    def add_all(self, text: str, indent: int = 0) -> None:
        """Add several lines."""
        for line in text.strip("\n").split("\n"):
            self.add(line, indent)

    def also(self, mistake: Mistake, line: int) -> None:
        """Say that a mistake shows in this line too."""
        lines = self.lines_of.setdefault(mistake, [])
        if line not in lines:
            lines.append(line)

    def beside(self, mistake: Mistake, line: int) -> None:
        """Say that this line is as good to be told of a mistake, although that does not stand in it."""
        if mistake in self.mistakes:
            self.lines_beside.setdefault(mistake, []).append(line)

    def source(self) -> str:
        """The whole file.

        Raises:
            NoPlaceError: A mistake found no place.
        """
        for mistake in self.mistakes:
            if mistake not in self.lines_of:
                raise NoPlaceError(f"{mistake.id} in layer {mistake.layer}")
        return "\n".join(self._lines) + "\n"
