"""The verdict on a file whose biases grow by broadcasting, until each sample has its own."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.check.between_samples import BIASES_THAT_GROW
from xortui.check.causes.biases_per_sample import BiasesPerSample
from xortui.check.recognition.source import Source
from xortui.check.verdict import WRONG, Verdict
from xortui.check.watching import WatchedRun


def with_biases_that_grow(seen: WatchedRun, verdict: Verdict, biases: Sequence[BiasesPerSample]) -> Verdict:
    """Return a verdict with what is wrong in biases that grow to one for each sample.

    Args:
        seen: the training.
        verdict: on the steps, in which each of those biases is a number of its own.
        biases: the arrays that grow, one at least.
    """
    names = [one.name for one in biases]
    first = biases[0]
    sentence = BIASES_THAT_GROW.sentence.format(
        parameters=", ".join(names), parameter=first.name, shape=first.shape, samples=first.samples
    )
    mistake = {
        "id": BIASES_THAT_GROW.id,
        "sentence": sentence,
        "hint": BIASES_THAT_GROW.hint,
        "line": Source(seen.trace).line(first.update) or None,
        "parameters": names,
        "or": [],
    }
    parameters = {**verdict["parameters"], **dict.fromkeys(names, WRONG)}
    is_wrong_besides = any(parameters[name] == WRONG for name in parameters if name not in names)
    reason = verdict["reason"] if is_wrong_besides else ""
    return {**verdict, "verdict": WRONG, "parameters": parameters, "mistakes": [mistake], "reason": reason}
