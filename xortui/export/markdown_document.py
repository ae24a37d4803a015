"""The handout as Markdown: one step's derivation in tables, formulas in Unicode as the program prints them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xortui.core.activations import SOFTMAX, activation
from xortui.core.expression import formula
from xortui.core.losses import LOSSES
from xortui.core.network import Unit
from xortui.debugger import Debugger
from xortui.export.derivation import Derivation, Equation, Gradient, derive, few, signed_sum

READ_OFF = (
    "The other local derivatives are read off: ∂z/∂w is the value that the weight multiplies, ∂z/∂h the weight, "
    "and ∂z/∂b = 1."
)
"""How the factors of a gradient are found that are not computed."""

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&!])")


def markdown_document(debugger: Debugger) -> str:
    """Return the derivation of the step that a debugger stands in; of the first, if it stands at the start."""
    derivation = derive(debugger)
    problem = derivation.problem
    blocks = [
        f"# {plain_text(problem.title or problem.name)}",
        f"**{derivation.heading}**",
        *([f"Source: {plain_text(problem.source)}"] if problem.source else []),
        *network_blocks(derivation),
        *_section("Forward", derivation.forward),
        *_section("Loss", derivation.loss),
        *_section("Local derivatives", derivation.factors),
        READ_OFF,
        *_section("What the paths share", derivation.deltas),
        *_gradients(derivation.gradients),
        *_section("Derivatives by the inputs", derivation.inputs),
        *_section("Update", derivation.updates),
    ]
    return "\n\n".join(blocks) + "\n"


def network_blocks(derivation: Derivation) -> list[str]:
    """Return what the network is, its sample and its parameters before the step."""
    network = derivation.problem.network
    rows = [
        (_names(units), name, _activation(name))
        for units, name in zip(network.units[1:], network.activations, strict=True)
    ]
    return [
        "## Network and sample",
        f"A {network.title} network with inputs {_names(network.units[0])}. "
        f"Loss of one output: {network.loss}, {LOSSES[network.loss].formula}.",
        table(("units", "activation", "formula"), rows),
        *map(plain_text, derivation.notes),
        value_table("name", (*derivation.sample, *derivation.settings)),
        "The parameters before the step:",
        value_table("parameter", tuple(derivation.start.items())),
    ]


def value_table(title: str, values: Sequence[tuple[str, str]]) -> str:
    """Return names and numbers as a table.

    Args:
        title: what stands above the names.
        values: names and digits.
    """
    return table((title, "value"), [(name, _number(digits)) for name, digits in values])


def _activation(name: str) -> str:
    return "ŷi = e^zi / Σ e^zj" if name == SOFTMAX else activation(name).formula


def _names(units: Sequence[Unit]) -> str:
    return few([unit.name for unit in units])


def _section(title: str, equations: Sequence[Equation]) -> list[str]:
    if not equations:
        return []
    rows = [(equation.target, *forms(equation)) for equation in equations]
    return [f"## {title}", table(("", "formula", "with numbers", "value"), rows)]


def forms(equation: Equation) -> tuple[str, str, str]:
    """Return an equation in symbols, with its numbers, and its value."""
    sign = "← " if equation.assigns else ""
    left_out = f" ({equation.left_out} terms left out)" if equation.left_out else ""
    numbers = formula(equation.expression, lambda name: _number(equation.number(name)))
    return f"{sign}{formula(equation.expression)}{left_out}", numbers, _number(equation.value)


def _gradients(gradients: Sequence[Gradient]) -> list[str]:
    rows = []
    for gradient in gradients:
        symbols, numbers, value = forms(gradient.equation)
        source = gradient.parameter.source
        where = f"{source.name if source else ''} → {gradient.parameter.target.name}".strip()
        if gradient.terms:
            numbers += f" = {signed_sum(map(_number, gradient.terms), '−')}"
        rows.append((gradient.equation.target, where, str(gradient.paths), symbols, numbers, value))
    headings = ("", "leads", "paths", "chain rule", "with numbers", "value")
    return ["## Gradients by the chain rule", table(headings, rows)]


def _number(digits: str) -> str:
    """Return a number as the program prints it: −1.5e−7."""
    if digits in ("inf", "-inf", "nan"):
        return {"inf": "∞", "-inf": "−∞", "nan": "NaN"}[digits]
    mantissa, _, exponent = digits.partition("e")
    return (f"{mantissa}e{int(exponent)}" if exponent else mantissa).replace("-", "−")


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table."""
    lines = [headings, ["---"] * len(headings), *([_cell(cell) for cell in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(text: str) -> str:
    return text.replace("|", r"\|")


def plain_text(text: str) -> str:
    """Return a user's text in one line, with everything escaped that Markdown would take for its own."""
    words = "".join(letter for letter in " ".join(text.split()) if letter.isprintable())
    return _SPECIAL.sub(r"\\\1", words)
