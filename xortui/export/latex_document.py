"""The handout: one step's derivation as a LaTeX document that any pdflatex compiles, with amsmath alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from xortui.core.activations import SOFTMAX, activation
from xortui.core.expression import Call, Expression, Name
from xortui.core.functions import EXP
from xortui.core.network import Unit
from xortui.debugger import Debugger
from xortui.export.derivation import Derivation, Equation, Gradient, derive, few, signed_sum
from xortui.export.latex_formula import Write, latex, latex_number, latex_pieces, latex_symbol
from xortui.export.latex_text import latex_text

ROOM = 78
"""How wide a line of a formula may be, in digits."""
LEFT = 10
"""What of it stands left of the sign =."""
ABREAST = 4
"""Values in one row of a table, where they are not too wide."""
SIGN = 5
"""What the sign = takes in such a row, with the blank between two values."""

PREAMBLE = r"""\documentclass[11pt,a4paper,fleqn]{article}
\usepackage{amsmath}
\usepackage[margin=25mm]{geometry}
\allowdisplaybreaks
\setlength{\mathindent}{2em}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt plus 1pt}
\setlength{\emergencystretch}{4em}
\setlength{\jot}{6pt}
\renewcommand{\arraystretch}{1.4}
\AtBeginDocument{\abovedisplayskip=4pt plus 2pt \belowdisplayskip=6pt plus 2pt}"""

READ_OFF = (
    r"The other local derivatives are read off: $\frac{\partial z}{\partial w}$ is the value that the weight "
    r"multiplies, "
    r"$\frac{\partial z}{\partial h}$ the weight, and $\frac{\partial z}{\partial b} = 1$."
)
"""How the factors of a gradient are found that are not computed."""
_FRACTION = re.compile(r"\\frac\{\\partial ((?:[^{}]|\{[^{}]*\})*)\}\{\\partial ((?:[^{}]|\{[^{}]*\})*)\}")


def latex_document(debugger: Debugger) -> str:
    """Return the derivation of the step that a debugger stands in; of the first, if it stands at the start."""
    derivation = derive(debugger)
    problem = derivation.problem
    title = rf"{latex_text(problem.title or problem.name)}\\[4pt] \large {latex_text(derivation.heading)}"
    lines = [
        *head_lines(title),
        *([rf"{{\raggedright {latex_text(problem.source)}\par}}", ""] if problem.source else []),
        *network_lines(derivation),
        *_section("Forward", derivation.forward),
        *_section("Loss", derivation.loss),
        *_section("Local derivatives", derivation.factors, READ_OFF),
        *_section("What the paths share", derivation.deltas),
        *_gradients(derivation.gradients),
        *_section("Derivatives by the inputs", derivation.inputs),
        *_section("Update", derivation.updates),
        r"\end{document}",
        "",
    ]
    return "\n".join(lines)


def head_lines(title: str) -> list[str]:
    """Return how a document begins, up to its title, which is LaTeX."""
    return [
        PREAMBLE,
        rf"\title{{\vspace{{-20mm}}{title}}}",
        r"\author{}",
        r"\date{}",
        r"\begin{document}",
        r"\maketitle",
        r"\vspace{-12mm}",
    ]


def network_lines(derivation: Derivation) -> list[str]:
    """Return what the network is, its sample and its parameters before the step."""
    network = derivation.problem.network
    lines = [
        r"\section*{Network and sample}",
        rf"A {network.title} network of the inputs {_names(network.units[0])} and",
    ]
    lines += ["", r"\begin{tabular}{lll}"]
    for units, name in zip(network.units[1:], network.activations, strict=True):
        lines.append(rf"{_names(units)} & {latex_text(name)} & {_activation(name)} \\[2pt]")
    lines.append(r"\end{tabular}")
    lines += [line for note in derivation.notes for line in ("", latex_text(note))]
    lines += ["", "The sample and the settings:", *value_lines([*derivation.sample, *derivation.settings])]
    return [*lines, "The parameters before the step:", *value_lines(list(derivation.start.items()))]


def _activation(name: str) -> str:
    """Return an activation's formula, and its derivative where it is one of single units."""
    if name == SOFTMAX:
        return r"$\hat{y}_{i} = e^{z_{i}} / \sum_{j} e^{z_{j}}$"
    z = Name("z")
    a = Name("a")
    value = latex(activation(name).value(z))
    if name == "sigmoid":
        value += rf" = \frac{{1}}{{1 + {latex(Call(EXP, -z))}}}"
    return f"$a = {value}$, with derivative ${latex(activation(name).derivative(z, a))}$"


def _names(units: Sequence[Unit]) -> str:
    return few([f"${latex_symbol(unit.name)}$" for unit in units], r"\dots")


def value_lines(values: Sequence[tuple[str, str]]) -> list[str]:
    """Return names and numbers as a table, in rows of a few."""
    names = [latex_symbol(name) for name, _ in values]
    numbers = [latex_number(digits) for _, digits in values]
    cells = [f"{name} &= {number}" for name, number in zip(names, numbers, strict=True)]
    widest = max(map(_width, names)) + SIGN + max(map(_width, numbers))
    abreast = max(min(ABREAST, int(ROOM / widest)), 1)
    rows = [" & ".join(cells[start : start + abreast]) for start in range(0, len(cells), abreast)]
    return [r"\begin{align*}", " \\\\\n".join(rows), r"\end{align*}"]


def _section(title: str, equations: Sequence[Equation], text: str = "") -> list[str]:
    if not equations:
        return []
    return [rf"\section*{{{title}}}", *([text] if text else []), *_aligned(map(equation_lines, equations))]


def _gradients(gradients: Sequence[Gradient]) -> list[str]:
    lines = [r"\section*{Gradients by the chain rule}"]
    for gradient in gradients:
        parameter = gradient.parameter
        equation = gradient.equation
        target = latex_symbol(parameter.target.name)
        where = rf"{latex_symbol(parameter.source.name)} \to {target}" if parameter.source else rf"\to {target}"
        what = "weight" if parameter.source else "bias"
        count = f", {gradient.paths} paths" if gradient.paths > 1 else ""
        lines.append(rf"\textbf{{${latex_symbol(parameter.name)}$}}, {what} ${where}${count}\nopagebreak")
        lines += _aligned([equation_lines(equation, gradient.terms)])
    return lines


def _aligned(rows: Iterable[list[str]]) -> list[str]:
    return [r"\begin{align*}", " \\\\\n".join(line for row in rows for line in row), r"\end{align*}"]


def equation_lines(equation: Equation, terms: Sequence[str] = ()) -> list[str]:
    """Return an equation in the lines of an alignment: in one where it fits, else with a line for each of its forms."""

    def number(name: str) -> str:
        return latex_number(equation.number(name))

    sign = r"\leftarrow" if equation.assigns else "="
    forms = [_lines(equation.expression, latex_symbol), _lines(equation.expression, number)]
    if equation.left_out:
        forms[0].append(rf"\text{{({equation.left_out} terms left out)}}")
    if terms:
        forms.append([signed_sum(map(latex_number, terms), "-")])
    forms.append([latex_number(equation.value)])
    distinct = [form for place, form in enumerate(forms) if not place or form != forms[place - 1]]
    target = latex_symbol(equation.target)
    whole = " = ".join(" ".join(form) for form in distinct)
    if len(distinct[0]) == 1 and _width(whole) <= ROOM - LEFT:
        return [f"{target} &{sign} {whole}"]
    lines = []
    for place, (first, *others) in enumerate(distinct):
        lines.append(f"{target} &{sign} {first}" if place == 0 else f"&= {first}")
        lines += [rf"&\quad {{}} {other}" for other in others]
    return lines


def _lines(expression: Expression, write: Write) -> list[str]:
    """Return a formula in lines that are not too wide, broken before an operator: between terms, where they fit."""
    lines = [""]
    for term in latex_pieces(expression, write):
        pieces = [f"{operator} {piece}".strip() for operator, piece in term]
        if _width(" ".join(pieces)) <= ROOM - LEFT:
            pieces = [" ".join(pieces)]
        for piece in pieces:
            if lines[-1] and _width(f"{lines[-1]} {piece}") > ROOM - LEFT:
                lines.append("")
            lines[-1] = f"{lines[-1]} {piece}".strip()
    return lines


def _width(formula: str) -> float:
    """Return about how wide a formula is, in digits."""
    flat = _FRACTION.sub(lambda match: f"xx{max(match.groups(), key=len)}", formula)
    flat = re.sub(r"\\frac\{(.*?)\}\{(.*?)\}", lambda match: max(match.groups(), key=len), flat)
    operators = len(re.findall(r" [-+=] ", flat))
    dots = flat.count(r"\cdot")
    flat = re.sub(r"\\[a-z]+|[{}_^ ]|[-+=]", lambda match: "x" if match[0][0] == "\\" else "", flat)
    return len(flat) + 2.5 * operators + 0.5 * dots
