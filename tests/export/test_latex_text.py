from __future__ import annotations

import pytest

from xortui.export.latex_text import latex_text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("50% & more_of $this$ #1", r"50\% \& more\_of \$this\$ \#1"),
        (r"\input{a}", r"\textbackslash{}input\{a\}"),
        ("a^b ~ <c>", r"a\textasciicircum{}b \textasciitilde{} \textless{}c\textgreater{}"),
        ("Müller, Gödel, naïve", r"M\"{u}ller, G\"{o}del, na\"{i}ve"),
        ("u\u0308", r"\"{u}"),
        ("52–59", "52--59"),
        ("σ(z) → ½", r"$\sigma$(z) $\to$ $\frac{1}{2}$"),
        ("two\nlines\t\0", "two lines "),
        ("東京", "??"),
        ("a/b", r"a/\allowbreak{}b"),
    ],
)
def test_words_are_escaped_and_ascii(text: str, expected: str) -> None:
    assert latex_text(text) == expected


def test_every_letter_there_is_becomes_ascii_without_a_stray_command() -> None:
    for code in range(0x20, 0x3000):
        found = latex_text(f"a{chr(code)}b")
        assert found.isascii(), hex(code)
        assert found.count("{") - found.count(r"\{") == found.count("}") - found.count(r"\}"), hex(code)
