"""What may be imported by what, seen from a fresh interpreter."""

from __future__ import annotations

import pkgutil
import subprocess
import sys

import pytest

import xortui.check
import xortui.commands
import xortui.core
import xortui.debugger
import xortui.problems
import xortui.prompt

PACKAGES = (xortui.core, xortui.problems, xortui.debugger, xortui.check, xortui.commands, xortui.prompt)
MODULES = [
    name
    for package in PACKAGES
    for name in (package.__name__, *(m.name for m in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")))
]


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after some code."""
    report = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    result = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize("module", MODULES)
def test_all_below_the_screen_and_the_prompt_load_no_screen(module: str) -> None:
    assert not loaded_by(f"import {module}") & {"textual", "rich"}


def test_a_child_process_that_runs_a_file_begins_without_numpy() -> None:
    assert "numpy" not in loaded_by("import xortui.check.child, xortui.check.process")


def test_opening_a_small_network_loads_nothing_that_is_seldom_wanted() -> None:
    code = "import sys, xortui.ui.app; from xortui.debugger import Debugger; Debugger('xor').snapshot()"
    problems = ("problems.data", "problems.published", "problems.problem_document")
    seldom = (*problems, "debugger.expressions", "settings.reading", "help.pages", "debugger.scanner", "export")
    report = f"print([name for name in {seldom} if f'xortui.{{name}}' in sys.modules], 'numpy' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    assert result.stdout == "[] False\n"


def test_walking_a_small_network_loads_no_numpy() -> None:
    walk = "from xortui.debugger import Debugger; d = Debugger('xor'); d.step(); d.run(2000); d.back(); d.snapshot()"
    assert "numpy" not in loaded_by(walk)
