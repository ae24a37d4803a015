"""Encodings: the text that the bytes of a data file are, or which encodings they may be in."""

from __future__ import annotations

import codecs
import unicodedata

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""What a file may begin with, and the encoding that it then has."""
CANDIDATES = ("cp1252", "gb18030", "shift_jis", "big5", "euc_kr", "cp1251", "cp1250", "iso8859_15", "mac_roman")
"""Encodings that are tried to make a suggestion, those of most files first."""
MAX_SUGGESTED = 3
MAX_SHOWN = 16
"""Characters of the text that a suggestion shows."""


def decoded(raw: bytes, encoding: str = "") -> str:
    """Return the text of a file.

    A mark at its beginning tells its encoding. Without one it is UTF-8, or UTF-16 where every second byte is 0.

    Args:
        raw: its bytes.
        encoding: what the problem file says it is in; '' if it says nothing.

    Raises:
        ValueError: if they are no text in that encoding; the line says which encodings they may be in.
    """
    if encoding:
        return _as_said(raw, encoding)
    for mark, name in MARKS:
        if raw.startswith(mark):
            return _decoded(raw, name)
    if raw[:64].count(0) * 3 > len(raw[:64]):
        return _decoded(raw, "utf-16-le" if raw[1:2] == b"\0" else "utf-16-be")
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"not UTF-8 text (byte {error.start}); {_suggestion(raw, error.start)}") from None


def _as_said(raw: bytes, encoding: str) -> str:
    try:
        return _decoded(raw, encoding).removeprefix("\ufeff")
    except LookupError:
        expected = "expected one that Python knows, such as cp1252 or gb18030"
        raise ValueError(f"encoding: {expected}, got {encoding[:30]!r}") from None


def _decoded(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise ValueError(f"not {encoding} text (byte {error.start}); expected a text file") from None
    except UnicodeError:
        raise ValueError(f"not {encoding} text; expected a text file") from None


def _suggestion(raw: bytes, place: int) -> str:
    """Return what to write, with the text that it makes of the bytes around the first that are no UTF-8."""
    found: list[tuple[str, str]] = []
    for encoding in CANDIDATES:
        shown = _shown(raw, place, encoding)
        if shown and not any(shown == other for _, other in found):
            found.append((encoding, shown))
    if not found:
        return "expected a text file"
    readings = " or ".join(f'"{encoding}" (which reads {text!r})' for encoding, text in found[:MAX_SUGGESTED])
    return f"say data.encoding = {readings}"


def _shown(raw: bytes, place: int, encoding: str) -> str:
    """Return the word at a place, if all of the file is text in an encoding, and the word made of letters; else ''."""
    try:
        text = raw.decode(encoding)
        before = len(raw[:place].decode(encoding))
    except UnicodeError:
        return ""
    if any(unicodedata.category(letter) in ("Cc", "Cn", "Co") and letter not in "\t\r\n" for letter in text):
        return ""
    start = before
    while start and text[start - 1].isalnum():
        start -= 1
    end = before
    while end < len(text) and text[end].isalnum():
        end += 1
    return text[start : min(end, start + MAX_SHOWN)]
