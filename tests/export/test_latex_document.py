from __future__ import annotations

import re
from dataclasses import replace

import pytest

from tests.export.problems import WIDE, XOR, debugger_at, random_problem
from xortui.debugger import Debugger
from xortui.export.latex_document import latex_document
from xortui.problems import Problem, built_in_names, load_problem

PROBLEMS: dict[str, Problem] = {name: load_problem(name) for name in built_in_names()} | dict(WIDE)
PROBLEMS |= {f"random {seed}": random_problem(seed) for seed in range(20)}
HOSTILE = replace(
    XOR, title="\\end{document} } { % $ # _ ^ ~ 東 \0 \\", source="\\input{/etc/passwd}\n\n%\n& | « » Ω ł"
)


def unescaped(text: str, letter: str) -> int:
    return len(re.findall(rf"(?<!\\)\{letter}", text))


@pytest.mark.parametrize("problem", [*PROBLEMS.values(), HOSTILE], ids=[*PROBLEMS, "hostile"])
def test_braces_and_environments_are_balanced_and_all_is_ascii(problem: Problem) -> None:
    text = latex_document(debugger_at(problem, "2"))
    assert text.isascii()
    assert unescaped(text, "{") == unescaped(text, "}") > 100
    assert unescaped(text, "$") % 2 == 0
    open_: list[str] = []
    for what, name in re.findall(r"\\(begin|end)\{(\w+\*?)\}", text):
        if what == "begin":
            open_.append(name)
        else:
            assert open_.pop() == name
    assert not open_
    assert text.count(r"\end{document}") == 1
    assert r"\input" not in text


def test_only_ordinary_packages_are_used() -> None:
    assert set(re.findall(r"\\usepackage(?:\[.*\])?\{(.*)\}", latex_document(Debugger(XOR)))) == {"amsmath", "geometry"}


def test_a_gradient_stands_in_symbols_then_numbers_then_its_value() -> None:
    text = latex_document(debugger_at(load_problem("mazur"), "1"))
    w5 = text[text.index(r"\textbf{$w_{5}$}") : text.index(r"\textbf{$w_{6}$}")]
    assert w5 == (
        "\\textbf{$w_{5}$}, weight $h_{1} \\to \\hat{y}_{1}$\\nopagebreak\n\\begin{align*}\n"
        r"\frac{\partial C}{\partial w_{5}} &= \frac{\partial C}{\partial \hat{y}_{1}} \cdot "
        r"\frac{\partial \hat{y}_{1}}{\partial z_{3}} \cdot \frac{\partial z_{3}}{\partial w_{5}} = "
        r"0.74136507 \cdot 0.186815602 \cdot 0.593269992 = 0.082167041"
        "\n\\end{align*}\n"
    )


def test_each_of_a_few_paths_is_written_out() -> None:
    text = latex_document(debugger_at(load_problem("mazur"), "1"))
    w1 = text[text.index(r"\textbf{$w_{1}$}") : text.index(r"\textbf{$w_{2}$}")]
    assert "2 paths" in w1
    assert w1.count(r"\frac{\partial z_{1}}{\partial w_{1}}") == 2
    assert "&= 0.000668396 - 0.000229828 \\\\\n&= 0.000438568\n" in w1


def test_an_update_is_an_assignment() -> None:
    text = latex_document(debugger_at(load_problem("mazur"), "1"))
    update = r"w_{5} &\leftarrow w_{5} - \eta \cdot \frac{\partial C}{\partial w_{5}} = 0.4 - 0.5 \cdot 0.082167041"
    assert f"{update} = 0.35891648" in text


def test_what_is_left_out_is_said() -> None:
    text = latex_document(debugger_at(WIDE["spiral 16,16"], "1"))
    assert "left out are 277 parameters" in text
    assert r"\text{(10 terms left out)}" in text
    assert text.count(r"\nopagebreak") == 60
