"""All that a person can read of a workbench: every pane in two sizes, the lines around them, and what info tells.

Sums over paths are read folded and unfolded, branch by branch.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from xortui.commands.workbench import Workbench
from xortui.core.program import Program
from xortui.debugger import Snapshot
from xortui.prompt.telling import chosen_line
from xortui.prompt.topics import TOPICS, topic_named
from xortui.render.answers import answers_rows
from xortui.render.chain_rule import chain_rule_rows, chains
from xortui.render.diagram import network_rows
from xortui.render.error_surface import error_surface_rows
from xortui.render.loss_chart import loss_rows
from xortui.render.paths import lines, terms
from xortui.render.program import program_rows
from xortui.render.row import Row, plain
from xortui.render.samples import samples_rows
from xortui.render.sentence import sentence_rows
from xortui.render.status import status_row
from xortui.render.view import View
from xortui.render.watches import watches_rows
from xortui.render.weights import weights_rows

SIZES = ((46, 10), (150, 60))
MOST_BRANCHES = 12
"""Branches of one gradient that are chosen one after the other."""


def everything(bench: Workbench) -> dict[str, str]:
    """Return what there is to be read, by where it stands; the chosen factor is each of the parameter's in turn."""
    debugger = bench.debugger
    snapshot = debugger.snapshot()
    found: dict[str, list[Row]] = {}
    view = bench.look()
    for width, height in SIZES:
        at = f" {width}"
        found[f"network{at}"] = network_rows(snapshot, view, width, height)
        found[f"network in letters{at}"] = network_rows(snapshot, view, width, height, ascii_only=True)
        found[f"weights{at}"] = weights_rows(snapshot, view, width, height)
        found[f"chain rule{at}"] = chain_rule_rows(snapshot, view, width, height)
        found[f"loss{at}"] = loss_rows(snapshot, view, width, height)
        found[f"samples{at}"] = samples_rows(snapshot, view, width, height)
        found[f"answers{at}"] = answers_rows(snapshot, view, width, height, coloured=False)
        found[f"error surface{at}"] = error_surface_rows(snapshot, view, width, height, coloured=False)
        found[f"watches{at}"] = watches_rows(snapshot, width, height)
        found[f"program{at}"] = program_rows(snapshot, view, width, height)
        found[f"sentence{at}"] = sentence_rows(snapshot, view, width, 2)
        found[f"status{at}"] = [status_row(snapshot, bench.transport, width)]
    for place in range(len(chains(snapshot.program)[view.parameter])):
        # Below the table stands the factor that is looked at, written out.
        found[f"factor {place}"] = chain_rule_rows(snapshot, replace(view, factor=place), 150, 3)
    texts = {name: "\n".join(plain(row) for row in rows) for name, rows in found.items()}
    texts["message"] = bench.message
    for topic in TOPICS:
        texts[f"info {topic.name}"] = "\n".join(topic.tell(bench, ""))
    for parameter in _looked_at(snapshot, view):
        texts[f"info chain {parameter}"] = "\n".join(topic_named("chain").tell(bench, parameter))
        for name, chosen in _branches(snapshot.program, replace(view, parameter=parameter)):
            texts[f"chosen {name}"] = chosen_line(snapshot, chosen)
            for width, height in SIZES:
                rows = chain_rule_rows(snapshot, chosen, width, height)
                texts[f"branch {name} {width}"] = "\n".join(map(plain, rows))
    return texts


def _looked_at(snapshot: Snapshot, view: View) -> list[str]:
    """Return the parameter that is chosen, and the one to which the next operation belongs, if it belongs to one."""
    names = [view.parameter]
    for operation in snapshot.program.operations[snapshot.position.operation :][:1]:
        if operation.by in snapshot.program.network.parameter_names:
            names.append(operation.by)
    return list(dict.fromkeys(names))


def _branches(program: Program, view: View) -> Iterator[tuple[str, View]]:
    """Yield the views that have each branch of the parameter's gradient chosen, all of them unfolded."""
    unfolded: frozenset[tuple[str, ...]] = frozenset({(view.parameter,)})
    while True:
        found = lines(program, replace(view, unfolded=unfolded), [view.parameter])
        more = {line.key for line in found[:MOST_BRANCHES] if terms(program, line.key)}
        if more <= unfolded:
            break
        unfolded |= more
    for line in found[:MOST_BRANCHES]:
        if line.branch:
            yield " ".join(line.key), replace(view, branch=line.branch, unfolded=unfolded)
