"""The pages of the reference, by topic: which there are, and which one somebody means."""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from functools import lru_cache
from importlib import resources
from types import MappingProxyType

_HEADING = re.compile(r"^## (.*)$", re.MULTILINE)
_WORD = re.compile(r"[a-z0-9]+")


@lru_cache(maxsize=1)
def topics() -> Mapping[str, str]:
    """Return every topic with the line that says what its page is about, in alphabetical order."""
    found = {}
    for entry in resources.files("xortui.help").iterdir():
        if entry.name.endswith(".md"):
            found[entry.name.removesuffix(".md")] = _summary(entry.read_text("utf-8"))
    return MappingProxyType(dict(sorted(found.items())))


def page(topic: str) -> str:
    """Return the Markdown of a page.

    Raises:
        KeyError: if no page has exactly this topic.
    """
    if topic not in topics():
        raise KeyError(topic)
    return (resources.files("xortui.help") / f"{topic}.md").read_text("utf-8")


def topic_lines() -> list[str]:
    """Return one line for each topic, in columns."""
    column = max(map(len, topics())) + 2
    return [f"{topic:<{column}}{summary}" for topic, summary in topics().items()]


def topic_named(text: str) -> str:
    """Return the topic that somebody means.

    They may type its name, or the beginning of a word in it, in a heading or in a table.

    Raises:
        ValueError: if no page matches; the line names the nearest topic.
    """
    typed = "-".join(_WORD.findall(text.lower()))
    if typed in topics():
        return typed
    if typed:
        for find in (_named_like, _with_heading_like, _with_row_like):
            matches = find(typed)
            if matches:
                return matches[0]
    near = get_close_matches(typed, topics(), 1)
    told = f"did you mean {near[0]}?" if near else "xortui help lists them"
    raise ValueError(f"{_short(text)}: there is no such help page; {told}")


def _named_like(typed: str) -> list[str]:
    """Return the topics with a word that begins like this, those that begin so themselves first."""
    found = [topic for topic in topics() if f"-{topic}".find(f"-{typed}") >= 0]
    return sorted(found, key=lambda topic: (not topic.startswith(typed), len(topic)))


def _with_heading_like(typed: str) -> list[str]:
    """Return the topics with a heading, or a line that sums them up, with a word like this."""
    found = []
    for topic, summary in topics().items():
        headings = _HEADING.findall(page(topic))
        words = _WORD.findall(" ".join([summary, *headings]).lower())
        if any(word.startswith(typed) for word in words):
            found.append(topic)
    return found


def _with_row_like(typed: str) -> list[str]:
    """Return the topics that have a table with a row that is called like this: softmax, adam; first, exactly so."""
    row = re.compile(rf"^\| `{re.escape(typed)}(`?)", re.MULTILINE | re.IGNORECASE)
    exact = []
    others = []
    for topic in topics():
        closings = row.findall(page(topic))
        if "`" in closings:
            exact.append(topic)
        elif closings:
            others.append(topic)
    return exact + others


def _summary(markdown: str) -> str:
    """Return the first line below the title."""
    _, _, below = markdown.partition("\n\n")
    return below.partition("\n")[0]


def _short(text: str) -> str:
    return text if len(text) <= 40 else f"{text[:39]}…"
