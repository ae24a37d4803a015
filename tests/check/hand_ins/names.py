"""Find which name of a verdict means a parameter that is expected."""

import re
from collections.abc import Iterable

Words = tuple[str, ...]


def words(name: str) -> Words:
    """The parts of a name: `self.net[0][*]["w"]` has `net`, `0`, `*` and `w`."""
    found = re.findall(r"\w+|\*", name)
    return tuple(word for word in found if word != "self")


def matched(expected: Iterable[str], said: Iterable[str]) -> dict[str, list[str]]:
    """Of each expected name, the names of the verdict that mean it.

    A name may have more or fewer owners in front (`net.W1`, `W1`), and a part `*` stands for any
    number of parts, or is left out.
    """
    said = list(said)
    found: dict[str, list[str]] = {}
    for name in expected:
        exact = [other for other in said if words(other) == words(name)]
        found[name] = exact or [other for other in said if _alike(words(name), words(other))]
    unmatched = [name for name, others in found.items() if not others]
    if unmatched and len(found) == len(said) and len(unmatched) == len(found):
        # Other names altogether: the order of the layers is all that is left.
        for name, other in zip(found, said, strict=True):
            found[name] = [other]
    return found


def _alike(expected: Words, said: Words) -> bool:
    return _ends(expected, said) or _ends(said, expected)


def _ends(pattern: Words, text: Words) -> bool:
    """Whether the text ends in the pattern, where `*` stands for any parts."""
    starts = range(len(text) + 1)
    return any(_fits(pattern, text[start:]) for start in starts)


def _fits(pattern: Words, text: Words) -> bool:
    if not pattern:
        return not text
    if pattern[0] == "*":
        return any(_fits(pattern[1:], text[start:]) for start in range(len(text) + 1))
    if not text:
        return False
    if text[0] == "*" and _fits(pattern, text[1:]):
        return True
    is_number = text[0] == "*" and pattern[0].isdigit()
    return (text[0] == pattern[0] or is_number) and _fits(pattern[1:], text[1:])
