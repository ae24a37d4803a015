"""Random keys, bursts, pastes, mouse events and sizes in the real program, beside a headless one that does the same.

    XORTUI_EVENTS=20000 python -m pytest -n0 tests/terminal/test_random_events.py

The headless one is the workbench over a debugger, without any screen: it gets the commands one by one, the program
gets their keys in bursts. At the end of every seed all the text on the screen must be what a program that opens
where the headless one stands shows.
"""

from __future__ import annotations

import asyncio
import os
import random
import re
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path

import pytest

from tests.commands.benches import answered, bench_of, is_on, obey
from tests.terminal.pseudo_terminal import NAMED, PATIENCE, Terminal
from xortui.commands.editing import VALUE, undo
from xortui.commands.keeping import BOOKMARK
from xortui.commands.layout import PANES
from xortui.commands.looking import NAME
from xortui.commands.moving import POSITION
from xortui.commands.question import Question
from xortui.commands.stopping import add_breakpoint, add_watch, remove_breakpoints, remove_watches
from xortui.commands.table import COMMANDS
from xortui.debugger import Debugger
from xortui.render.palettes.depth import Depth
from xortui.ui.abilities import Abilities
from xortui.ui.app import XortuiApp
from xortui.ui.screens.main import PANE_CLASSES, QUITS

EVENTS = int(os.environ.get("XORTUI_EVENTS", "2000"))
SEEDS = 20
ESCAPE = "\x1b[27u"
"""Escape as terminals with the kitty protocol write it: the bare one is only told from alt by a pause behind it."""
SIZES = ((80, 24), (80, 24), (120, 40), (60, 18), (40, 12), (100, 30), (200, 60))
SMALL = ((1, 1), (2, 1), (1, 9), (4, 9), (8, 24), (39, 40), (200, 3), (30, 5))
QUIET = 0.2
"""Seconds without a byte after which nothing more is taken to come."""
MAX_WAITING = 200.0
"""Seconds after which a program that still paints has not done what it was to do."""
MAX_MEMORY = 120.0
MAX_GROWTH = 20.0
"""Megabytes that the program may have, and may have more at the end than after the first seed."""

WITHOUT_MACHINE_CODE = """
import sys
from xortui.cli import main
from xortui.core.machine.workshop import close

close()
sys.exit(main())
"""
"""Whether numba is installed, and how much memory LLVM takes, must not decide how much the program is seen to take."""

INSIDE = ("down", "up", "pagedown", "pageup", "x", "5", "tab", "home", "\x7f", "\x01", "right")
MOVES = {
    "s": ("operation", False), "S": ("operation", True), "right": ("operation", False), "left": ("operation", True),
    "n": ("sample", False), "N": ("sample", True), "e": ("epoch", False), "E": ("epoch", True),
    "down": ("parameter", False), "up": ("parameter", True), "pagedown": ("page", False), "pageup": ("page", True),
    "u": ("unfold", False), "U": ("unfold", True), "]": ("factor", False), "[": ("factor", True),
    "l": ("scale", False), "m": ("map", False), "M": ("map", True), "o": ("break_here", False),
    "f": ("fork", False), "F": ("fork", True), "r": ("rewind", False), "-": ("pace", True),
}  # fmt: skip
LIKELY = "sssnnneeeSSNNE"
WATCHED = ("loss", "w5 * h1", "dC/dw3", "h1 > 0.5")
CONDITIONS = ("loss < 0.01", "h1 > 0.9", "op 12", "sign(w4) changed", "nonsense <")
ANSWERS = {
    POSITION: ("g", ("7", "478", "3.12", "e12", "e300", "0", "1600.45", "dip", "nonsense", "1.99", "")),
    VALUE: ("v", ("w5 = 0.25", "w1=-1", "b3 = 0", "eta = 0.3", "w99 = 1", "w5", "h1 = 3")),
    NAME: ("/", ("w5", "b2", "h2", "zz", "")),
    BOOKMARK: ("k", ("dip", "top", "")),
}


class Headless:
    """Does what the keys say, one command after the other."""

    def __init__(self) -> None:
        self.debugger = Debugger()
        self.bench = bench_of(self.debugger)

    def command(self, name: str, *, back: bool) -> None:
        if is_on(self.bench, name, back=back):
            obey(self.bench, name, back=back)

    def answers(self, question: Question, text: str) -> bool:
        """Give an answer; return whether it was one."""
        try:
            answered(self.bench, question, text)
        except ValueError:
            return False
        return True


class Session:
    """The real program and the headless one, side by side."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal
        self.headless = Headless()
        self.random = random.Random()
        self.log: list[str] = []
        self.count = 0
        self.mark = 0
        self.size = (120, 40)

    # What the program is given

    def send(self, *keys: str) -> None:
        """Write keys, and all else that a terminal sends, in one piece."""
        self.count += len(keys)
        self.log.append(" ".join(map(repr, keys)))
        self.terminal.child.send("".join(NAMED.get(key, key) for key in keys))
        self.terminal.read(0)

    def resize(self, columns: int, lines: int) -> None:
        if self.size == (columns, lines):
            return  # the program would not be told
        self.count += 1
        self.log.append(f"{columns}×{lines}")
        self.size = (columns, lines)
        self.terminal.resize(columns, lines)

    def quiet(self) -> None:
        """Read until nothing more comes, and the program has answered if it can."""
        end = time.monotonic() + PATIENCE
        while self.terminal.read(QUIET) and time.monotonic() < end:
            pass

    def until(self, is_so: Callable[[], bool], what: str) -> None:
        """Read until something is so: as long as the program paints, it is on its way, however slow the machine."""
        begun = time.monotonic()
        heard = begun
        while not is_so():
            assert self.terminal.child.isalive(), f"it has ended; {self.story()}"
            now = time.monotonic()
            assert now < min(heard + PATIENCE, begun + MAX_WAITING), f"{what}; {self.story()}"
            if self.terminal.read():
                heard = now

    def story(self) -> str:
        wanted = self.headless.debugger.position
        return f"the headless one is at {wanted}, after …{self.log[-40:]}, and the screen shows\n{self.terminal.text}"

    @property
    def position(self) -> tuple[int, int] | None:
        found = re.search(r"step ([\d,]+)(?: op (\d+)/)?", self.terminal.text.split("\n")[0])
        return (int(found[1].replace(",", "")), int(found[2] or 0)) if found else None

    def sync(self) -> None:
        """Have all that was sent be done, and see that the program stands where the headless one does."""
        self.catch_up()
        self.until(lambda: self.position == self.headless.debugger.position, "it is elsewhere")

    def catch_up(self) -> None:
        """Have all that was sent be done: what is typed behind it stands in the prompt."""
        self.mark += 1
        self.send("g", *f"sync{self.mark}")
        self.until(lambda: f"sync{self.mark}" in self.terminal.text, "keys are lost")
        self.send(ESCAPE)
        self.until(lambda: f"sync{self.mark}" not in self.terminal.text, "the prompt stays")

    # Kinds of events

    def burst(self) -> None:
        keys = [self.random.choice(LIKELY if self.random.random() < 0.5 else list(MOVES)) for _ in range(self.few())]
        for key in keys:
            name, back = MOVES[key]
            self.headless.command(name, back=back)
        self.send(*keys)

    def few(self) -> int:
        return self.random.choice((1, 1, 2, 3, 5, 9))

    def answer(self) -> None:
        question = self.random.choice(list(ANSWERS))
        if question is VALUE and len(self.headless.debugger.forks) > 7:
            return
        key, texts = ANSWERS[question]
        text = self.random.choice(texts)
        if self.random.random() < 0.15:
            self.send(key, text, ESCAPE)
            return
        typed = [f"\x1b[200~{text}\x1b[201~"] if self.random.random() < 0.2 else list(text)
        is_answer = self.headless.answers(question, text)
        self.send(key, *typed, "enter", *(() if is_answer else (ESCAPE,)))
        if self.random.random() < 0.5:
            self.burst()

    def dialog(self) -> None:
        bench, debugger = self.headless.bench, self.headless.debugger
        if self.random.random() < 0.5:
            if len(debugger.breakpoints) > 3:
                remove_breakpoints(bench)
                self.send("B")
                return
            text = self.random.choice(CONDITIONS)
            try:
                debugger.breakpoints.check(text)
            except ValueError:
                self.send("b", *text, "enter", ESCAPE)
            else:
                add_breakpoint(bench, text)
                self.send("b", *text, "enter")
        elif offered := [text for text in WATCHED if text not in [watch.text for watch in debugger.watches]]:
            text = self.random.choice(offered)
            add_watch(bench, text)
            self.send("w", *text, "enter")
        else:
            remove_watches(bench)
            self.send("W")

    def look_and_leave(self) -> None:
        """Open something, press keys in it, and leave; sometimes while the size changes."""
        opened, text = self.random.choice(
            (("?", "╭"), ("i", "╭"), ("b", "╭"), ("w", "╭"), ("ctrl+p", "Search for"), ("ctrl+p", "Search for"))
        )
        if self.random.random() < 0.2:
            self.sync()
            self.send(opened)
            self.until(lambda: text in self.terminal.text, "it does not open")
            for size in (self.random.choice(SMALL), self.random.choice(SIZES)):
                self.resize(*size)
                self.quiet()
                self.send(
                    *(self.random.choice(("down", "up", "pagedown", "pageup", "home")) for _ in range(self.few()))
                )
            self.until(lambda: text in self.terminal.text, "it is gone")
        else:
            self.send(opened)
        self.send(*(self.random.choice(INSIDE) for _ in range(self.few())))
        if self.random.random() < 0.1:
            self.quiet()
            self.send("escape")
            self.quiet()
        else:
            self.send(ESCAPE)
        if self.random.random() < 0.5:
            self.burst()

    def palette(self) -> None:
        description = COMMANDS["operation"].forth.description
        self.headless.command("operation", back=False)
        self.send("ctrl+p", *description, "enter")

    def mouse(self) -> None:
        columns, lines = self.size
        x, y = self.random.randint(1, columns), self.random.randint(2, max(lines, 2))
        kind = self.random.randrange(4)
        if kind == 0:  # a flood
            self.send(*(f"\x1b[<35;{self.random.randint(1, columns)};{y}M" for _ in range(40)))
        elif kind == 1:  # the wheel
            self.send(*[f"\x1b[<{self.random.choice((64, 65))};{x};{y}M"] * self.few())
        elif kind == 2:  # a drag, from a pane to the status line: it chooses nothing
            self.send(f"\x1b[<0;{x};{y}M", f"\x1b[<32;{x};1M", f"\x1b[<0;{x};1m", "y")
        else:  # a click where there is nothing to choose, and beyond the screen
            self.send(f"\x1b[<0;{x};1M", f"\x1b[<0;{x};1m", f"\x1b[<35;{columns + 5};{lines + 5}M")

    def window(self) -> None:
        """Another window for a while, or another size."""
        if self.random.random() < 0.3:
            self.send("\x1b[O", *(["s"] * 2), "\x1b[I")
            self.headless.command("operation", back=False)
            self.headless.command("operation", back=False)
            return
        self.sync()
        if self.random.random() < 0.4:
            self.resize(*self.random.choice(SMALL))
            self.quiet()
            self.mouse()
            self.send("ctrl+p", "x", ESCAPE)
            self.quiet()
        if self.random.random() < 0.3:
            for _ in range(5):
                self.resize(self.random.randint(40, 200), self.random.randint(12, 60))
        self.resize(*self.random.choice(SIZES))
        self.until(lambda: self.position is not None, "it is not painted")

    def panes(self) -> None:
        self.send(*(self.random.choice(("tab", "shift+tab", "z")) for _ in range(self.few())))

    def undo(self) -> None:
        if is_on(self.headless.bench, "edit", back=True):
            undo(self.headless.bench)
        self.send("V")

    def run(self) -> None:
        """Run freely, and stop; or go elsewhere in the midst of it. Where it has come to is read from the screen."""
        headless = self.headless
        self.sync()
        if not is_on(headless.bench, "run", back=False):
            return
        self.send("space")
        self.terminal.read(self.random.choice((0.05, 0.3)))
        if QUITS not in self.terminal.text:  # it does not run, and would end
            self.send("\x03")
            # On a busy machine it may not have begun to run, and shows that it pauses.
            self.until(lambda: QUITS in self.terminal.text, "ctrl+c says nothing")
        self.until(lambda: "‖" in self.terminal.text.split("\n")[0], "ctrl+c does not pause")
        self.quiet()
        position = self.position
        assert position is not None, self.story()
        obey(headless.bench, "run", back=False)
        if position != headless.debugger.position:  # else it has not run: nothing more of the loss is shown
            headless.debugger.go_to(f"{position[0]}.{position[1]}" if position[0] else "0")
        headless.bench.playback.pause()
        if self.random.random() < 0.5:
            # Nobody knows how far it runs before the prompt stops it; where what has been run ends is said here.
            self.send("space", "g", *"20000", "enter", "g", *"e9", "enter", "s")
            obey(headless.bench, "run", back=False)
            headless.bench.playback.pause()
            headless.answers(POSITION, "20000")
            headless.answers(POSITION, "e9")
            headless.command("operation", back=False)

    # What is held against the headless one

    def compare(self) -> None:
        """See that all the text on the screen is that of a program opened where the headless one stands."""
        self.send(ESCAPE, ESCAPE, "down", "up", "s")
        for name, back in (("parameter", False), ("parameter", True), ("operation", False)):
            self.headless.command(name, back=back)
        self.sync()
        self.quiet()
        shown = self.terminal.text.split("\n")
        wrong: list[str] = []
        for text in self.possible():
            lines = text.split("\n")
            differing = [f"{was}\n  not {wanted}" for was, wanted in zip(shown, lines, strict=True) if was != wanted]
            if not differing:
                return
            wrong = min(wrong or differing, differing, key=len)
        raise AssertionError("the screen is none that can be; shown are\n" + "\n".join([*wrong, self.story()]))

    def likely(self) -> list[tuple[str, bool]]:
        """Return every pane, and whether it is zoomed, those first that the screen shows alone."""
        shown = self.terminal.text
        titled = [pane for pane in PANES if PANE_CLASSES[pane].title in shown]
        is_alone = len(titled) == 1

        def is_unlikely(choice: tuple[str, bool]) -> tuple[bool, bool]:
            pane, is_zoomed = choice
            return pane not in titled, is_zoomed != is_alone

        return sorted(product(PANES, (False, True)), key=is_unlikely)

    def possible(self) -> Iterator[str]:
        """Return what the screen may be, for every pane that may be looked at."""
        layout = replace(self.headless.bench.layout, is_comparing=False)
        for pane, is_zoomed in self.likely():
            app = XortuiApp(
                self.headless.debugger,
                Abilities(Depth.PALETTE),
                replace(layout, pane=pane, is_zoomed=is_zoomed),
            )
            yield asyncio.run(text_of(app, self.size))


async def text_of(app: XortuiApp, size: tuple[int, int]) -> str:
    """Return what an app shows."""
    async with app.run_test(size=size) as pilot:
        await pilot.pause()
        await pilot.pause()
        return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


def megabytes(terminal: Terminal) -> float:
    pages = int(Path(f"/proc/{terminal.child.pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


KINDS = (
    *[Session.burst] * 10, *[Session.answer] * 4, *[Session.panes] * 3, *[Session.mouse] * 3, Session.dialog,
    *[Session.look_and_leave] * 2, Session.palette, Session.window, Session.undo, Session.run,
)  # fmt: skip


@pytest.mark.parametrize("share", [0, 1])
def test_nothing_breaks_it_and_it_shows_what_a_headless_one_computes(share: int, tmp_path: Path) -> None:
    memory = []
    command = [sys.executable, "-c", WITHOUT_MACHINE_CODE]
    with Terminal(environment={"TMPDIR": str(tmp_path)}, columns=120, lines=40, command=command) as terminal:
        terminal.settled("Weights", "Decision map")  # with all that is loaded late
        session = Session(terminal)
        for seed in range(share, SEEDS, 2):
            session.random = random.Random(seed)
            session.log = [f"seed {seed}"]
            session.count = 0
            session.headless.command("rewind", back=False)
            session.send("r")
            while session.count < EVENTS // SEEDS:
                session.random.choice(KINDS)(session)
            session.compare()
            session.resize(80, 24)
            session.until(lambda: session.position is not None, "it is not painted")
            session.compare()
            memory.append(megabytes(terminal))
            assert memory[-1] < MAX_MEMORY, memory
            assert not list(tmp_path.glob("xortui-*.txt")), session.story()
        print("megabytes after each seed:", *map(round, memory))
        assert memory[-1] < memory[0] + MAX_GROWTH, memory
        terminal.press("q")
        assert terminal.status() == 0
