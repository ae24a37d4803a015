"""Phrases: one English text, told in the language that is chosen."""

from __future__ import annotations

import subprocess
import sys

import pytest

from xortui.language.grouping import grouped
from xortui.language.locale import language_of
from xortui.language.messages_file import Messages, messages_of
from xortui.language.phrase import choose_language, in_english, phrase, plural


class TestEnglish:
    """The texts of the code, with values for their names."""

    def test_values_stand_for_their_names(self) -> None:
        assert phrase("move {by} downhill", by="w1") == "move w1 downhill"

    def test_a_name_without_a_value_stays_for_the_command_it_names(self) -> None:
        assert phrase("{guess} answers {what}", what="it") == "{guess} answers it"

    def test_braces_in_a_value_stay_as_they_are(self) -> None:
        assert phrase("{what} and {more}", what="{more}", more=1) == "{more} and 1"

    def test_a_doubled_brace_is_left_to_the_wording(self) -> None:
        assert phrase("{{step} {what}", what=1) == "{{step} 1"

    @pytest.mark.parametrize(("count", "told"), [(0, "0 steps"), (1, "1 step"), (2, "2 steps")])
    def test_exactly_one_has_a_text_of_its_own(self, count: int, told: str) -> None:
        assert plural("{count} step", "{count} steps", count) == told

    def test_nothing_is_loaded_to_read_a_file(self) -> None:
        code = "import sys; from xortui.language.phrase import choose_language, phrase; choose_language('en'); "
        report = "print(phrase('value'), 'tomllib' in sys.modules)"
        result = subprocess.run([sys.executable, "-c", code + report], capture_output=True, text=True, check=True)
        assert result.stdout == "value False\n"


@pytest.mark.usefixtures("german")
class TestGerman:
    """The same texts from the file."""

    def test_a_text_of_the_file_takes_the_place_of_the_english_one(self) -> None:
        assert phrase("move {by} downhill", by="w1") == "w1 bergab bewegen"

    def test_what_the_file_does_not_have_stays_english(self) -> None:
        assert phrase("nobody says {what}", what=1) == "nobody says 1"

    def test_a_plural_has_two_forms(self) -> None:
        one, many = (plural("{speed} step/s", "{speed} steps/s", count, speed=count) for count in (1, 4))
        assert (one, many) == ("1 Schritt/s", "4 Schritte/s")

    def test_thousands_are_apart_by_a_blank_that_no_line_is_broken_at(self) -> None:
        assert [grouped(number) for number in (999, 1000, 1_234_567)] == ["999", "1\u00a0000", "1\u00a0234\u00a0567"]
        with in_english():
            assert grouped(1_234_567) == "1,234,567"

    def test_english_can_be_spoken_for_a_while(self) -> None:
        with in_english():
            assert phrase("value") == "value"
        assert phrase("value") == "Wert"


class TestChoice:
    """What is chosen, and what is not there."""

    @pytest.mark.parametrize("language", ["fr", "../de", "", "DE"])
    def test_a_language_that_is_not_there_names_those_that_are(self, language: str) -> None:
        with pytest.raises(ValueError, match=r"^there is no language '.*'; expected en or de$"):
            choose_language(language)

    @pytest.mark.parametrize(
        ("environment", "language"),
        [
            ({}, "en"),
            ({"LANG": "de_DE.UTF-8"}, "de"),
            ({"LANG": "de_AT@euro"}, "de"),
            ({"LANG": "fr_FR.UTF-8"}, "en"),
            ({"LANG": "C.UTF-8"}, "en"),
            ({"LANG": "de_DE.UTF-8", "LC_ALL": "C"}, "en"),
            ({"LANG": "en_US", "LC_MESSAGES": "de_CH"}, "de"),
            ({"LANG": "de", "LC_ALL": ""}, "de"),
        ],
    )
    def test_auto_is_the_language_of_the_system_where_there_is_a_file(
        self, environment: dict[str, str], language: str
    ) -> None:
        assert language_of("auto", environment) == language

    def test_the_system_decides_nothing_unless_asked(self) -> None:
        assert language_of("en", {"LANG": "de_DE.UTF-8"}) == "en"


class TestFile:
    """What a document says, and what is wrong in it."""

    def test_an_empty_text_is_not_written_yet(self) -> None:
        document = {"phrases": {"value": ""}, "plurals": {"{count} steps": ["", ""]}}
        assert messages_of(document, "fr.toml") == Messages()

    @pytest.mark.parametrize(
        ("document", "told"),
        [
            ({"words": {}}, "words: expected the tables numbers, phrases, plurals, and nothing else"),
            ({"phrases": 1}, "phrases: expected a table"),
            ({"numbers": {"thousands": 1}}, "numbers: expected thousands, a text in quotes, and nothing else"),
            ({"numbers": {"decimal": ","}}, "numbers: expected thousands, a text in quotes, and nothing else"),
            ({"phrases": {"value": 1}}, "'value': expected a text in quotes"),
            ({"plurals": {"steps": "x"}}, "'steps': expected a list of two texts, for one and for many"),
            ({"plurals": {"steps": ["x"]}}, "'steps': expected a list of two texts, for one and for many"),
        ],
    )
    def test_a_mistake_is_told_in_a_line(self, document: dict[str, object], told: str) -> None:
        with pytest.raises(ValueError, match=r"^fr\.toml: ") as raised:
            messages_of(document, "fr.toml")
        assert str(raised.value) == f"fr.toml: {told}"
