"""Files that have been damaged: each is read, or refused with one line and status 2, never a traceback."""

from __future__ import annotations

import io
import tempfile
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from xortui.cli import main

PROBLEM = """\
title = "Clubs"
story = "A story."
[network]
layers = [2, 3, 2]
activations = ["leaky-relu", "softmax"]
loss = "cross-entropy"
reduction = "mean"
skips = true
[training]
learning_rate = 0.25
momentum = 0.5
update = 2
order = "shuffled"
frozen = ["b1"]
simultaneous = true
[start]
seed = 9
initial = { normal = 0.5, biases = 0.1 }
[start.parameters]
w1 = 0.15
[data]
file = "points.csv"
x = ["height", 2]
y = "club"
classes = ["a", "b"]
header = true
[[published]]
at = "1"
values = { h1 = "0.59", "dC/dw5" = "0.08", "yhat1[2]" = "0.7" }
[[errata]]
at = "2"
quantity = "C[1]"
printed = "0.29"
cause = "a slip"
variant = { at = "1", rounded = 3, training = { momentum = 0.0 } }
"""
TABLE = "height,weight,club\n1.5,0.5,a\n1.9,0.9,b\n1.6,0.55,a\n"
SHAPE = PROBLEM.split("[data]", maxsplit=1)[0] + '[data]\nshape = "spiral"\nsamples = 10\nnoise = 0.1\nseed = 3\n'
for _before, _after in (("2, 3, 2", "2, 3, 1"), ("softmax", "sigmoid"), ('"cross-entropy"', '"squared-error"')):
    SHAPE = SHAPE.replace(_before, _after)

PIECES = st.sampled_from(
    [
        *("true", "inf", "nan", "-1", "0", "1e400", "[]", "{}", '"b1"', "[[1]]", "2020-01-01", "=", "]", ","),
        *('"\\u001b"', "\n", "\x00", "\ufeff", "\r", '"', "'", "\t", ";", "é", "∂", "9" * 30, "x" * 300),
        *("_", "#", "e9", "softmax", "[published]", "0" * 30, ".5", "15", "gbar(w1)", '"epoch"'),
    ]
)
SETTINGS = settings(max_examples=150)


def damaged(data: st.DataObject, text: str) -> bytes:
    """Return a text with a few pieces replaced, and perhaps bytes that are no UTF-8."""
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(text)))
        end = data.draw(st.integers(start, min(start + 12, len(text))))
        text = text[:start] + data.draw(PIECES | st.text(max_size=6)) + text[end:]
    raw = text.encode("utf-8", "surrogatepass")
    return data.draw(st.sampled_from([raw, raw, raw, raw, text.encode("utf-16", "replace"), raw + b"\xff", raw[::-1]]))


def check(problem: bytes, table: bytes) -> int:
    """Run a step of a problem file with its data; return the status."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clubs.toml"
        path.write_bytes(problem)
        (Path(folder) / "points.csv").write_bytes(table)
        out, err = io.StringIO(), io.StringIO()
        with redirect_stdout(out), redirect_stderr(err):
            status = main(["trace", str(path)])
        if status == 0:
            verify(path)
    message = "".join(line for line in err.getvalue().splitlines(True) if not line.startswith("xortui: note: "))
    assert err.getvalue().replace("\n", "").isprintable()
    assert status in (0, 1, 2)
    assert len(message.splitlines()) == (status != 0)
    assert message.rstrip("\n").isprintable()
    assert (status == 0) == bool(out.getvalue())
    assert status != 1 or "diverged" in message
    assert len(message) < 500
    return status


def verify(path: Path) -> None:
    """Hold the published numbers of a file that can be read against the computed ones: none may be too odd for that."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        status = main(["verify", str(path)])
    message = [line for line in err.getvalue().splitlines() if not line.startswith("xortui: note: ")]
    assert status in (0, 1)
    assert bool(out.getvalue()) != bool(message)
    assert len(message) <= 1


def test_what_is_not_damaged_is_read() -> None:
    assert check(PROBLEM.encode(), TABLE.encode()) == 0
    assert check(SHAPE.encode(), b"") == 0
    assert check(PROBLEM.encode(), b"") == 2


@SETTINGS
@given(data=st.data())
def test_a_damaged_problem_file_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    check(damaged(data, data.draw(st.sampled_from([PROBLEM, SHAPE]))), TABLE.encode())


@SETTINGS
@given(data=st.data())
def test_a_damaged_data_file_is_read_or_refused_in_one_line(data: st.DataObject) -> None:
    check(PROBLEM.encode(), damaged(data, TABLE))


VALUES = st.recursive(
    st.sampled_from(["true", "1", "-3", "0.5", "nan", "-inf", "1979-05-27", '"w1"', '"tanh"', '""', "9" * 30, "1e308"])
    | st.sampled_from(['"relu"', '"../points.csv"', '"."', '"/dev/zero"', '"\\u0000"', "1_000", '"e9"', "[1, 2]"]),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: f"[{', '.join(items)}]")
        | inner.map(lambda item: f"{{ x = {item} }}")
        | inner.map(lambda item: f"{{ uniform = {item} }}")
    ),
    max_leaves=4,
)


@SETTINGS
@given(
    text=st.sampled_from([PROBLEM, SHAPE]),
    place=st.integers(0, 40),
    value=VALUES,
)
def test_any_key_with_any_value_is_read_or_refused_in_one_line(text: str, place: int, value: str) -> None:
    lines = text.splitlines()
    keys = [i for i, line in enumerate(lines) if " = " in line]
    line = keys[place % len(keys)]
    lines[line] = f"{lines[line].split(' = ')[0]} = {value}"
    check("\n".join(lines).encode(), TABLE.encode())
