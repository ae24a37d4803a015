"""A verdict: what is said of one file, as one object of JSON."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from xortui.language.phrase import phrase, plural

Verdict = dict[str, Any]
"""The object of one file, with the keys of `verdict_with`."""

RIGHT = "right"
WRONG = "wrong"
UNDECIDED = "undecided"
VERDICTS = (RIGHT, WRONG, UNDECIDED)
"""What is said of a file."""
COUNTED = {RIGHT: "right", WRONG: "wrong", UNDECIDED: "undecided"}
"""What they are called where files are counted."""
OPENED = "debugger"
"""The key under which stands what a debugger is made of; None if there is nothing."""
LOOKED_AT = "look at"
"""The key under which stands the line to look at where no mistake is named; None if it is not known."""
UNNAMED = "unnamed"
"""Stands in JSON for the name of a mistake of which the line is known and no more."""
FOLLOWED = "followed"
"""The key of a network under which stands how many units of each layer were followed; only where not all were."""
SCALED = "scaled"
"""Said of a parameter whose steps are the right ones times a factor of their own."""
NEVER_MOVES = "never moves"
"""Said of a parameter whose steps are 0 where the right ones are not."""


def verdict_with(file: str, verdict: str, **told: Any) -> Verdict:
    """Return a verdict with every key.

    Args:
        file: its name.
        verdict: one of the verdicts.
        **told: what else there is to say, by its key; of what is not there, nothing is said.
    """
    return {
        "file": file,
        "verdict": verdict,
        "network": {},
        "loss": None,
        "learning_rate": None,
        "parameters": {},
        "mistakes": [],
        "causes": [],
        "understood": "",
        "reason": "",
        "error": None,
        "factors": [],
        **told,
    }


def mistake_record(
    identity: str,
    sentence: str,
    hint: str,
    line: int,
    parameters: Iterable[str],
    alike: Iterable[tuple[str, str]] = (),
) -> dict[str, Any]:
    """Return a mistake as a verdict has it.

    Args:
        identity: the name of its kind.
        sentence: what is wrong.
        hint: what to look at.
        line: where it is made; 0 if that is not known.
        parameters: whose steps it spoils, as the file names them.
        alike: identities and sentences of other mistakes that give the same numbers.
    """
    return {
        "id": identity,
        "sentence": sentence,
        "hint": hint,
        "line": line or None,
        "parameters": list(dict.fromkeys(parameters)),
        "or": [{"id": other, "sentence": its_sentence} for other, its_sentence in alike],
    }


def with_lines_of(module: str, text: str, verdict: Mapping[str, Any]) -> Verdict:
    """Return a verdict whose lines are those of a module beside the file; each mistake tells its name, and the line.

    Args:
        module: the name of the module.
        text: what stands in it.
        verdict: on the file that imports it.
    """
    lines = text.splitlines()
    mistakes = []
    for one in verdict["mistakes"]:
        line = one.get("line")
        more = {"file": module, "code": lines[line - 1].strip()} if line else {}
        mistakes.append({**one, **more})
    understood = f"{verdict['understood']} It trains in {module}: lines are those of that file.".strip()
    return {**verdict, "understood": understood, "mistakes": mistakes}


def undecided(file: str, reason: str) -> Verdict:
    """Return the verdict on a file of which nothing can be told.

    Args:
        file: its name.
        reason: one line that says why, and what can be done about it.
    """
    return verdict_with(file, UNDECIDED, reason=reason)


def whole(found: Mapping[str, Any], file: str) -> Verdict:
    """Return a verdict with every key, and with nothing in it that JSON has not.

    Args:
        found: what was found; keys that are not there have nothing to say.
        file: what the file is called.

    Raises:
        ValueError: if it is none of the verdicts.
    """
    if found.get("verdict") not in VERDICTS:
        raise ValueError(f"expected one of {', '.join(VERDICTS)}, got {found.get('verdict')!r}")
    verdict = verdict_with(file, found["verdict"])
    for key, value in found.items():
        verdict[key] = _plain(value)
    verdict["file"] = file
    return verdict


def _plain(value: Any) -> Any:
    """Return a value as JSON has it: what is not finite is null."""
    if isinstance(value, Mapping):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def record_of(verdict: Verdict) -> Verdict:
    """Return a verdict as JSON tells it: a line to look at stands there as a mistake without a name."""
    record = {key: value for key, value in verdict.items() if key not in (OPENED, LOOKED_AT)}
    if verdict["verdict"] == WRONG and not verdict["mistakes"] and verdict.get(LOOKED_AT):
        spoilt = [name for name, found in verdict["parameters"].items() if found != RIGHT]
        record["mistakes"] = [mistake_record(UNNAMED, verdict["reason"], "", verdict[LOOKED_AT], spoilt)]
    return record


def exit_status(verdicts: Sequence[Verdict]) -> int:
    """Return 0 if all are right, 1 if one is wrong, and 2 if none is wrong and something could not be told."""
    found = {verdict["verdict"] for verdict in verdicts}
    if WRONG in found:
        return 1
    return 2 if UNDECIDED in found else 0


def mistakes_made(verdicts: Sequence[Verdict]) -> dict[str, list[str]]:
    """Return which files make each mistake, by its id; the commonest first."""
    files: dict[str, list[str]] = {}
    for verdict in verdicts:
        for mistake in dict.fromkeys(mistake["id"] for mistake in verdict["mistakes"]):
            files.setdefault(mistake, []).append(verdict["file"])
    return dict(sorted(files.items(), key=lambda row: -len(row[1])))


def count_in_words(verdicts: Sequence[Verdict]) -> str:
    """Return how many are right, wrong and undecided: '3 files: 1 right, 2 wrong'."""
    counts = Counter(verdict["verdict"] for verdict in verdicts)
    parts = [f"{counts[word]} {phrase(COUNTED[word])}" for word in VERDICTS if counts[word]]
    files = plural("{count} file", "{count} files", len(verdicts))
    return f"{files}: {', '.join(parts)}"
