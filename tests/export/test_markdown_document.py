from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest
from markdown_it import MarkdownIt

from tests.export.problems import WIDE, XOR, debugger_at, random_problem
from xortui.debugger import Debugger
from xortui.export.markdown_document import markdown_document
from xortui.problems import Problem, built_in_names, load_problem

MARKDOWN = MarkdownIt("commonmark").enable("table")
PROBLEMS: dict[str, Problem] = {name: load_problem(name) for name in built_in_names()} | dict(WIDE)
PROBLEMS |= {f"random {seed}": random_problem(seed) for seed in range(20)}

Tables = dict[str, list[list[list[str]]]]


def parsed(text: str) -> tuple[list[str], Tables]:
    """Return the headings, and under each the tables as rows of cells, as a reader of Markdown takes them."""
    headings: list[str] = []
    tables: Tables = {}
    tokens = MARKDOWN.parse(text)
    for before, token in pairwise(tokens):
        if before.type == "heading_open":
            headings.append(plain(token.children or []))
        elif token.type == "table_open":
            tables.setdefault(headings[-1], []).append([])
        elif token.type == "tr_open":
            tables[headings[-1]][-1].append([])
        elif before.type in ("th_open", "td_open"):
            tables[headings[-1]][-1][-1].append(plain(token.children or []))
    return headings, tables


def plain(children: list) -> str:  # type: ignore[type-arg]
    """Return the text of a line that has nothing but text in it."""
    assert {child.type for child in children} <= {"text", "text_special"}, [child.type for child in children]
    return "".join(child.content for child in children)


@pytest.mark.parametrize("problem", PROBLEMS.values(), ids=PROBLEMS)
def test_every_line_of_a_table_has_its_cells_as_plain_text(problem: Problem) -> None:
    headings, tables = parsed(markdown_document(debugger_at(problem, "2")))
    assert headings[1:4] == ["Network and sample", "Forward", "Loss"]
    gradients = tables["Gradients by the chain rule"][0]
    assert len(gradients) == 1 + min(len(problem.network.parameters), 60)
    for found in tables.values():
        for table in found:
            assert {len(row) for row in table} == {len(table[0])}


def test_formulas_stand_as_the_program_prints_them() -> None:
    debugger = debugger_at(XOR, "6")
    snapshot = debugger.snapshot()
    _, tables = parsed(markdown_document(debugger))
    rows = {row[0]: row for name in ("Forward", "Loss", "Local derivatives") for row in tables[name][0][1:]}

    def write(name: str) -> str:
        return f"{snapshot.value_at(name, 8):.6g}".replace("-", "−")

    for target in ("z1", "h1", "z3", "ŷ", "C", "∂C/∂ŷ"):
        operation = snapshot.program.by_target[target]
        assert rows[target][1] == operation.symbols
        assert rows[target][2] == operation.numbers(write)
        assert float(rows[target][3].replace("−", "-")) == pytest.approx(snapshot.result(operation), rel=1e-5)


def test_gradients_and_updates_have_the_digits_of_their_source() -> None:
    _, tables = parsed(markdown_document(debugger_at(load_problem("mazur"), "1")))
    gradients = {row[0]: row[1:] for row in tables["Gradients by the chain rule"][0]}
    assert gradients["∂C/∂w5"] == [
        "h1 → ŷ1",
        "1",
        "∂C/∂ŷ1 · ∂ŷ1/∂z3 · ∂z3/∂w5",
        "0.74136507 · 0.186815602 · 0.593269992",
        "0.082167041",
    ]
    assert gradients["∂C/∂w1"][1] == "2"
    assert gradients["∂C/∂w1"][3].endswith(" = 0.000668396 − 0.000229828")
    updates = {row[0]: row[1:] for row in tables["Update"][0]}
    assert updates["w5"] == ["← w5 − η · ∂C/∂w5", "0.4 − 0.5 · 0.082167041", "0.35891648"]


@pytest.mark.parametrize(
    "title", ["a | b", "*a* _b_ `c` ~~d~~", "[a](b) ![c](d)", "<b>a</b> &amp; $x$ \\", "# a #", "1. a", "two\nlines | "]
)
def test_a_users_words_are_shown_as_they_are(title: str) -> None:
    problem = replace(XOR, title=title, source=title)
    text = markdown_document(Debugger(problem))
    headings, _ = parsed(text)
    assert headings[0] == " ".join(title.split())
    source = next(token for token in MARKDOWN.parse(text) if token.content.startswith("Source"))
    assert plain(source.children or []) == f"Source: {' '.join(title.split())}"


def test_what_is_left_out_is_said() -> None:
    text = markdown_document(debugger_at(WIDE["spiral 16,16"], "1"))
    assert "left out are 277 parameters" in text
    assert "(10 terms left out)" in text
