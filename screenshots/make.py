"""Makes the pictures the README uses: the real program at a fixed size, after the keys given here.

python screenshots/make.py
"""

from __future__ import annotations

import asyncio
from pathlib import Path

from xortui.debugger import Debugger
from xortui.ui.app import XortuiApp


def typed(text: str) -> list[str]:
    """Return the keys of a command and its answer."""
    return [*({"=": "equals_sign"}.get(letter, letter) for letter in text), "enter"]


PICTURES = {
    # name: (problem, columns, lines, keys)
    "main": ("xor", 80, 24, ["g", "2", "full_stop", "2", "0", "enter", "down", "down"]),
    "large": (
        "xor",
        120,
        40,
        ["g", "e", "9", "0", "0", "enter", "g", "e", "6", "0", "0", "enter", *["s"] * 19],
    ),
    "mazur": ("mazur", 100, 30, ["n", "u", "down"]),
    "compare": ("xor", 100, 26, [*typed("ge900"), *typed("vw5=1"), *typed("ge1040"), "d"]),
}


async def make(name: str) -> None:
    """Press the keys and save what is seen."""
    problem, columns, lines, keys = PICTURES[name]
    app = XortuiApp(Debugger(problem))
    async with app.run_test(size=(columns, lines)) as pilot:
        await pilot.press(*keys)
        await pilot.pause()
        picture = app.export_screenshot(title="xortui", simplify=True)
    Path(__file__).with_name(f"{name}.svg").write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    for picture_name in PICTURES:
        asyncio.run(make(picture_name))
