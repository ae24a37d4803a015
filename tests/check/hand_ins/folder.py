"""Hand-ins that lie in a folder, with or without what is expected of them."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.check.hand_ins.hand_in import HandIn


@dataclass(frozen=True)
class Filed:
    """A file to check, and what is expected of it, if anybody knows."""

    name: str
    path: Path
    expected: dict[str, Any] | None


def read(folder: Path) -> list[Filed]:
    """Every Python file of a folder, with the JSON file beside it."""
    found = []
    for path in sorted(folder.glob("*.py")):
        if path.name == "__init__.py":
            continue
        beside = path.with_suffix(".json")
        expected = json.loads(beside.read_text()) if beside.exists() else None
        found.append(Filed(name=path.name, path=path, expected=expected))
    return found


def write(hand_ins: Iterable[HandIn], folder: Path) -> list[Filed]:
    """Write hand-ins into a folder, each with what is expected beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    found = []
    for number, hand_in in enumerate(hand_ins):
        path = folder / f"{number:04}.py"
        path.write_text(hand_in.source)
        expected = hand_in.expected.as_json()
        path.with_suffix(".json").write_text(json.dumps({**expected, "note": hand_in.name}, indent=1))
        found.append(Filed(name=f"{path.name} {hand_in.name}", path=path, expected=expected))
    return found
