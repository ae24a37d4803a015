"""The verdict on a file, from what was found out about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xortui.check.causes import causes
from xortui.check.judge import Judged, same

if TYPE_CHECKING:
    from xortui.check.examine import Examination

RIGHT = "right"
WRONG = "wrong"
SCALED = "scaled"
STILL = "never moves"


def parameter_verdicts(found: Examination) -> dict[str, str]:
    """Return for each name of the file whether its steps are right."""
    reading = found.reading
    rate = found.diagnosis.base if found.diagnosis is not None else abs(reading.judged.rate)
    verdicts = {}
    for name, parameters in found.names.groups.items():
        verdict = _verdict(reading.judged, parameters, rate)
        roots = [reading.model.roots[one][0] for one in parameters]
        kept = [reading.memories[root] for root in roots if root in reading.memories]
        is_overwritten = any(root in reading.forward.replaced for root in roots)
        if verdict == RIGHT and any(memory.is_against or memory.kept > 1 - 1e-9 for memory in kept):
            verdict = WRONG
        verdicts[name] = WRONG if is_overwritten else verdict
    return verdicts


def _verdict(judged: Judged, parameters: list[str], rate: float) -> str:
    compared = [judged.compared[one] for one in parameters]
    tested = [one for one in compared if not one.is_untested]
    if all(one.is_untested or (one.ratio is not None and same(one.ratio, rate)) for one in compared):
        return RIGHT
    if all(one.ratio == 0 for one in tested):
        return STILL
    ratios = [one.ratio for one in tested]
    if all(ratio is not None and ratio > 0 for ratio in ratios):
        first = ratios[0]
        if all(ratio is not None and first is not None and same(ratio, first) for ratio in ratios):
            return SCALED
    return WRONG


def verdict_of(found: Examination) -> dict[str, object]:
    """Return the verdict."""
    parameters = parameter_verdicts(found)
    judged = found.reading.judged
    is_right = all(verdict == RIGHT for verdict in parameters.values()) and judged.rate > 0
    mistakes = []
    for one in found.mistakes:
        mistakes.append(
            {
                "id": one.id,
                "sentence": one.sentence,
                "hint": one.hint,
                "line": one.line,
                "parameters": list(one.names),
                "or": [{"id": identity, "sentence": sentence} for identity, sentence in one.alike],
            }
        )
    return {
        "file": found.trace.filename,
        "verdict": RIGHT if is_right else WRONG,
        "network": {"layers": list(found.reading.model.layers), "activations": list(found.reading.model.activations)},
        "loss": judged.loss,
        "learning_rate": found.diagnosis.base if found.diagnosis else judged.rate,
        "parameters": parameters,
        "mistakes": mistakes,
        "causes": [{"id": one.id, "sentence": one.sentence} for one in causes(found)] if is_right else [],
        "memory": sorted({(round(m.kept, 6), m.is_against) for m in found.reading.memories.values()}),
        "error": judged.error,
    }
