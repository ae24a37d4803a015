"""The problem that was found in a file: its network, data, start and rate, as `xortui mynet.py` trains it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from xortui.check.verdict import RIGHT, Verdict
from xortui.core.network import Network
from xortui.problems import Problem
from xortui.problems.problem_file import read_document

Found = Mapping[str, Any]
"""What a verdict has under `OPENED`, as `debugger_data` returns it: the problem that was found, and its program."""
MORE_SAMPLES = "The file has more samples; here are the first {count} that it takes."
DIGITS = 10
"""Of the learning rate: it was found by dividing steps by gradients, and has their rounding in it."""
NO_TARGETS = "Its steps read no targets, so nobody knows them: here each is 0, or the first class."


def found_problem(
    verdict: Verdict, found: Found, update: str | int, *, remarks: Sequence[str] = (), rotated: int = 0
) -> Problem:
    """Return the problem that was found in a file.

    Args:
        verdict: what was found.
        found: what stands in it of the network and its training.
        update: when the parameters are updated.
        remarks: what else its story says.
        rotated: how many of the samples, from the first, come after the others.

    Raises:
        ValueError: if its parts don't fit each other; one line.
    """
    path = Path(verdict["file"])
    network = Network(
        layers=tuple(found["layers"]),
        activations=tuple(found["activations"]),
        loss=found["loss"],
        numbering=found["numbering"],
        biases=found["biases"],
    )
    missing = set(found["missing"])
    start = {name: 0.0 if name in missing else found["start"][name] for name in network.parameter_names}
    training = {
        "learning_rate": float(f"{found['learning_rate']:.{DIGITS}g}"),
        **found["training"],
        "update": update,
        "gradients": "mean" if found["is_mean"] else "sum",
        "frozen": sorted(missing),
    }
    samples = [*found["samples"][rotated:], *found["samples"][:rotated]]
    document = {
        "title": path.name,
        "source": f"read from {path.name} by xortui check",
        "story": " ".join([_story(verdict, found), *remarks]),
        "network": {key: found[key] for key in ("layers", "activations", "loss", "numbering", "biases")},
        "training": training,
        "start": {"parameters": start},
        "samples": [{"x": x, "y": y} for x, y in samples],
    }
    return read_document(document, path.stem, verdict["file"])


def _story(verdict: Verdict, found: Found) -> str:
    """Return what was understood of the file, and what is wrong in it."""
    told = [verdict["understood"] or found.get("understood", "")]
    if verdict["verdict"] == RIGHT:
        told.append("Every step follows the gradient.")
    if not found.get("has_targets", True):
        told.append(NO_TARGETS)
    if found.get("has_more_samples", False):
        told.append(MORE_SAMPLES.replace("{count}", str(len(found["samples"]))))
    for mistake in verdict["mistakes"]:
        line = mistake["line"]
        told.append(f"Line {line}: {mistake['sentence']}" if line else mistake["sentence"])
        told.append(mistake.get("hint", ""))
    told += [cause["sentence"] for cause in verdict["causes"]]
    return " ".join(text for text in told if text)
