"""The page on tours shows a tour that holds, and names what there is."""

from __future__ import annotations

import pytest

from tests.documents import HELP, Block, blocks
from tests.tours.test_broken import COMMAND_NAMES
from xortui.commands.layout import PANES
from xortui.tours.checking import faults_of
from xortui.tours.reading import DIRECTIVES, KEYS

PAGE = (HELP / "tours.md").read_text("utf-8")


@pytest.mark.parametrize("block", blocks("markdown"), ids=str)
def test_every_tour_that_is_shown_holds(block: Block) -> None:
    assert faults_of("lesson", block.text, "", PANES, COMMAND_NAMES) == []


def test_the_page_shows_one() -> None:
    assert "tours.md" in {block.document for block in blocks("markdown")}


@pytest.mark.parametrize("word", [*KEYS, *DIRECTIVES, *(pane for pane in PANES if pane != "tour")])
def test_every_word_is_explained(word: str) -> None:
    assert f"`{word}`" in PAGE
