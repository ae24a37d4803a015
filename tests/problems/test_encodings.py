"""Data files in any encoding: told by their marks, said by the problem, or suggested by what they read."""

from __future__ import annotations

import pytest

from xortui.problems.encodings import decoded

TEXT = "Größe,Gewicht\n1,5\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_utf_8_and_utf_16_are_found(encoding: str) -> None:
    assert decoded(TEXT.encode(encoding)) == TEXT


@pytest.mark.parametrize(
    ("text", "encoding"), [(TEXT, "cp1252"), ("身高,体重\n1,5\n", "gb18030"), ("рост,вес\n", "cp1251")]
)
def test_others_are_read_if_they_are_said(text: str, encoding: str) -> None:
    assert decoded(text.encode(encoding), encoding) == text


def test_those_that_may_be_meant_are_shown_with_what_they_read() -> None:
    with pytest.raises(ValueError, match="not UTF-8 text") as caught:
        decoded(TEXT.encode("cp1252"))
    assert str(caught.value).startswith(
        """not UTF-8 text (byte 2); say data.encoding = "cp1252" (which reads 'Größe')"""
    )
    with pytest.raises(ValueError, match="not UTF-8 text") as caught:
        decoded("身高,体重\n1,5\n".encode("gb18030"))
    assert """"gb18030" (which reads '身高')""" in str(caught.value)


@pytest.mark.parametrize(
    ("raw", "encoding", "told"),
    [
        (b"\xff\xfe\x00", "", "not utf-16 text (byte 2); expected a text file"),
        (b"a\xff", "ascii", "not ascii text (byte 1); expected a text file"),
        (b"a", "klingon", "encoding: expected one that Python knows, such as cp1252 or gb18030, got 'klingon'"),
        (b"a", "base64", "encoding: expected one that Python knows, such as cp1252 or gb18030, got 'base64'"),
    ],
)
def test_what_is_no_text_is_told_in_a_line(raw: bytes, encoding: str, told: str) -> None:
    with pytest.raises(ValueError, match=r"^[^\n]+$") as caught:
        decoded(raw, encoding)
    assert str(caught.value) == told


def test_bytes_that_are_text_in_no_encoding_suggest_none() -> None:
    with pytest.raises(ValueError, match=r"not UTF-8 text \(byte 1\); expected a text file$"):
        decoded(b"\x01\xff\x02\x81\x03")
