"""The files of messages against the texts of the code."""

from __future__ import annotations

import ast
import re
import tomllib
from pathlib import Path

import pytest

from tests.documents import blocks
from tests.messages import PACKAGE, found, missing, names_in, share_told, template, unused
from xortui.language.messages_file import Messages, languages, messages_of, read_messages

LANGUAGES = languages()[1:]


@pytest.fixture(params=LANGUAGES)
def messages(request: pytest.FixtureRequest) -> Messages:
    """Return the messages of each language."""
    return read_messages(request.param)


def test_the_code_has_every_text_of_a_file(messages: Messages) -> None:
    assert unused(messages) == []


def test_a_file_has_nearly_every_text_of_the_code(messages: Messages) -> None:
    """A new text may stay English for a while; `python -m tests.messages` names those that do."""
    texts = found()
    told = len(texts.phrases) + len(texts.plurals)
    assert len(missing(messages)) <= told // 20, missing(messages)


def test_a_text_names_the_same_values_and_commands(messages: Messages) -> None:
    differing = [text for text, told in messages.phrases.items() if names_in(text) != names_in(told)]
    for many, (one, told) in messages.plurals.items():
        if not names_in(one) <= names_in(many) >= names_in(told):
            differing.append(many)
    assert differing == []


def test_a_text_begins_and_ends_with_a_blank_where_the_english_one_does(messages: Messages) -> None:
    assert [text for text, told in messages.phrases.items() if _blanks(text) != _blanks(told)] == []


def _blanks(text: str) -> tuple[bool, bool]:
    return text.startswith(" "), text.endswith(" ")


def test_numbers_keep_the_decimal_point(messages: Messages) -> None:
    def digits(text: str) -> list[str]:
        return sorted(re.findall(r"\d+\.\d+", text))

    assert [text for text, told in messages.phrases.items() if digits(text) != digits(told)] == []


def test_no_text_is_told_before_a_language_is_chosen() -> None:
    """A phrase outside of all functions would stay English for good."""
    early = []
    for path in PACKAGE.rglob("*.py"):
        early += [f"{path.name}:{line}" for line in _told_on_import(path)]
    assert early == []


def _told_on_import(path: Path) -> list[int]:
    """Return the lines that tell a phrase while a module is imported."""
    lines: list[int] = []
    text = path.read_text("utf-8")
    waiting: list[ast.AST] = [ast.parse(text)] if "language.phrase" in text else []
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("phrase", "plural"):
            lines.append(node.lineno)
        waiting += ast.iter_child_nodes(node)
    return lines


class TestTemplate:
    """What `python -m tests.messages fr` writes."""

    def test_a_new_language_gets_every_text_with_room_beside_it(self) -> None:
        document = tomllib.loads(template(Messages()))
        assert document["phrases"].keys() == found().phrases.keys()
        assert messages_of(document, "fr.toml") == Messages()
        assert share_told(Messages()).startswith(f"0 of {len(found().phrases) + len(found().plurals)} texts")

    def test_what_a_language_has_is_kept(self, messages: Messages) -> None:
        written = messages_of(tomllib.loads(template(messages)), "de.toml")
        assert (written.phrases, written.plurals) == (messages.phrases, messages.plurals)


def test_the_page_on_languages_shows_a_file_that_is_read() -> None:
    (block,) = [block for block in blocks("toml") if block.document == "language.md"]
    messages = messages_of(tomllib.loads(block.text), "fr.toml")
    assert messages.phrases.keys() <= found().phrases.keys()
    assert messages.plurals.keys() <= found().plurals.keys()


def test_a_german_text_has_no_little_words_of_english() -> None:
    """Such as the half of a sentence that was forgotten; `and` and `or` are words of conditions, too."""
    english = {"the", "of", "with", "which", "from", "where", "what", "is", "are", "this", "that", "it", "by", "not"}
    messages = read_messages("de")
    texts = [*messages.phrases.values(), *(form for forms in messages.plurals.values() for form in forms)]
    found_in = []
    for text in texts:
        words = re.findall(r"\w+", re.sub(r"\{[a-z_.]+\}", "", text))
        if english & set(words):
            found_in.append(text)
    assert found_in == []
