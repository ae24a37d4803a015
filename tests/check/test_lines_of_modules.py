"""A mistake in a module that a file imports has its line, and the module's name."""

from __future__ import annotations

from pathlib import Path

from tests.check.written_files import changed, line_of
from xortui.check.found_training import debugger_on
from xortui.check.process import checked
from xortui.check.verdict import Verdict
from xortui.render.verdict import place

MODULE = """
import numpy as np


class Net:
    def __init__(self, sizes):
        rng = np.random.default_rng(4)
        self.W = [rng.normal(size=(n, m)) for m, n in zip(sizes, sizes[1:])]

    def train(self, x, t):
        acts = [np.array(x, float)]
        for W in self.W:
            acts.append(np.tanh(W @ acts[-1]))
        d = (acts[-1] - t) * (1 - acts[-1] ** 2)
        for k in reversed(range(len(self.W))):
            step = np.outer(d, acts[k])
            d = self.W[k].T @ d * (1 - acts[k] ** 2)
            self.W[k] -= 0.1 * step
"""
SCRIPT = """
from net import Net

net = Net([2, 3, 1])
for epoch in range(200):
    for x, t in (([0, 1], [1]), ([1, 1], [0]), ([0.5, 0], [1])):
        net.train(x, t)
"""
TEMPLATE = """
from net import Net

net = Net([2, 3, 1])
x, t = [0.3, 0.9], [1.0]
XORTUI_STEP = "net.train(x, t)"
"""


def verdict_of(script: str, module: str, folder: Path) -> Verdict:
    """Return the verdict on a script beside its module."""
    (folder / "net.py").write_text(module, "utf-8")
    (folder / "main.py").write_text(script, "utf-8")
    return checked(folder / "main.py")


def test_a_script_and_a_template_tell_the_line_of_the_module(tmp_path: Path) -> None:
    wrong = changed(MODULE, {" * (1 - acts[k] ** 2)": ""})
    line = line_of("d = self.W", wrong)
    for script in (SCRIPT, TEMPLATE):
        verdict = verdict_of(script, wrong, tmp_path)
        assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [("slope-missing", line)]
        assert place(verdict["mistakes"][0], []) == f"net.py, line {line}: d = self.W[k].T @ d"
        assert verdict["understood"].endswith("It trains in net.py: lines are those of that file.")


def test_the_debugger_shows_the_module(tmp_path: Path) -> None:
    verdict = verdict_of(SCRIPT, changed(MODULE, {" * (1 - acts[k] ** 2)": ""}), tmp_path)
    source = debugger_on(verdict).source
    assert source is not None
    assert source.name == "net.py"
    assert source.rows[source.accusations[0].line - 1].strip() == "d = self.W[k].T @ d"


def test_a_module_that_only_helps_leaves_the_lines_to_the_file(tmp_path: Path) -> None:
    script = MODULE.replace("import numpy as np", "import numpy as np\nfrom net import slope")
    script = changed(script, {" * (1 - acts[k] ** 2)": "", "* (1 - acts[-1] ** 2)": "* slope(acts[-1])"})
    script += SCRIPT.replace("from net import Net", "")
    verdict = verdict_of(script, "def slope(a):\n    return 1 - a ** 2\n", tmp_path)
    assert [(one["id"], one["line"]) for one in verdict["mistakes"]] == [
        ("slope-missing", line_of("d = self.W", script))
    ]
    assert "file" not in verdict["mistakes"][0]
