"""Retelling what `xortui check` says of a file: its process speaks English, which JSON and other programs get.

What is told stands here a second time, sentence by sentence, with names for what differs from file to file.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from xortui.language.phrase import chosen_thousands, is_english, phrase
from xortui.render.retold import one_group_each, retold

SENTENCES = (
    # what was understood
    "Inputs{inputs} and targets{targets}, a network {layers}, parameters {parameters}, {activations}, {batch}.",
    "Its steps follow {loss}, at a rate of {rate}.",
    "Momentum adds {part} of the previous step to each step.",
    "Weight decay multiplies the weights by {part} in each step.",
    "L1 takes {part} off the size of each weight in each step.",
    "The file trains once: {call} was called again for more steps.",
    "The file takes one step: its lines {first} to {last} were run again for more steps.",
    "What is learnt: {names}.",
    "It trains in {file}: lines are those of that file.",
    "What is wrong besides, with {names}, has no name here.",
    "Line {line} limits the errors on their way back; the gradients are judged without this limit.",
    "Nothing of earlier steps goes into its steps: they are plain gradient descent, without momentum.",
    "Each step keeps {part} of the old {names}, w ← {factor}·w − η·g: that is weight decay. "
    "Momentum would keep a part of the last step.",
    "The gradient is taken at the weights as they are, and not a step ahead: it is plain momentum, not Nesterov's.",
    "No root is taken of what it divides by: Adam, RMSProp and Adagrad take one.",
    "The network is large, so a part of it was followed, {layers}: the file computes the rest by the same operations.",
    # how the debugger's numbers are to those of the file
    "Its steps read no targets, so nobody knows them: here each is 0, or the first class.",
    "The file has more samples; here are the first {count} that it takes.",
    "The numbers are those of the file in its first {count} updates; after that it takes its samples in another order.",
    "The numbers are those of the file in its first {count} updates; after that it takes other samples.",
    "The numbers are those of the file in its first {count} updates; after that its steps are larger or smaller than "
    "here.",
    "The numbers are those of the file in its first update; after that it takes its samples in another order.",
    "The numbers are those of the file in its first update; after that it takes other samples.",
    "The numbers are those of the file in its first update; after that its steps are larger or smaller than here.",
    "The first update is that of the file, as it was measured, and ≠ marks what differs from right; the gradients "
    "beside it are right ones, and so are all later updates, as nobody knows how the file goes on.",
    "The updates of the file were measured at its own learning rate, so every update here is right.",
    "The steps of the file are larger or smaller than here, for example because its learning rate changes.",
    "The file takes its samples in batches; here there is an update after each sample, to show this mistake.",
    "The first {count} updates are those of the file, as they were measured, and ≠ marks what differs from right; "
    "the gradients beside them are right ones, and so are all later updates, as nobody knows how the file goes on.",
    "The updates of the file could not be followed in the order of its samples, so every update here is right.",
    "The start is after the first update of the file, as nobody knows which sample that one took.",
    "read from {file} by xortui check",
    "Every step follows the gradient.",
    "No verdict: {reason}.",
    # what to do about slopes
    "Multiply what arrives at each unit by the slope of its activation: {slope}.",
    "Give the function z; or write the slope in terms of the activation a: {slope}.",
    "Multiply by the slope of the activation, and not by a: {slope}.",
    "Each activation has its own slope: here it is {slope}.",
    # what to do about a factor of one gradient
    "The factor is the number of samples: divide this gradient by it, as the others are.",
    "This line stands behind the loop over its numbers and updates the last one alone: move it into the loop.",
    "The factor is 1 over the number of samples: divide by that once, as the others are.",
    # what to do about values that are lost
    "Nothing keeps the value that this line computes: give it to {name}.",
    "The velocities of {names} are kept whole in each step: the factor that the others have is missing.",
    "Multiply each velocity by the momentum before the step is added: v ← μ·v − η·g.",
    "Nothing keeps what {function} returns: write {kept}.",
    "If an inner loop repeats this update, move the line out of it; if not, take the factor out.",
    # what its starting weights and samples do
    "All weights start at 0 ({names}), so the units of layer {layer} get equal gradients: they are the same unit after "
    "all {steps} steps seen.",
    "Start with small random weights; biases may start at 0.",
    "Hidden units {names} of layer {layer} are the same unit: they start with equal weights, and after {steps} steps "
    "their weights still agree to the last digit, as they get equal gradients.",
    "The layer does the work of {number} unit.",
    "The layer does the work of {number} different units.",
    "Start with random weights.",
    "The weights start small, {largest} at most, so the hidden units hardly differ and the loss stays on a plateau: "
    "{loss} after {epochs} epochs, and {constant} is that of constant outputs.",
    "With weights {factor} times as large it falls to {loss} in as many epochs.",
    "Start with larger weights.",
    "The inputs reach {largest}: scale them to about 1, or start with smaller weights.",
    "The weights reach {largest} at the start: start with smaller ones.",
    "Layer {layer} is saturated: |z| is at least {nearest} in every unit for every sample, so the slope of "
    "{activation} is at most {greatest}, and nearly no gradient passes.",
    "Unit {unit} of layer {layer} is dead: z is never above 0 for any of the {samples} samples, so ReLU gives 0, and "
    "its weights get no gradient; {left} of {all} units are left.",
    "Units {units} and {last} of layer {layer} are dead: z is never above 0 for any of the {samples} samples, so ReLU "
    "gives 0, and its weights get no gradient; {left} of {all} units are left.",
    "Start with other or smaller weights, take a smaller learning rate, or leaky ReLU.",
    "The start is a bad one: the loss stays at {loss} after {epochs} epochs, and at {later} after {more}; of {tried} "
    "other random starts with weights of the same size, {learnt} learn in {again} epochs.",
    "Start with another seed.",
    "There is no bias, and the inputs of the sample {x} are 0: every gradient of it is 0, so no weight moves its "
    "output.",
    "It stays {output}, and its target is {target}.",
    "Add a bias: a number that is learnt and added to each weighted sum, or an input that is always 1.",
    "The target {target} of the sample {x} is out of reach: the outputs of {activation} lie {where}.",
    "So it is for {samples} of {all} samples.",
    "Scale the targets into that range, or take another activation in the last layer.",
    "Inputs and targets do not stay together: the inputs {x} come with the target {first} in step {step} and with "
    "{second} in step {later} of those seen; so it is for {torn} of {all} inputs.",
    "Inputs and targets do not stay together: in the data of the file the inputs {x} ({inputs}) belong to the target "
    "{own} ({targets}), and in step {step} of those seen they are trained with {target}; so it is for {torn} of {all} "
    "pairs.",
    "Line {line} puts numbers into another order.",
    "Inputs and targets are out of step: the target of each sample stands {rows} behind its inputs, in {targets} "
    "beside {inputs}.",
    "Inputs and targets are out of step: the target of each sample stands {rows} before its inputs, in {targets} "
    "beside {inputs}.",
    "Take one index for both.",
    "Shuffle both with the same order.",
    "One sample is trained to the end before the next: the first {steps} steps seen are all of the sample {x}, and "
    "then come others.",
    "The network forgets it while it learns them.",
    "Put the loop over the samples inside the loop over the epochs.",
    "{name} has the shape {shape}: each of the {samples} samples has a bias of its own, which no other sample learns "
    "from and which means nothing for new ones.",
    "Give each unit one bias, for all samples, and sum its gradient over the samples (axis={axis}).",
    "{name} never moves, and has the shape {shape}: line {line} adds numbers of its own to each of the {samples} "
    "samples.",
    "Each bias is one number for a unit, for all samples: update it with the sum of δ over the samples (axis={axis}).",
    "The output of one sample is computed from the sums of {others} others of its batch.",
    "An output belongs to its own sample alone: normalise over the units of the layer, not over the samples (softmax "
    "with the other axis).",
    # what its steps and its cost do
    "{epochs} epochs are too few at this learning rate: the loss goes from {first} to {last} in them.",
    "Trained on from the same start with the same steps, it is {loss} after {needed} epochs.",
    "Trained on from the same start with the same steps, it is {loss} after {needed} epochs; with {factor} times the "
    "learning rate, {fewer} epochs are enough.",
    "Train longer, or take larger steps.",
    "The steps are too large: after the first that was seen a parameter is beyond a million, or no number any more. "
    "Take a smaller learning rate, or divide the gradients by the number of samples.",
    "The steps are far too small: rounding leaves nothing of them, so no parameter moves at all.",
    "The steps are far too small: none moves a parameter by more than {largest}, so that one needs about {steps} steps "
    "until it has moved by 0.01.",
    "Take a much larger learning rate.",
    "The steps are too large: {rising} of the {steps} steps seen raise the loss of their own samples although they go "
    "along the right gradient, as the first of these from {before} to {after}; a tenth of it would bring it to "
    "{tenth}.",
    "With a tenth of the learning rate the network has learnt after {epochs} epochs.",
    "Take a smaller learning rate.",
    "The steps do not use it, so it spoils nothing but what you see.",
    "Your steps follow {followed}; the cost that line {line} computes is {cost}.",
    "Both are fine to train with, but look at the one that your steps follow: the other need not fall.",
    # why there is no verdict
    "what goes back from the outputs is not the slope of the cost that line {line} computes, nor known as the slope of "
    "another loss",
    "line {line} may compute the cost that the training follows, but it did not run while the file was watched",
    "line {line} computes a cost; from which outputs is not known, so the training could not be compared with it",
    "one step follows the cost that the file computes; for another step this could not be tested",
    "the cost is computed in one step alone, and another step computes its gradients in another way",
    "what goes back from the outputs is the slope of a cost that the file computes; by that cost its steps are not "
    "judged",
    "its steps are those of no loss that is known here, and no mistake that is known explains them",
    "its outputs are steps, whose slope is 0, and it passes something back to hidden layers all the same: that is a "
    "rule, and no gradient that it could be held against; compare with targets before the step",
    "its weights become NaN or infinite in the steps that were seen; its gradients are right before",
    "Look at line {line}: it is the first on the way back that works for {names} alone.",
    "Line {line} rounds the gradient of {names} down to a whole number, as // and floor do.",
    "Look at line {line}: nothing keeps the value that it computes.",
    "its steps are right at one step and not at another",
    "its steps differ from the right ones by less than 0.5 %, as they do where a constant of a slope is rounded",
    "line {line} moves {names} the same way for a gradient and for its opposite",
    "line {line} moves {names} in one direction alone, whatever sign the gradient has",
    "line {line} multiplies the step of {names} with itself",
    (
        "line {line} takes a part of the last gradient off: that is momentum with its sign turned around, or a method "
        "that is meant so"
    ),
    "one step is right, another is not understood: {why}",
    "{number} numbers are learnt besides {names}, and how is not understood",
    "numbers are added to in each step, and how they are learnt is not understood",
    "the steps of {parameters} are less their mean, so that they add up to 0: take that out",
    "the update does more with the gradient than take a share of it, and how is not understood",
    "its steps go through {what}, which is not followed",
    "its numbers are no numbers any more (NaN), so nothing can be compared",
    "no step of training was found",
    "{why}; if one call takes a training step, name it with --step, and with --output what gives the outputs: "
    "xortui help check",
    "no target was found that an output is compared with: look whether the backward pass begins with one",
    "no constant is taken off an output",
    "no weighted sums were found between the inputs and the outputs",
    "not every sample has an output and a target",
    "a unit takes values of its own layer, as in a recurrent network",
    "the output of a sample depends on other samples of its batch",
    "a unit has two biases",
    "a value between the layers depends on several units",
    "two weights lead from one unit to another",
    "a unit is not connected with every unit of the layer below",
    "an activation is none of those that are known",
    "an output is not in the last layer",
    "no training could be followed: its numbers go through {what}; say how to take a step with --step",
    "its numbers could not be followed, although the file by itself runs on without an error; say how to take a step "
    "and how to get the outputs: --step 'net.train(x, t)' --output 'net.predict(x)'",
    "no training was seen when it was run: no number was updated again by what had been computed from it; if the "
    "file makes a network, add --step 'net.train(x, t)' --output 'net.predict(x)' with names of the file; if "
    "not, run xortui check --template try.py, and make one in the six lines to fill in",
    "the step {expression} needs {name}, which the file does not have; it has {names}",
    "the output {expression} needs {name}, which the file does not have; it has {names}",
    "the step {expression} needs {name}, which the file does not have: it has only {names}; run xortui check "
    "--template try.py, and make a network in the six lines to fill in",
    "the output {expression} needs {name}, which the file does not have: it has only {names}; run xortui check "
    "--template try.py, and make a network in the six lines to fill in",
    "line {line} updates {name} only if a condition on the output holds, and then without the error: write the "
    "perceptron's rule as w += η·(t − ŷ)·x, and it can be checked",
    "it was still running when it was stopped; until then no number was updated by what had been computed from it: "
    "if one update takes many samples, check it with fewer; if not, look whether its loop updates the weights, or say "
    "how to take a step: --step 'net.train(x, t)'",
    "it was still running when it was stopped in {place}; until then no number was updated by what had been "
    "computed from it: if one update takes many samples, check it with fewer; if not, look whether its loop updates "
    "the weights, or say how to take a step: --step 'net.train(x, t)'",
    "its steps go back through some uses of the same weights and not through earlier ones: that is no gradient, but "
    "may be meant, as in an Elman network",
    "a step of its training computes too many numbers to check: check it with fewer inputs, samples or units",
    'the file has XORTUI_OUTPUT and no XORTUI_STEP: add what takes one training step, as XORTUI_STEP = '
    '"net.train(x, y)"',
    # why it could not be run
    "it could not be run: {why}",
    "this folder has no Python file in it",
    "this is a folder; expected a Python file",
    "there is no such file",
    "this is no ordinary file; expected a Python file",
    "this is a notebook; expected a Python file: save it as one, or run jupyter nbconvert --to script",
    "this is no text; expected a Python file",
    "the file is empty",
    "it can't be read: {why}; save it in UTF-8",
    "this is not Python: {why}",
    "the file ends itself here",
    "the file interrupts itself here",
    "the file ends its process here, by {what}",
    "the file replaces {name} by something of its own: take that out",
    "it has not come to an end within {seconds} seconds; --seconds gives it more",
    "it has not come to an end within {seconds} seconds; then it was in {place}; --seconds gives it more",
    "it ended its process by itself, with the status {status}",
    "it was ended by the system; it may have used more than {size} of memory",
    "it was ended by the signal {name}",
    "Python itself crashed in it ({name}), as it does when functions call each other too deeply",
    "{module} is not installed for the Python that runs xortui",
    "there is no mynet.py beside it: write the name of your own file here",
    "a function calls itself without end",
    "it asks for more memory than it may use",
    "input() has been asked {times} times",
    "input() is answered with an empty line here: write the values into the file",
    "it starts a thread, and only one thread can be watched: take the threads out",
    "it starts another process, which is not done while a file is checked",
    "it sends a signal to a process, which is not done while a file is checked",
    "it writes more files than it may",
    "it opens a connection, which is not done while a file is checked",
    "it changes a file outside of its own folder, which is not done while it is checked",
    "{what}; only the small files beside it, and in folders there, are copied with it",
)  # fmt: skip
"""What the process says, as the code of `xortui.check` has it."""
PARTS = (
    "{samples} samples a step",
    "one sample a step",
    "no biases",
    "1 row",
    "1 column",
    "{number} rows",
    "{number} columns",
    "mean over the batch",
    "summed over the batch",
    "cross-entropy",
    "the perceptron's rule (t − ŷ)·x",
    "½(ŷ − y)² with 1 for the slope of the step at the output",
    "the loss that the file computes",
    "the hinge loss max(0, {least} − y·ŷ)",
    "the squared hinge loss max(0, {least} − y·ŷ)²",
    "(ŷ − y)² through a softmax",
    "½(ŷ − y)² through a softmax",
    "the logistic loss ln(1 + exp(−y·ŷ))",
    "the exponential loss exp(−y·ŷ)",
    "the loss whose slope at the outputs is computed in line {line}",
    "the squared error",
    "the absolute error",
    "a power of the error",
    "Huber's loss",
    "log cosh",
    "the pseudo-Huber loss",
    "Cauchy's loss",
    "the fair loss",
    "Welsch's loss",
    "another",
    "{loss}, weighted",
    "{slope} for {activation}",
    "{activation} in its layer",
    "{activation} in both layers",
    "{activation} in every layer",
    "{activation} in the first layer",
    "{activation} in the second layer",
    "{activation} in the third layer",
    "{activation} in layer {layer}",
    "{activation} in the hidden layers",
    "{activation} at the output",
    "no names",
    "{low} and above",
)  # fmt: skip
"""What stands for a name in some of these sentences, and is in words."""
_NAME = re.compile(r"\\\{([a-z]+)\\\}")
_END = re.compile(r"(?<=[.!?]) (?=[A-Z½∂Ŷŷδ]|dW|v ←|reshape|a·)")
"""Between two sentences: some hints begin with a formula."""
_PLACE = re.compile(r"(?P<file>[^:`]+, )?line (?P<number>\d+)(?P<code>: `.*?`)?(?P<end>: |$)")
"""Where in a file something happens, before what happens: 'net.py, line 3: `x = 1`: '."""
_LINE = re.compile(r"Line (?P<number>\d+): ")
"""The line of a mistake in the story of a file."""
MAX_SENTENCES = 4
"""Sentences of which one text of the catalogue may consist."""
_GROUPS = re.compile(r"(?<=\d),(?=\d{3}\b)")
LIST = ", "


def retold_check(text: str) -> str:
    """Return what the process says of a file in the language that is chosen; what nobody knows stays as it is.

    Args:
        text: in English, one sentence or several, or why there is no verdict.
    """
    if is_english() or not text:
        return text
    place, rest = _place_and_rest(text)
    told = []
    waiting = _END.split(rest)
    while waiting:
        count, retold_ones = _first_retold(waiting)
        told.append(retold_ones)
        del waiting[:count]
    return place + " ".join(told)


def _first_retold(sentences: Sequence[str]) -> tuple[int, str]:
    """Return how many of the first sentences are told as one, and how: those of a mistake have several at times."""
    line, rest = _line_and_rest(sentences[0])
    told = _told(sentences[0], _patterns(SENTENCES))
    if told != sentences[0]:
        return 1, told
    for count in range(1, min(MAX_SENTENCES, len(sentences)) + 1):
        together = " ".join([rest, *sentences[1:count]])
        told = phrase(together)
        if told == together:
            told = retold(together)
        if told != together:
            return count, line + told
    return 1, line + rest


def _line_and_rest(sentence: str) -> tuple[str, str]:
    """Return the line that a sentence on a mistake begins with, retold, and what is said of it."""
    found = _LINE.match(sentence)
    if found is None:
        return "", sentence
    return f"{phrase('Line {number}:', number=found['number'])} ", sentence[found.end() :]


def _place_and_rest(text: str) -> tuple[str, str]:
    """Return the lines of code that a text begins with, their number retold, and what is said of them."""
    places = ""
    found = _PLACE.match(text)
    while found is not None:
        line = phrase("line {number}", number=found["number"])
        places += f"{found['file'] or ''}{line}{found['code'] or ''}{found['end']}"
        text = text[found.end() :]
        found = _PLACE.match(text)
    return places, text


def _told(text: str, patterns: tuple[tuple[str, re.Pattern[str]], ...]) -> str:
    for template, pattern in patterns:
        found = pattern.fullmatch(text)
        if found is not None:
            return phrase(template, **{name: _value(value) for name, value in found.groupdict().items()})
    return text


def _value(text: str) -> str:
    """Return what stands for a name: the parts of a list that are known retold, and the thousands of numbers apart."""
    place, rest = _place_and_rest(text)
    told = place + _told(rest, _patterns((*PARTS, *SENTENCES)))
    if told == text and LIST in text:
        told = LIST.join(_told(part, _patterns(PARTS)) for part in text.split(LIST))
    return _GROUPS.sub(chosen_thousands(), told)


@cache
def _patterns(templates: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return templates, and what any text made of each looks like; the longest first."""
    found = []
    for template in sorted(templates, key=len, reverse=True):
        pattern = one_group_each(_NAME.sub(lambda name: f"(?P<{name[1]}>.*?)", re.escape(template)))
        found.append((template, re.compile(pattern)))
    return tuple(found)
