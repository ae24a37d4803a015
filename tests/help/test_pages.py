"""The pages of the reference: which there are, and which one somebody means."""

from __future__ import annotations

import re

import pytest

from xortui.help.pages import page, topic_lines, topic_named, topics

MAX_LINE = 70
"""Columns that the list of topics has on a terminal of eighty."""


def test_every_page_begins_with_its_name_and_a_line_that_sums_it_up() -> None:
    for topic, summary in topics().items():
        title = page(topic).splitlines()[0]
        assert title.removeprefix("# ").lower().replace(" ", "-") == topic
        assert summary.endswith(".")
    assert all(len(line) <= MAX_LINE for line in topic_lines())


@pytest.mark.parametrize(
    ("typed", "topic"),
    [
        ("keys", "keys"),
        ("Problem files", "problem-files"),
        ("problem", "problems"),
        ("break", "breakpoints"),
        ("fork", "edits-and-forks"),
        ("verify", "published-numbers"),
        ("csv", "data-files"),
        ("SSH", "terminals"),
        ("momentum", "optimizers"),
        ("bookmarks", "positions"),
        ("mouse", "keys"),
        ("train", "trace-and-train"),
        ("adam", "optimizers"),
        ("softmax", "problem-files"),
        ("check", "check"),
    ],
)
def test_a_topic_is_found_by_what_people_type(typed: str, topic: str) -> None:
    assert topic_named(typed) == topic


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("condtions", "condtions: there is no such help page; did you mean conditions?"),
        ("qqqq", "qqqq: there is no such help page; xortui help lists them"),
        ("?", "?: there is no such help page; xortui help lists them"),
        ("q" * 60, f"{'q' * 39}…: there is no such help page; xortui help lists them"),
    ],
)
def test_a_topic_that_is_none_is_told_in_a_line_with_the_nearest(typed: str, told: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(told)}$"):
        topic_named(typed)


def test_a_page_is_asked_for_by_its_whole_topic() -> None:
    with pytest.raises(KeyError):
        page("key")
