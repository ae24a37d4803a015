"""What may be imported by what, seen from a fresh interpreter."""

from __future__ import annotations

import json
import pkgutil
import subprocess
import sys
from functools import cache

import pytest

import xortui.check
import xortui.commands
import xortui.core
import xortui.debugger
import xortui.models
import xortui.problems
import xortui.prompt

PACKAGES = (xortui.core, xortui.problems, xortui.models, xortui.debugger, xortui.check, xortui.commands, xortui.prompt)
MODULES = [
    name
    for package in PACKAGES
    for name in (package.__name__, *(m.name for m in pkgutil.iter_modules(package.__path__, f"{package.__name__}.")))
]


SCREENS = ("textual", "rich")
# Each module is imported in a fork of an interpreter that has imported nothing of ours: as fresh, and much faster.
IMPORTS_EACH = """
import importlib, json, os, sys
import ast, dataclasses, difflib, inspect, json, random, re, tempfile, tomllib, typing, numpy, numpy.random
modules, screens = json.loads(sys.argv[1]), json.loads(sys.argv[2])
for module in modules:
    sys.stdout.flush()
    child = os.fork()
    if not child:
        importlib.import_module(module)
        print(json.dumps([module, [name for name in screens if name in sys.modules]]), flush=True)
        os._exit(0)
    os.waitpid(child, 0)
"""


@cache
def screens_by_module() -> dict[str, list[str]]:
    """Return what each module loads of a screen, when it is imported before all others of ours."""
    command = [sys.executable, "-c", IMPORTS_EACH, json.dumps(MODULES), json.dumps(SCREENS)]
    result = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(line) for line in result.stdout.splitlines())


def loaded_by(code: str) -> set[str]:
    """Return the top-level modules that a fresh interpreter has loaded after some code."""
    report = "import sys; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    result = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    return set(result.stdout.split())


@pytest.mark.parametrize("module", MODULES)
def test_all_below_the_screen_and_the_prompt_load_no_screen(module: str) -> None:
    assert screens_by_module()[module] == []


def test_a_module_that_loads_a_screen_would_be_found() -> None:
    assert set(SCREENS) & loaded_by("import xortui.ui.app") == set(SCREENS)


def test_a_child_process_that_runs_a_file_begins_without_numpy() -> None:
    assert "numpy" not in loaded_by("import xortui.check.child, xortui.check.process")


def test_opening_a_small_network_loads_nothing_that_is_seldom_wanted() -> None:
    code = "import sys, xortui.ui.app; from xortui.debugger import Debugger; Debugger('xor').snapshot()"
    problems = ("problems.data", "problems.published", "problems.problem_document")
    seldom = (*problems, "debugger.expressions", "settings.reading", "help.pages", "debugger.scanner", "export")
    report = f"print([name for name in {seldom} if f'xortui.{{name}}' in sys.modules], 'numpy' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", f"{code}\n{report}"], capture_output=True, text=True, check=True)
    assert result.stdout == "[] False\n"


def test_asking_whether_a_training_is_stuck_loads_no_numpy() -> None:
    ask = (
        "from xortui.commands.workbench import Workbench\n"
        "from xortui.debugger import Debugger\n"
        "bench = Workbench(Debugger())\n"
        "bench.debugger.run(2000)\n"
        "assert bench.stall is not None"
    )
    assert "numpy" not in loaded_by(ask)


def test_walking_a_small_network_loads_no_numpy() -> None:
    walk = "from xortui.debugger import Debugger; d = Debugger('xor'); d.step(); d.run(2000); d.back(); d.snapshot()"
    assert "numpy" not in loaded_by(walk)


def test_an_examination_imports_nothing_that_a_file_is_opened_with() -> None:
    code = "import sys, xortui.check.examine\nprint(*sys.modules)"
    result = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    parts = {name.split(".")[1] for name in result.stdout.split() if name.startswith("xortui.")}
    assert parts.isdisjoint({"debugger", "problems", "render", "export", "ui", "prompt"})
