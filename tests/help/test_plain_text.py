"""Pages as plain text, to the letter."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from xortui.help.pages import page, topics
from xortui.help.plain_text import plain_text

PAGE = """\
# Title

![A picture, which a terminal can't show](../../screenshots/main.svg)

A paragraph with `code`, *an* **emphasis**, and a [link](https://example.org).
See [problem files](problem-files.md) or [a file](data-files.md). `a * b * c`

<!-- keys -->
| sign | what it says |
|---|---|
| `·` | not yet |
| `a \\| b` | one or the other, which takes more than a line |
<!-- /keys -->

- one
- two, which takes more than one line of this width

```toml
x = 1

y = "a line that is longer than the width of the page, and is not broken"
```

    tmux new    # code without a fence
    tmux attach # keeps its lines, too

## Below
"""

SHOWN = """\
Title

  A paragraph with `code`, an emphasis,
  and a link (https://example.org). See
  problem files or a file (help
  data-files). `a * b * c`

  sign   what it says
  ─────  ───────────────────────────────
  ·      not yet
  a | b  one or the other, which takes
         more than a line

  - one
  - two, which takes more than one line
    of this width

    x = 1

    y = "a line that is longer than the width of the page, and is not broken"

    tmux new    # code without a fence
    tmux attach # keeps its lines, too

Below"""


def test_a_page_is_laid_out_for_a_width() -> None:
    assert plain_text(PAGE, 40) == SHOWN


def test_an_accent_takes_no_column() -> None:
    table = "| rule | name |\n|---|---|\n| m̂ / √v̂ | one |\n| w | two |"
    assert plain_text(table).splitlines()[2:] == ["  m̂ / √v̂  one", "  w       two"]


def test_what_stands_in_backticks_is_not_broken() -> None:
    assert plain_text("Twelve letters `and = code`.", 24) == "  Twelve letters\n  `and = code`."


@pytest.mark.parametrize("width", [45, 71, 80])
@pytest.mark.parametrize("topic", topics())
def test_no_page_is_wider_than_asked_for_but_for_its_code(topic: str, width: int) -> None:
    lines = plain_text(page(topic), width).splitlines()
    assert all(cell_len(line) <= width for line in lines if not line.startswith("    "))
    assert not [line for line in lines if line != line.rstrip()]
