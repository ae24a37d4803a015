"""What README and the pages of the reference show is what happens: every block of them runs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
from contextlib import redirect_stdout
from dataclasses import fields
from io import StringIO
from pathlib import Path

import pytest

from tests.documents import (
    HELP,
    README,
    ROOT,
    Block,
    blocks,
    blocks_of,
    documents,
    printed_by,
    without_speed,
    written_anew,
)
from tests.terminal.pseudo_terminal import Terminal
from xortui.commands.layout import PANES
from xortui.core.activations import ACTIVATION_NAMES
from xortui.core.losses import LOSSES
from xortui.core.optimizers import DECAYS, OPTIMIZERS
from xortui.core.settings import SETTINGS
from xortui.core.training import Training
from xortui.debugger import Debugger
from xortui.debugger.verification import verify
from xortui.export.formats import FORMATS
from xortui.help.pages import topics
from xortui.problems import load_problem, read_problem
from xortui.problems.generated import SHAPES, SURFACES
from xortui.settings.fixed_keys import FIXED_KEYS
from xortui.settings.reading import read_settings
from xortui.settings.user_settings import KEPT_SETTINGS
from xortui.ui.app import XortuiApp
from xortui.ui.keys import KEYS, default_keys, shown_key
from xortui.ui.screens.main import PANE_CLASSES

SAMPLES = "samples = [{ x = [0, 0], y = [0] }, { x = [0, 1], y = [1] }]\n"
"""What a block of TOML that shows a part of a problem is completed with."""
PROBLEM_FILES = (HELP / "problem-files.md").read_text("utf-8")


def table_below(document: str, heading: str) -> list[list[str]]:
    """Return the rows of the first table that begins with a heading, without the marks of code."""
    lines = iter(document.splitlines())
    for line in lines:
        if line.startswith(f"| {heading} |"):
            break
    next(lines)
    rows = []
    for line in lines:
        if not line.startswith("|"):
            break
        rows.append([cell.strip() for cell in line.strip("|").split(" | ")])
    return rows


def first_column(document: str, heading: str) -> list[str]:
    """Return the words in the first column of a table."""
    return re.findall(r"`([^`]+)`", " ".join(row[0] for row in table_below(document, heading)))


PYTHON = [block for block in blocks("python") if "xortui.open(" not in block.text and block.document != "recipes.md"]
"""Those of the recipes run with stand-ins for libraries, in tests/help."""


class TestBlocks:
    """Every block is run as what it is."""

    def test_each_is_in_a_language_that_is_run(self) -> None:
        # Those of the prompt are run with the prompt's own tests, tours with those of tours.
        assert {block.language for block in blocks()} == {
            "console",
            "csv",
            "markdown",
            "prompt",
            "python",
            "sh",
            "toml",
        }

    @pytest.mark.parametrize("block", blocks("console"), ids=str)
    def test_a_command_prints_what_is_shown(self, block: Block) -> None:
        command, _, expected = block.text.partition("\n")
        assert without_speed(printed_by(command.removeprefix("$ xortui "))) == without_speed(expected)

    @pytest.mark.parametrize("block", PYTHON, ids=str)
    def test_python_prints_what_its_comments_promise(self, block: Block) -> None:
        output = StringIO()
        with redirect_stdout(output):
            exec(compile(block.text, str(block), "exec"), {})
        prints = [line for line in block.text.splitlines() if line.startswith("print(")]
        for line, printed in zip(prints, output.getvalue().splitlines(), strict=True):
            promised = line.partition("  # ")[2]
            assert promised in (printed, "the answer to the first sample", "")

    @pytest.mark.parametrize("block", [block for block in blocks("python") if "xortui.open(" in block.text], ids=str)
    def test_python_that_opens_the_screen_goes_on_when_it_is_left(self, block: Block, tmp_path: Path) -> None:
        script = tmp_path / "script.py"
        script.write_text(f"import sys\nsys.path.insert(0, {str(ROOT)!r})\n{block.text}", encoding="utf-8")
        with Terminal(command=[sys.executable, str(script)]) as terminal:
            terminal.wait_for("mazur")
            terminal.press("s")
            terminal.wait_for("op 1/")
            terminal.press("q")
            terminal.wait_for("1.1 ()")

    @pytest.mark.parametrize("block", [block for block in blocks("sh") if block.document != README.name], ids=str)
    def test_the_lines_of_a_shell_run(self, block: Block, tmp_path: Path) -> None:
        for name, arguments in (("xortui", "-m xortui"), ("python", "")):
            program = tmp_path / name
            program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
            program.chmod(0o755)
        environment = os.environ | {"PYTHONPATH": str(ROOT), "PATH": f"{tmp_path}{os.pathsep}{os.environ['PATH']}"}
        command = ["bash", "-euo", "pipefail", "-c", block.text]
        run = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
        assert (run.returncode, run.stderr) == (0, "")

    def test_ci_runs_the_lines_of_the_readme(self) -> None:
        ci = (ROOT / ".ci" / "run").read_text("utf-8").splitlines()
        lines = [line for block in blocks("sh") if block.document == README.name for line in block.text.splitlines()]
        assert f"    ({lines[0]}) < /dev/null" in ci  # which opens the prompt, as there is no terminal
        for line in lines[1:]:
            assert f"({line})" in ci

    @pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
    def test_problem_files_are_read(self, document: Path, tmp_path: Path) -> None:
        tables = [block.text for block in blocks_of(document) if block.language == "csv"]
        for block in blocks_of(document):
            if block.language != "toml" or document.stem in ("settings", "language"):
                continue
            data = tomllib.loads(block.text).get("data", {})
            if "file" in data:
                (tmp_path / data["file"]).write_text(tables.pop(0))
            is_whole = data or "samples" in tomllib.loads(block.text)
            (tmp_path / "problem.toml").write_text(block.text if is_whole else SAMPLES + block.text)
            assert load_problem(tmp_path / "problem.toml").samples, block
        assert not tables

    def test_settings_are_read(self) -> None:
        (block,) = [block for block in blocks("toml") if block.document == "settings.md"]
        settings = read_settings(block.text, "settings.toml", default_keys())
        assert settings.mistakes == ()
        assert settings.chosen.keys() == KEPT_SETTINGS.keys()
        assert (settings.chosen["digits"], settings.chosen["pace"]) == (4, 400)

    def test_every_key_that_no_command_can_have_is_named(self) -> None:
        page = (HELP / "settings.md").read_text("utf-8")
        (sentence,) = re.findall(r"[^.]* stay what they are\.", page)
        assert set(re.findall(r"`([^`]+)`", sentence)) == {key.key for key in FIXED_KEYS}


class TestReadme:
    """README fits on a few screens, and its first ten minutes work."""

    def test_it_is_short(self) -> None:
        assert 800 <= len(README.read_text("utf-8").split()) <= 1000

    async def test_the_first_ten_minutes_work_key_by_key(self) -> None:
        names = {shown_key(key): key for keys in KEYS.values() for key in (*keys.forth, *keys.back)}
        debugger = Debugger("xor")
        app = XortuiApp(debugger)
        async with app.run_test(size=(80, 24)) as pilot:
            for keys, _, position in table_below(README.read_text("utf-8"), "press"):
                for token in re.findall(r"`([^`]+)`", keys):
                    await pilot.press(*([names[token]] if token in names else token))
                await pilot.pause()
                while app._main.bench.playback.is_running:
                    await pilot.pause(0.02)
                assert str(debugger.position) == position, keys
            assert len(debugger.forks) == 2
            assert app._main.bench.is_comparing


class TestLinks:
    """Nothing leads nowhere."""

    @pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
    def test_every_link_leads_to_a_file(self, document: Path) -> None:
        for target in re.findall(r"\]\(([^)]+)\)", document.read_text("utf-8")):
            assert target.startswith("https://") or (document.parent / target).is_file(), target

    def test_every_picture_that_is_kept_is_shown(self) -> None:
        shown: set[str] = set()
        for document in documents():
            pictures = re.findall(r"!\[.*\]\((.*)\)", document.read_text("utf-8"))
            shown.update(Path(picture).name for picture in pictures)
        assert shown == {picture.name for picture in (ROOT / "screenshots").glob("*.svg")}

    def test_the_readme_links_to_every_page(self) -> None:
        linked = re.findall(r"\(xortui/help/([a-z-]+)\.md\)", README.read_text("utf-8"))
        assert sorted(set(linked)) == list(topics())


class TestContributing:
    """CONTRIBUTING.md names what there is."""

    TEXT = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

    def test_its_checks_are_those_of_the_readme(self) -> None:
        (_, checks, *_) = [block.text for block in blocks("sh") if block.document == README.name]
        assert checks in self.TEXT

    def test_every_file_and_folder_that_it_names_is_there(self) -> None:
        named = re.findall(r"\b(?:xortui|tests)/[\w/.]*\w", self.TEXT)
        assert len(named) > 30
        assert [path for path in named if not (ROOT / path).exists()] == []

    def test_every_name_in_a_file_that_it_points_to_is_in_that_file(self) -> None:
        pairs = re.findall(r"`(\w+)`(?: if \w+)* (?:in|of) `([\w/]+\.py)`", self.TEXT)
        assert len(pairs) > 12
        for name, path in pairs:
            assert re.search(rf"\b{name}\b", (ROOT / path).read_text("utf-8")), (name, path)


class TestTables:
    """The tables name what there is."""

    @pytest.mark.parametrize("document", documents(), ids=lambda path: path.name)
    def test_to_write_a_document_anew_changes_nothing(self, document: Path) -> None:
        text = document.read_text("utf-8")
        assert written_anew(text) == text

    def test_everything_that_is_one_row_of_the_code_is_one_of_a_page(self) -> None:
        optimizers = (HELP / "optimizers.md").read_text("utf-8")
        assert first_column(PROBLEM_FILES, "activation") == list(ACTIVATION_NAMES)
        assert first_column(PROBLEM_FILES, "loss") == list(LOSSES)
        assert first_column(optimizers, "optimizer") == list(OPTIMIZERS)
        assert first_column(optimizers, "decay") == [f'"{name}"' for name in DECAYS]
        assert first_column(optimizers, "key") == [f"training.{setting.key}" for setting in SETTINGS]

    def test_every_key_of_training_is_explained(self) -> None:
        optimizers = (HELP / "optimizers.md").read_text("utf-8")
        for rows in (table_below(optimizers, "optimizer"), table_below(optimizers, "decay")):
            for name, _, told in rows:
                row = OPTIMIZERS.get(name.strip("`")) or DECAYS[name.strip('`"')]
                assert re.findall(r"`(\w+)`", told) == [setting.key for setting in row.settings]
        explained = PROBLEM_FILES + (HELP / "optimizers.md").read_text("utf-8")
        for field in fields(Training):
            assert re.search(rf"`(training\.)?{field.name}\b", explained), field.name

    def test_every_format_is_explained_with_the_end_of_its_files(self) -> None:
        rows = table_below((HELP / "export.md").read_text("utf-8"), "format")
        named = {name.strip("`"): suffix.strip("`") for name, suffix, _ in rows}
        assert named == {name: format_.suffix for name, format_ in FORMATS.items()}

    def test_every_pane_is_explained(self) -> None:
        named = [row[0] for row in table_below((HELP / "panes.md").read_text("utf-8"), "pane")]
        assert sorted(named) == sorted(PANE_CLASSES[name].title for name in PANES)

    def test_every_shape_is_named(self) -> None:
        (row,) = re.findall(r"^\| `data.shape` \|(.*)\|$", (HELP / "data-files.md").read_text("utf-8"), re.MULTILINE)
        assert sorted(re.findall(r"`(\w+)`", row)) == sorted((*SHAPES, *SURFACES))

    def test_the_problem_file_is_read_and_its_every_key_explained(self) -> None:
        block, matrices = [block for block in blocks("toml") if block.document == "problem-files.md"]
        stated = read_problem(matrices.text, "matrices", "problem-files.md").initial_parameters()
        assert [stated[name] for name in ("w1", "w6", "w9", "b3", "b4")] == [0.1, 0.6, 0.9, 0.03, 0.04]
        problem = read_problem(block.text, "my-problem", "problem-files.md")
        assert problem.initial_parameters() == {**load_problem().initial_parameters(), "w1": 0.15}
        assert (problem.network, problem.training) == (load_problem().network, load_problem().training)
        for table, values in tomllib.loads(block.text).items():
            for key in values if isinstance(values, dict) else [table]:
                assert f"`{table}.{key}`" in PROBLEM_FILES or f"`{key}`" in PROBLEM_FILES

    def test_the_data_file_is_read_with_its_names(self, tmp_path: Path) -> None:
        heights, table, *_ = blocks_of(HELP / "data-files.md")
        (tmp_path / "heights.toml").write_text(heights.text)
        (tmp_path / "heights.csv").write_text(table.text)
        problem = load_problem(tmp_path / "heights.toml")
        assert (problem.network.title, len(problem.samples)) == ("2-3-1", 4)
        assert problem.samples[1] == ((1.91, 0.95), (1.0,))

    def test_the_published_numbers_are_read_after_the_worked_example(self) -> None:
        block, matrices = [block for block in blocks("toml") if block.document == "published-numbers.md"]
        problem = read_problem(SAMPLES + block.text, "name", "published-numbers.md")
        assert [str(number.quantity) for number in problem.published] == ["h1", "∂C/∂w5", "ŷ[2]"]
        variant = problem.errata[0].variant
        assert variant is not None
        assert not variant.training.simultaneous
        findings = verify(read_problem(matrices.text, "matrices", "published-numbers.md"))
        assert [finding.agrees for finding in findings] == [True] * 7

    def test_what_a_file_leaves_out_is_as_the_table_says(self) -> None:
        problem = read_problem("samples = [{ x = [0, 0], y = [0] }]", "small", "small.toml")
        shown = {
            "network.layers": list(problem.network.layers),
            "network.loss": problem.network.loss,
            "network.numbering": problem.network.numbering,
            "network.reduction": problem.network.reduction,
            "network.skips": problem.network.skips,
            "training.simultaneous": problem.training.simultaneous,
            "training.learning_rate": problem.training.learning_rate,
            "training.update": problem.training.update,
            "training.momentum": problem.training.momentum,
            "training.order": problem.training.order,
            "training.frozen": sorted(problem.network.frozen),
            "start.seed": problem.start.seed,
            "start.initial": problem.start.initial.scale,
        }
        for key, value in shown.items():
            (default,) = re.findall(rf"^\| `{re.escape(key)}` \|.*\| `(.*)` \|$", PROBLEM_FILES, re.MULTILINE)
            found = tomllib.loads(f"value = {default}")["value"]
            assert found == ({"uniform": value} if key == "start.initial" else value)
        assert set(problem.network.activations) == {"sigmoid"}
        assert (problem.title, problem.source) == ("small", "")
