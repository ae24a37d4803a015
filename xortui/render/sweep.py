"""The report of a sweep: how many starts learn, how fast, and where the others end, as lines of text."""

from __future__ import annotations

from collections.abc import Sequence

from xortui.core.network import Network
from xortui.language.grouping import grouped
from xortui.language.phrase import phrase, plural
from xortui.render.decision_map import plain_map
from xortui.render.glyphs import ascii_prose
from xortui.render.histogram import histogram_lines
from xortui.sweep.ends import End, ends_of
from xortui.sweep.findings import CellFindings, Sweep
from xortui.sweep.plan import Plan
from xortui.sweep.share import Share

WIDTH = 78
MIN_WIDTH = 30
MAP_WIDTH = 18
MAP_HEIGHT = 7
BETWEEN = 2
"""Columns between two maps."""
MAX_ENDS = 8
"""Ways to end that are shown."""
SHADES = " ░▒▓█"
"""From none to all that learn."""
_HEADINGS = {"optimizer": "optimizer", "hidden": "hidden", "spread": "weights", "rate": "η"}
"""What stands above a column, by what is varied."""
TRAINERS = {"lanes": "machine code", "rows": "NumPy"}
"""What trains many starts at once, by how it keeps them."""


def sweep_lines(sweep: Sweep, cell: int | None = None, width: int = WIDTH, *, ascii_only: bool = False) -> list[str]:
    """Return everything that is known of a sweep.

    Args:
        sweep: what is known.
        cell: the number of a cell that is told by itself; None for all in a table, or the only one by itself.
        width: columns.
        ascii_only: whether what stands side by side is written in ASCII characters, some of which are wider.
    """
    width = min(max(width, MIN_WIDTH), WIDTH)
    plan = sweep.plan
    lines = [*_heading(sweep), ""]
    if cell is None and len(plan.cells) > 1:
        findings = sweep.cells()
        return [*lines, *_table(plan, findings), *_maps(plan, findings, width)]
    findings_ = sweep.of(plan.cells[(cell or 1) - 1])
    if cell is not None and plan.varied:
        lines.insert(-1, phrase("cell {cell}: {told}", cell=cell, told=told_cell(findings_)))
    return [*lines, *cell_lines(findings_, width, ascii_only=ascii_only)]


def _heading(sweep: Sweep) -> list[str]:
    plan = sweep.plan
    exercise = plan.cells[0].exercise
    what = [
        phrase("{starts} starts", starts=grouped(plan.starts)),
        phrase("seeds {first} to {last}", first=plan.seeds[0], last=plan.seeds[-1]),
    ]
    if "optimizer" not in plan.varied:
        what.append(plan.cells[0].optimizer)
    if "rate" not in plan.varied:
        what.append(f"η {plan.cells[0].rate:g}")
    if "spread" not in plan.varied:
        what.append(phrase("weights {spread}", spread=plan.cells[0].spread))
    title = "" if "hidden" in plan.varied else f" {_title(exercise.problem.network)}"
    lines = [f"{plan.problem.name}{title}: {', '.join(what)}"]
    lines.append(phrase("learnt: {goal}", goal=plan.goal.told))
    lines.append(
        phrase(
            "each is trained for {epochs} epochs at most; trained by {trainers}",
            epochs=grouped(plan.epochs),
            trainers=phrase(" and ").join(_trainers(sweep)),
        )
    )
    if exercise.draws_given:
        lines.append(phrase("the starting weights that the problem gives are drawn here, too"))
    if not sweep.is_complete:
        whole = plan.starts * len(plan.cells)
        lines.append(
            phrase(
                "stopped: {done} of {whole} starts have been trained",
                done=grouped(sweep.starts_done),
                whole=grouped(whole),
            )
        )
    return lines


def _title(network: Network) -> str:
    return f"{network.title}{phrase(' with skips') if network.skips else ''}"


def _trainers(sweep: Sweep) -> list[str]:
    return [phrase(TRAINERS[name]) for name in dict.fromkeys(sweep.trainers)]


def cell_lines(findings: CellFindings, width: int, *, ascii_only: bool) -> list[str]:
    """Return what is known of one cell: how many learn, how fast, and where all of them end."""
    share = findings.share
    part = grouped(share.part)
    whole = grouped(share.whole)
    lines = [f"{phrase('{part} of {whole} starts learn', part=part, whole=whole)}{_percent_of(share)}"]
    if not share.whole:
        return lines
    if findings.broken:
        lines.append(
            phrase("{number} diverged: a weight was no longer a finite number", number=grouped(findings.broken))
        )
    if findings.epochs_to_learn:
        lines += _speed(findings)
        lines += ["", *histogram_lines(findings.epochs_to_learn, share.whole - share.part, width)]
    return [*lines, "", phrase("where they end, and how many"), *ends_lines(findings, width, ascii_only=ascii_only)]


def _percent_of(share: Share) -> str:
    if not share.whole:
        return ""
    low, high = share.interval
    sure = phrase("95 % sure: {low} to {high} %", low=f"{100 * low:.1f}", high=f"{100 * high:.1f}")
    return f": {100 * share.value:.1f} % ({sure})"


def _speed(findings: CellFindings) -> list[str]:
    quarters = [findings.quantile(part) for part in (0.25, 0.5, 0.75)]
    first, middle, third = (grouped(value) for value in quarters if value is not None)
    fastest = findings.epochs_to_learn[0]
    slowest = findings.epochs_to_learn[-1]
    return [
        phrase(
            "epochs of those that learn: median {middle}, quartiles {first} and {third}",
            middle=middle,
            first=first,
            third=third,
        ),
        phrase(
            "the fastest takes {fastest}, the slowest {slowest}", fastest=grouped(fastest), slowest=grouped(slowest)
        ),
    ]


def ends_lines(findings: CellFindings, width: int, *, ascii_only: bool) -> list[str]:
    """Return a grid of pictures of the commonest ways to end; lines alone where there is no map."""
    ends = ends_of(findings)
    shown = ends[:MAX_ENDS]
    exercise = findings.cell.exercise
    lines: list[str] = []
    if exercise.problem.given_inputs != 2:
        for number, end in enumerate(shown, 1):
            answers = _answers(findings, end, names_samples=True)
            lines.append(f"{number:3}  {_caption(end)}  {answers}".rstrip())
    else:
        wide = max([MAP_WIDTH, *[len(_answers(findings, end)) for end in shown]])
        abreast = max(1, (width + BETWEEN) // (wide + BETWEEN))
        for first in range(0, len(shown), abreast):
            pictures = []
            for number, end in enumerate(shown[first : first + abreast], start=first + 1):
                picture = _picture(findings, end, number)
                pictures.append([*map(ascii_prose, picture)] if ascii_only else picture)
            lines += ["", *_abreast(pictures, wide)]
    left = ends[MAX_ENDS:]
    if left:
        count = sum(end.starts for end in left)
        told = plural(
            "and {starts} in {number} other way",
            "and {starts} in {number} other ways",
            len(left),
            starts=grouped(count),
            number=grouped(len(left)),
        )
        lines += ["", told]
    return lines


def _picture(findings: CellFindings, end: End, number: int) -> list[str]:
    exercise = findings.cell.exercise
    program = exercise.program
    parameters = findings.parameters[:, end.example].tolist()
    state = [*parameters, *([0.0] * (len(program.state) - len(parameters)))]
    drawn = plain_map(exercise.problem, program, state, MAP_WIDTH, MAP_HEIGHT)
    return [f"{number}  {_caption(end)}", *drawn, _answers(findings, end)]


def _abreast(pictures: Sequence[Sequence[str]], wide: int) -> list[str]:
    lines = []
    for parts in zip(*pictures, strict=True):
        lines.append((" " * BETWEEN).join(f"{part:{wide}}" for part in parts).rstrip())
    return lines


def _caption(end: End) -> str:
    starts = grouped(end.starts)
    if end.way.has_learnt:
        return phrase("{starts} learn", starts=starts)
    if end.way.is_broken:
        return phrase("{starts} diverge", starts=starts)
    return phrase("{starts} stuck", starts=starts)


def _answers(findings: CellFindings, end: End, *, names_samples: bool = False) -> str:
    """Tell the answers to the samples, or how many are right.

    Args:
        findings: of a cell.
        end: the way to end.
        names_samples: whether there is room to say that it is samples that are counted.
    """
    if end.way.is_broken:
        return ""
    if end.way.answers:
        return f"({', '.join(end.way.answers)})"
    whole = len(findings.cell.exercise.samples)
    right = end.way.right
    if right == whole and names_samples:
        return phrase("all {whole} samples right", whole=whole)
    if right == whole:
        return phrase("all {whole} right", whole=whole)
    if names_samples:
        return phrase("{right} or more of {whole} samples right", right=right, whole=whole)
    return phrase("{right} or more of {whole} right", right=right, whole=whole)


def told_cell(findings: CellFindings) -> str:
    """Name what a cell has."""
    cell = findings.cell
    return phrase(
        "{optimizer}, η {rate}, weights {spread}, hidden {hidden}",
        optimizer=cell.optimizer,
        rate=f"{cell.rate:g}",
        spread=cell.spread,
        hidden=told_hidden(cell.hidden),
    )


def told_hidden(sizes: Sequence[int]) -> str:
    """Name hidden layers."""
    return "-".join(map(str, sizes)) if sizes else phrase("none")


def _table(plan: Plan, findings: Sequence[CellFindings]) -> list[str]:
    """Return a row for each cell."""
    varied = [phrase(_HEADINGS[name]) for name in plan.varied]
    rows = [
        [phrase("cell"), *varied, phrase("learn"), phrase("95 % sure"), phrase("median"), phrase("quartiles")],
    ]
    for found in findings:
        cell = found.cell
        values = {
            "optimizer": cell.optimizer,
            "hidden": told_hidden(cell.hidden),
            "spread": cell.spread,
            "rate": f"{cell.rate:g}",
        }
        row = [str(cell.number), *[values[name] for name in plan.varied]]
        row += [_percent(found.share), _between(found.share)]
        if found.epochs_to_learn:
            first, middle, third = (grouped(found.quantile(part) or 0) for part in (0.25, 0.5, 0.75))
            row += [middle, f"{first}–{third}"]
        else:
            row += [phrase("never") if found.share.whole else "", ""]
        rows.append(row)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = []
    for row in rows:
        cells = [f"{text:>{size}}" for text, size in zip(row, widths, strict=True)]
        lines.append("  ".join(cells).rstrip())
    return lines


def _percent(share: Share) -> str:
    return f"{100 * share.value:.0f} %" if share.whole else "-"


def _between(share: Share) -> str:
    if not share.whole:
        return ""
    low, high = share.interval
    return f"{100 * low:.0f}–{100 * high:.0f} %"


def _maps(plan: Plan, findings: Sequence[CellFindings], width: int) -> list[str]:
    """Return a map of rates and spreads for each combination of the others, where both are varied."""
    if len(plan.rates) < 2 or len(plan.spreads) < 2:
        return []
    lines = []
    size = len(plan.rates) * len(plan.spreads)
    for first in range(0, len(findings), size):
        group = findings[first : first + size]
        cell = group[0].cell
        others = []
        if "optimizer" in plan.varied:
            others.append(cell.optimizer)
        if "hidden" in plan.varied:
            others.append(phrase("hidden {hidden}", hidden=told_hidden(cell.hidden)))
        lines += ["", ", ".join([phrase("share that learns, and between what it is 95 % sure to lie"), *others])]
        lines += _map(plan, group, width)
    return lines


def _map(plan: Plan, group: Sequence[CellFindings], width: int) -> list[str]:
    """Return a line for each spread, the widest first, with a field for each rate."""
    below = phrase("weights")
    left = max(len(below), *[len(found.cell.spread) for found in group])
    rates = len(plan.rates)
    room = (width - left) // rates - 2
    fields = [_field(found.share, in_full=True) for found in group]
    if max(map(len, fields)) > room:
        fields = [_field(found.share, in_full=False) for found in group]
    wide = max(map(len, fields))
    if left + rates * (wide + 2) > width:
        return [f"{'':{left}}  {phrase('(too many rates for a map of {width} columns)', width=width)}"]
    lines = []
    for row in reversed(range(len(plan.spreads))):
        first = row * rates
        parts = [f"{field:{wide}}" for field in fields[first : first + rates]]
        lines.append("  ".join([f"{group[first].cell.spread:>{left}}", *parts]).rstrip())
    names = [f"{f'η {rate:g}':{wide}}" for rate in plan.rates]
    lines.append("  ".join([f"{below:>{left}}", *names]).rstrip())
    return lines


def _field(share: Share, *, in_full: bool) -> str:
    """Return a share as a shade and in per cent, with between which it is sure to lie where there is room."""
    if not share.whole:
        return "-"
    shade = SHADES[min(int(share.value * len(SHADES)), len(SHADES) - 1)]
    told = f"{shade * 2} {100 * share.value:3.0f} %"
    if not in_full:
        return told
    low, high = share.interval
    return f"{told} {f'{100 * low:.0f}–{100 * high:.0f}':<6}".rstrip()
