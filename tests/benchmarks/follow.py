"""Thirty people follow one teacher on one machine: how far is each behind, and what does each cost?

    python -m tests.benchmarks.follow [30]

Every program is the real one in a pseudo-terminal of its own. What each writes is kept with the time at which it came,
and read by a terminal emulator afterwards, so that the emulator takes no time from what is measured. A screen is behind
from when the teacher's screen first showed a later step than it does.
"""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import struct
import subprocess
import sys
import tempfile
import termios
import time
from pathlib import Path
from statistics import mean, median

import pyte

SIZE = (24, 80)
GRID = 0.02
"""Seconds between two looks at how far a screen is behind."""
UNKNOWN = re.compile(rb"\x1b\[[<>=?][0-9;]*[a-zA-Z$]*|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1bP[^\x1b]*\x1b\\")
"""What the emulator does not know."""


class Person:
    """One program in a pseudo-terminal, and what it wrote when."""

    def __init__(self, arguments: list[str], state: str) -> None:
        self.master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", *SIZE, 0, 0))
        environment = {**os.environ, "TERM": "xterm-256color", "XDG_STATE_HOME": state, "XDG_CONFIG_HOME": state}
        command = [sys.executable, "-m", "xortui", *arguments]
        self.process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=environment, start_new_session=True
        )
        os.close(slave)
        self.begun = time.monotonic()
        self.written: list[tuple[float, bytes]] = []

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    @property
    def cpu(self) -> float:
        """Seconds of CPU so far."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def has_picture(self) -> bool:
        """Whether a whole picture has been written."""
        return sum(len(data) for _, data in self.written) > SIZE[0] * SIZE[1]

    @property
    def seconds_to_picture(self) -> float:
        """Seconds from its start to its first whole picture."""
        written = 0
        for when, data in self.written:
            written += len(data)
            if written > SIZE[0] * SIZE[1]:
                return when - self.begun
        raise ValueError("no picture has been written")

    def steps(self) -> list[tuple[float, int]]:
        """Return when which step was first on the screen, in the order of time."""
        screen = pyte.Screen(SIZE[1], SIZE[0])
        stream = pyte.ByteStream(screen)
        found = [(0.0, -1)]
        for when, data in self.written:
            stream.feed(UNKNOWN.sub(b"", data))
            told = re.search(r"step ([\d,]+) ", screen.display[0])
            step = int(told[1].replace(",", "")) if told else found[-1][1]
            if step != found[-1][1]:
                found.append((when, step))
        return found


def listen(people: list[Person], seconds: float) -> None:
    """Keep what everybody writes for a while, and answer what their programs ask the terminal."""
    end = time.monotonic() + seconds
    by_master = {person.master: person for person in people}
    while (left := end - time.monotonic()) > 0:
        for master in select.select(list(by_master), [], [], left)[0]:
            try:
                data = os.read(master, 1 << 16)
            except OSError:
                continue
            by_master[master].written.append((time.monotonic(), data))
            if b"\x1b[6n" in data or b"\x1b[5n" in data:
                os.write(master, b"\x1b[1;1R" * data.count(b"\x1b[6n") + b"\x1b[0n" * data.count(b"\x1b[5n"))


def listen_until_shown(people: list[Person]) -> None:
    """Listen until everybody has a whole picture, and a little longer."""
    while not all(person.has_picture for person in people):
        listen(people, 1.0)
    listen(people, 4.0)


def behind(
    follower: list[tuple[float, int]], teacher: list[tuple[float, int]], begin: float, end: float
) -> list[float]:
    """Return how many seconds a screen is behind, at moments a fiftieth of a second apart."""
    found = []
    when = begin
    while when < end:
        shown = [step for at, step in follower if at <= when][-1]
        place = [number for number, (at, step) in enumerate(teacher) if step == shown and at <= when]
        left = teacher[place[-1] + 1][0] if place and place[-1] + 1 < len(teacher) else when
        if not place:  # a step that the teacher's screen left out: behind from when it showed a later one
            later = [at for at, step in teacher if step > shown]
            left = later[0] if later else when
        found.append(max(when - left, 0.0))
        when += GRID
    return found


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30
    print(f"{count} followers, {os.cpu_count()} cores, load before {os.getloadavg()[0]:.1f}")
    with tempfile.TemporaryDirectory() as folder:
        path = f"{folder}/lecture.json"
        teacher = Person(["--session", path], folder)
        listen_until_shown([teacher])
        followers = [Person(["follow", path], folder) for _ in range(count)]
        everybody = [teacher, *followers]
        listen_until_shown(everybody)
        starts = sorted([person.seconds_to_picture for person in followers])
        used_at_start = mean([person.cpu for person in followers])
        print(
            f"all start at once: first picture after {median(starts):.1f} s (median), {starts[-1]:.1f} s (last), ",
            end="",
        )
        print(f"{used_at_start:.2f} s of CPU each")
        parts = [
            ("nothing happens", "", 1, 8.0),
            ("a step every second", "n", 8, 1.0),
            ("20 steps a second", "---" + " ", 1, 8.0),
            ("100 steps a second", "+" * 1, 1, 8.0),
            ("100,000 steps a second", "+" * 5, 1, 8.0),
            ("full speed", "+" * 1, 1, 8.0),
            ("paused after that", " ", 1, 6.0),
        ]
        measured = []
        for name, keys, times, seconds in parts:
            before = [person.cpu for person in everybody]
            begin = time.monotonic()
            for _ in range(times):
                teacher.press(keys) if keys else None
                listen(everybody, seconds)
            end = time.monotonic()
            spent = [(person.cpu - used) / (end - begin) for person, used in zip(everybody, before, strict=True)]
            measured.append((name, begin, end, spent, os.getloadavg()[0]))
        for person in everybody:
            person.process.terminate()
        for person in everybody:
            person.process.wait(10)
        shown = teacher.steps()
        screens = [person.steps() for person in followers]
    print(f"{'':24}{'behind: median':>16}{'most':>8}{'CPU of each':>14}{'of teacher':>12}{'load':>7}")
    for name, begin, end, spent, load in measured:
        late = [behind(screen, shown, begin, end) for screen in screens]
        middle = median([second for each in late for second in each])
        most = max(max(each) for each in late)
        cost = f"{mean(spent[1:]):.1%}"
        print(f"{name:24}{middle:>14.2f} s{most:>6.2f} s{cost:>14}{spent[0]:>12.1%}{load:>7.1f}")
    print(f"the last step of the teacher {shown[-1][1]:,}; of the followers {sorted({s[-1][1] for s in screens})}")


if __name__ == "__main__":
    main()
