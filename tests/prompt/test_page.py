"""The page on the prompt shows what happens."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.prompt.page import PAGE, TRANSCRIPT, told_anew, transcript, written_anew

TEXT = PAGE.read_text("utf-8")


def test_there_are_transcripts_of_two_problems() -> None:
    assert [block.splitlines()[0].split()[-1] for block in TRANSCRIPT.findall(TEXT)] == ["xor", "mazur"]


@pytest.mark.parametrize("block", TRANSCRIPT.findall(TEXT), ids=["xor", "mazur"])
def test_what_is_shown_is_what_is_told(block: str) -> None:
    assert transcript(block) == block


@pytest.mark.parametrize("block", TRANSCRIPT.findall(TEXT), ids=["xor", "mazur"])
def test_the_program_itself_tells_the_same(block: str) -> None:
    lines = block.splitlines()
    typed = [line.removeprefix("(xortui) ") for line in lines if line.startswith("(xortui) ")]
    done = subprocess.run(
        [sys.executable, "-m", "xortui", *lines[0].split()[2:]],
        input="\n".join(typed),
        capture_output=True,
        encoding="utf-8",
        env=None,
        timeout=60,
    )
    assert done.stderr == ""
    told = [line for line in lines[1:] if not line.startswith("(xortui) ")]
    assert done.stdout.splitlines()[2:] == told


def test_the_tables_are_of_this_version() -> None:
    assert written_anew(TEXT) == TEXT


@pytest.mark.parametrize("page", sorted(PAGE.parent.glob("*.md")), ids=lambda path: path.stem)
def test_the_transcripts_of_every_page_are_what_is_told(page: Path) -> None:
    text = page.read_text("utf-8")
    assert told_anew(text) == text
