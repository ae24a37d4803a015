"""Retelling: what a session, or the process that examines a file, says of a mistake in English, in another language."""

from __future__ import annotations

import re
from functools import cache

from xortui.language.phrase import is_english, phrase

_PLACE = re.compile(r"\\\{([a-z]+)\\\}")
_LAYER = re.compile(r"layer (\d+)")
_LINE = re.compile(r"line (\d+)")
_GROUP = re.compile(r"\(\?P<(\w+)>[^()]*\)")
_ALONE = re.compile(r"(?P<whole>.*) It is so for (?P<units>.*) alone\.")


def retold(sentence: str) -> str:
    """Return a sentence on a mistake in the language that is chosen; as it is, where nobody knows it.

    Args:
        sentence: in English, as the catalogue of mistakes tells it for some place.
    """
    if is_english():
        return sentence
    # The catalogue is loaded where there is a mistake to be told.
    from xortui.core.mistake import alone, capitalized

    of_units = _ALONE.fullmatch(sentence)
    if of_units is not None:
        return f"{retold(of_units['whole'])} {alone(of_units['units'])}"
    for template, pattern in _patterns():
        found = pattern.fullmatch(sentence)
        if found is not None:
            values = {name: _told(value) for name, value in found.groupdict().items()}
            return capitalized(phrase(template, **values))
    return sentence


@cache
def _patterns() -> list[tuple[str, re.Pattern[str]]]:
    """Return the sentence of every mistake, and what any sentence made of it looks like; the longest first.

    A short one may look like the beginning of a long one: its name at the end stands for anything.
    """
    from xortui.check.array_mistakes import ARRAY_MISTAKES
    from xortui.check.between_samples import BATCH_MISTAKES
    from xortui.check.differentiation.paths_left_out import PATH_LEFT_OUT, WAYS_LEFT_OUT
    from xortui.check.differentiation.uses_of_arrays import USE_OVERWRITES_OTHERS
    from xortui.check.mask_mistakes import MASK_MISTAKES
    from xortui.check.other_costs import SLOPE_OF_OTHER_LOSS
    from xortui.check.unused_biases import BIAS_NOT_IN_SUM
    from xortui.check.value_mistakes import VALUE_MISTAKES
    from xortui.check.wrong_errors import WRONG_ERRORS
    from xortui.core.mistakes import MISTAKES
    from xortui.debugger.measured_updates import UNNAMED_CAUSE

    sentences = [UNNAMED_CAUSE, *(mistake.sentence for mistake in MISTAKES)]
    unplanted = (
        *BATCH_MISTAKES,
        *ARRAY_MISTAKES,
        BIAS_NOT_IN_SUM,
        *MASK_MISTAKES,
        *VALUE_MISTAKES,
        SLOPE_OF_OTHER_LOSS,
        PATH_LEFT_OUT,
        WAYS_LEFT_OUT,
        USE_OVERWRITES_OTHERS,
        *WRONG_ERRORS,
    )
    sentences += [mistake.sentence for mistake in unplanted]
    found = []
    for sentence in sorted(sentences, key=len, reverse=True):
        pattern = one_group_each(_PLACE.sub(_some_place, re.escape(sentence)))
        found.append((sentence, re.compile(pattern, re.IGNORECASE)))
    return found


def one_group_each(pattern: str) -> str:
    """Return a pattern in which a named group that comes again stands for the same text as where it came first."""
    known: set[str] = set()

    def once(group: re.Match[str]) -> str:
        if group[1] in known:
            return f"(?P={group[1]})"
        known.add(group[1])
        return group[0]

    return _GROUP.sub(once, pattern)


def _some_place(name: re.Match[str]) -> str:
    """Return what may stand for a name in a sentence: a layer, or anything."""
    what = r"every layer|every hidden layer|layer \d+|the layer below" if name[1] in ("layer", "below") else ".*?"
    return f"(?P<{name[1]}>{what})"


def _told(value: str) -> str:
    """Return the value of a name: a layer in words, and anything else as it is."""
    from xortui.core.mistake import EVERY_LAYER, layer_told, variant_told

    if value.lower() == "every layer":
        return layer_told(EVERY_LAYER)
    if value.lower() == "every hidden layer":
        return phrase("every hidden layer")
    if value == "the layer below":
        return phrase("the layer below")
    line = _LINE.fullmatch(value)
    if line is not None:
        return phrase("line {number}", number=line[1])
    number = _LAYER.fullmatch(value.lower())
    return variant_told(value) if number is None else layer_told(int(number[1]))
