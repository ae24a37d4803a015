"""Programs that are right, each in a style of its own."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from tests.check.hand_ins.generator import faultless
from tests.check.hand_ins.hand_in import Expected, HandIn
from tests.check.hand_ins.probes import PROBES

FOLDER = Path(__file__).parent / "right"

COUNT = 60
"""How many there are: those in the folder, and the rest generated."""


def written_by_hand() -> Iterator[HandIn]:
    """The programs in the folder."""
    for path in sorted(FOLDER.glob("*.py")):
        parameters = dict.fromkeys(PROBES[path.stem].parameters, "right")
        expected = Expected(verdict="right", parameters=parameters, mistakes=())
        yield HandIn(name=path.stem, source=path.read_text(), expected=expected)


def right() -> Iterator[HandIn]:
    """All of them."""
    by_hand = list(written_by_hand())
    yield from by_hand
    yield from islice(faultless(), 0, 2 * (COUNT - len(by_hand)), 2)
