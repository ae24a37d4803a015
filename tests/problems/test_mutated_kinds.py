"""Problem files and tables of every kind, damaged at random places: read, or refused in one line with status 2.

Five hundred of them from a fixed seed; XORTUI_MUTATIONS=20000 tries as many.
"""

from __future__ import annotations

import io
import os
import random
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

from xortui.cli import main

COUNT = int(os.environ.get("XORTUI_MUTATIONS", "500"))
SHARES = 4
"""Tests that share them, so that processes can."""
NOTE = "xortui: note: "
PROBLEM = """\
[network]
layers = [2, 2, 1]
activations = ["tanh", "sigmoid"]
loss = "binary-cross-entropy"
[training]
update = 2
weight_decay = 0.1
[start]
rows = "outputs"
biases = "last-column"
weights = [[[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], "w.csv"]
[names]
parameters = { w1 = "W11", w2 = "W12" }
units = { h1 = "V1", C = "E" }
[data]
file = "points.csv"
x = ["height*", "!heightless"]
y = "club"
classes = ["no", "yes"]
separator = ";"
decimal = ","
encoding = "utf-8"
first_line = 2
missing = "mean"
missing_as = ["-200"]
samples = 5
scaling = "standard"
codes = { height2 = ["low", "high"] }
[[published]]
at = "2"
values = { V1 = "0.59", "dE/dW11" = "0.08", "mean J" = "0.7" }
learnt = [[["1", "2", "3"], ["4", "5", "6"]], [["7", "8", "9"]]]
[[errata]]
at = "1"
quantity = "V1"
printed = "0.29"
cause = "a slip"
[[errata]]
at = "1"
quantity = "dE/dW11"
printed = "0.29"
cause = "rounded"
variant = { rounded = { V1 = 2, backward = 3 } }
"""
TABLE = """\
Measured in May
height1;height2;heightless;club
1,5;low;3;no
1,9;high;4;yes
-200;high;5;yes
1.234,5;low;;no
;;;
"""
WEIGHTS = "7;8;9\n"
PIECES = (
    *("true", "inf", "nan", "-1", "0", "1e400", "[]", "{}", '"b1"', "[[1]]", "2020-01-01", "=", "]", ",", ";", "\t"),
    *("\x00", "\ufeff", "\r", '"', "'", "\n", "é", "∂", "9" * 30, "x" * 200, "_", "#", "e9", "*", "!", "?", "|", " "),
    *("last-row", "skip", "median", "minmax", "gb18030", "base64", "NA", "1,234", "1.234", "W11", "dE/dO", "forward"),
)


def damaged(draw: random.Random, text: str) -> bytes:
    """Return a text with one to three pieces replaced, and sometimes in another encoding or with bytes of none."""
    for _ in range(draw.randint(1, 3)):
        start = draw.randint(0, len(text))
        end = min(start + draw.randint(0, 12), len(text))
        text = text[:start] + draw.choice(PIECES) + text[end:]
    raw = text.encode("utf-8", "surrogatepass")
    return draw.choice([raw, raw, raw, raw, raw, text.encode("utf-16", "replace"), raw + b"\xff", raw[::-1]])


VALUES = (
    *("true", "1", "-3", "0.5", "nan", "-inf", "1979-05-27", '"w1"', '""', "9" * 30, "[]", "{}", "[1, 2]", '["a"]'),
    *('"skip"', '"median"', '"minmax"', '"tab"', '","', '"."', '"latin-1"', '"base64"', '"\\u0000"', '["*"]', '["!*"]'),
    *('"w.csv"', '"points.csv"', '"none.npz"', "[[[1, 2, 3], [4, 5, 6]], [[7, 8, 9]]]", "[[1]]", '[["1"]]', "[[]]"),
    *('"last-row"', '"first-column"', "{ w1 = 3 }", '{ w1 = "w2" }', '{ x = "standard" }', "{ h1 = 3 }", "{ y = 2 }"),
    *('["no", "yes"]', '["0", "1"]', "[0, 1]", '["W11", "W11"]', "1_000", '"e1"', "{ height2 = { low = 1 } }"),
)


def revalued(draw: random.Random, text: str) -> bytes:
    """Return a problem with other values for one or two of its keys."""
    lines = text.splitlines()
    keys = [place for place, line in enumerate(lines) if " = " in line]
    for _ in range(draw.randint(1, 2)):
        place = draw.choice(keys)
        lines[place] = f"{lines[place].split(' = ')[0]} = {draw.choice(VALUES)}"
    return "\n".join(lines).encode()


def told(arguments: list[str]) -> tuple[int, list[str], str]:
    """Run a command; return its status, what it complains of, and what it prints."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(arguments)
    assert err.getvalue().replace("\n", "").isprintable()
    return status, [line for line in err.getvalue().splitlines() if not line.startswith(NOTE)], out.getvalue()


def check(folder: Path, problem: bytes, table: bytes, weights: bytes) -> int:
    """Hold the published numbers of a problem against computed ones; return the status."""
    path = folder / "clubs.toml"
    path.write_bytes(problem)
    (folder / "points.csv").write_bytes(table)
    (folder / "w.csv").write_bytes(weights)
    status, complaints, printed = told(["verify", str(path)])
    assert status in (0, 1, 2)
    if status == 2:
        assert len(complaints) == 1
        assert not printed
        assert len(complaints[0]) < 600
    else:
        assert bool(printed) != bool(complaints)
        assert len(complaints) <= 1
    return status


def test_what_is_not_damaged_is_read(tmp_path: Path) -> None:
    assert check(tmp_path, PROBLEM.encode(), TABLE.encode(), WEIGHTS.encode()) == 1
    assert check(tmp_path, PROBLEM.encode(), b"", WEIGHTS.encode()) == 2


@pytest.mark.parametrize("share", range(SHARES))
def test_damaged_files_are_read_or_refused_in_one_line(share: int, tmp_path: Path) -> None:
    draw = random.Random(share)
    refused = 0
    for number in range(COUNT // SHARES):
        parts = [PROBLEM, TABLE, WEIGHTS]
        place = (0, 1, 0, 1, 2)[number % 5]
        files = [text.encode() for text in parts]
        change = revalued if number % 5 == 2 else damaged
        files[place] = change(draw, parts[place])
        refused += check(tmp_path, *files) == 2
    # Some are read, most are not: else the damage would be too large, or too small, to try anything.
    assert COUNT // SHARES * 0.5 < refused < COUNT // SHARES
