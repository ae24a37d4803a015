"""The command line: what it prints, its exit statuses, and one line for everything that is not right."""

from __future__ import annotations

import json
import math
import os
import re
import subprocess
import sys
from io import StringIO
from itertools import pairwise
from pathlib import Path
from typing import Any

import pexpect
import pytest

from tests.terminal.pseudo_terminal import Terminal, hear_signals
from xortui.cli import main, opening
from xortui.core.backpropagation import write_program
from xortui.core.chain_rule import paths
from xortui.debugger import Debugger
from xortui.debugger.outcome import outcome
from xortui.debugger.trace import paths_in_a_step, trace_record
from xortui.help.pages import page, topic_lines
from xortui.help.plain_text import plain_text
from xortui.problems import load_problem

DIVERGES = """
title = "A line"
[network]
layers = [1, 1]
activations = "linear"
[training]
learning_rate = 1e60
[start]
parameters = { w1 = 1.0, b1 = 0.0 }
[[samples]]
x = [2]
y = [1]
"""


def run(*arguments: str, code: str = "", **environment: str) -> subprocess.CompletedProcess[str]:
    """Run xortui in a process of its own, without a terminal; or some code with the arguments."""
    command = [sys.executable, "-c", code] if code else [sys.executable, "-m", "xortui"]
    return subprocess.run(
        [*command, *arguments],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
        timeout=60,
        check=False,
    )


def refused(*arguments: str, status: int = 2) -> str:
    """Run xortui with arguments that are not right, and return the one line it says."""
    found = run(*arguments)
    assert found.returncode == status
    assert found.stderr.startswith("xortui: ")
    assert found.stderr.count("\n") == 1
    return found.stderr.removeprefix("xortui: ").rstrip("\n")


def records(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    """Return what xortui trace prints as jsonl."""
    assert main(["trace", "--format", "jsonl", *arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


class TestTrace:
    """xortui trace prints every factor of every step."""

    def test_text_is_a_heading_and_the_table(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert lines[0] == "step 1  epoch 1  sample (0,0)  x 0 0  y 0  ŷ 0.2927  C 0.0428"
        assert lines[1].split() == ["∂C/∂ŷ", "∂ŷ/∂z3", "∂z3/∂h", "∂h/∂z", "∂z/∂θ", "∂C/∂θ"]
        assert [line.split()[0] for line in lines[2:]] == ["w1", "w2", "w3", "w4", "b1", "b2", "w5", "w6", "b3"]
        assert lines[-1].replace("·", " ").replace("=", " ").split() == [
            "b3",
            "0.292715",
            "0.207033",
            "1.000000",
            "0.060602",
        ]
        assert not any(line != line.rstrip() or len(line) > 80 for line in lines)

    def test_steps_are_parted_by_an_empty_line(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", "--steps", "5"]) == 0
        blocks = capsys.readouterr().out.split("\n\n")
        starts = [block.split("  x ")[0] for block in blocks]
        assert starts == [
            f"step {n}  epoch {1 + n // 5}  sample {s}"
            for n, s in enumerate(("(0,0)", "(0,1)", "(1,0)", "(1,1)", "(0,0)"), 1)
        ]

    def test_a_deeper_network_says_how_many_paths_it_sums(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", "--hidden", "3,2"]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert sum("Σ of 2 paths" in line for line in lines) == 9

    def test_an_ascii_terminal_gets_ascii(self) -> None:
        found = run("trace", PYTHONIOENCODING="ascii")
        assert found.returncode == 0
        assert found.stderr == ""
        assert found.stdout.isascii()
        assert "Y 0.2927" in found.stdout

    def test_jsonl_has_the_promised_keys_in_order(self, capsys: pytest.CaptureFixture[str]) -> None:
        (record,) = records(capsys)
        assert list(record) == [
            "step", "epoch", "sample", "x", "y", "yhat", "loss", "values", "parameters", "gradients", "updated",
        ]  # fmt: skip
        assert (record["step"], record["epoch"], record["sample"]) == (1, 1, 1)
        assert (record["x"], record["y"]) == ([0, 0], [0])
        assert list(record["values"]) == ["z1", "z2", "z3", "h1", "h2"]
        assert [name for name, _ in record["gradients"]["w1"]["paths"][0]] == [
            "∂C/∂ŷ", "∂ŷ/∂z3", "∂z3/∂h1", "∂h1/∂z1", "∂z1/∂w1",
        ]  # fmt: skip

    @pytest.mark.parametrize("hidden", ["2", "3,2", "2,3,2"])
    def test_gradients_are_the_sums_of_their_paths_products(
        self, hidden: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        problem = load_problem().with_overrides(hidden=tuple(map(int, hidden.split(","))))
        program = write_program(problem.network, problem.training)
        for record in records(capsys, "--steps", "8", "--hidden", hidden):
            for name, gradient in record["gradients"].items():
                products = [math.prod(value for _, value in path) for path in gradient["paths"]]
                assert math.fsum(products) == pytest.approx(gradient["value"], rel=1e-12, abs=1e-18)
                expected = [[factor.target for factor in path] for path in paths(program, name)]
                assert [[symbol for symbol, _ in path] for path in gradient["paths"]] == expected

    def test_updated_is_what_the_update_computes_to_the_bit(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = records(capsys, "--steps", "40", "--learning-rate", "0.7")
        for record in found:
            for name, value in record["parameters"].items():
                assert record["updated"][name] == value - 0.7 * record["gradients"][name]["value"]
        for before, after in pairwise(found):
            assert after["parameters"] == before["updated"]
        assert found[0]["parameters"] == load_problem().initial_parameters()

    def test_values_and_outputs_are_the_debuggers(self, capsys: pytest.CaptureFixture[str]) -> None:
        debugger = Debugger()
        debugger.go_to("7")
        snapshot = debugger.snapshot()
        record = records(capsys, "--steps", "7")[-1]
        assert record == json.loads(json.dumps(trace_record(snapshot)))
        assert record["loss"] == snapshot.value("C")
        assert record["yhat"] == [snapshot.value("ŷ")]
        assert record["values"]["h2"] == snapshot.value("h2")

    def test_an_infinite_factor_of_a_saturated_unit_is_null(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "saturated.toml"
        file.write_text(
            "network = { layers = [1, 1], loss = 'binary-cross-entropy' }\n"
            "start = { parameters = { w1 = 1000.0, b1 = 0.0 } }\n"
            "samples = [{ x = [-1], y = [1] }]\n"
        )
        (record,) = records(capsys, str(file))
        assert record["gradients"]["w1"]["paths"][0][0] == ["∂C/∂ŷ", None]
        assert record["gradients"]["w1"]["value"] == 1

    def test_a_step_that_ends_a_batch_has_the_mean_gradients_and_velocities_of_its_update(
        self, tmp_path: Path, capsys: pytest.CaptureFixture[str]
    ) -> None:
        file = tmp_path / "batch.toml"
        rows = "samples = [{ x = [0, 0], y = [0] }, { x = [0, 1], y = [1] }, { x = [1, 1], y = [0] }]"
        file.write_text(f"{rows}\n[training]\nupdate = 2\nmomentum = 0.9\nfrozen = ['b2']")
        steps = records(capsys, str(file), "--steps", "5")
        assert ["velocities" in record for record in steps] == [False, True, True, False, True]
        for record in (steps[1], steps[2], steps[4]):
            assert list(record)[-3:] == ["mean_gradients", "velocities", "updated"]
            assert "b2" not in record["mean_gradients"]
            for name, velocity in record["velocities"].items():
                assert record["updated"][name] == record["parameters"][name] + velocity
        first, second = (record["gradients"]["w5"]["value"] for record in steps[:2])
        assert steps[1]["mean_gradients"]["w5"] == (first + second) / 2
        assert steps[1]["velocities"]["w5"] == pytest.approx(-0.5 * steps[1]["mean_gradients"]["w5"], abs=1e-17)

    def test_momentum_alone_has_velocities_alone(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        file = tmp_path / "momentum.toml"
        file.write_text("samples = [{ x = [0, 0], y = [0] }]\ntraining = { momentum = 0.9 }")
        (record,) = records(capsys, str(file))
        assert "velocities" in record
        assert "mean_gradients" not in record

    def test_no_gradient_is_minus_zero(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", "--steps", "4", "--format", "jsonl"]) == 0
        assert not re.search(r"-0\.0(?!\d)", capsys.readouterr().out)

    def test_paths_are_counted_without_making_them(self, capsys: pytest.CaptureFixture[str]) -> None:
        for hidden in ((2,), (3, 2), (2, 4, 3)):
            network = load_problem().with_overrides(hidden=hidden).network
            (record,) = records(capsys, "--hidden", ",".join(map(str, hidden)))
            assert paths_in_a_step(network) == sum(len(g["paths"]) for g in record["gradients"].values())

    def test_a_step_that_is_not_complete_is_no_record(self) -> None:
        debugger = Debugger()
        debugger.step()
        with pytest.raises(ValueError, match=r"^expected a complete step, got position 1\.1$"):
            trace_record(debugger.snapshot())

    def test_divergence_ends_it_after_the_finished_steps(self, tmp_path: Path) -> None:
        file = tmp_path / "line.toml"
        file.write_text(DIVERGES)
        found = run("trace", str(file), "--steps", "99", "--format", "jsonl")
        assert found.returncode == 1
        assert [json.loads(line)["step"] for line in found.stdout.splitlines()] == [1, 2, 3]
        assert found.stderr == "xortui: diverged at step 4, op 3: C is no longer a finite number\n"

    def test_more_paths_than_anybody_can_read_are_refused(self) -> None:
        line = refused("trace", "--hidden", "64,64,64", "--format", "jsonl")
        assert line.startswith("a step of 2-64-64-64-1 has 1,056,897 paths, more than 100,000")


class TestTrain:
    """xortui train prints what was learnt."""

    def test_text(self) -> None:
        found = run("train", "--epochs", "2000")
        assert (found.returncode, found.stderr) == (0, "")
        title, speed, loss, *rest = found.stdout.splitlines()
        assert title == "xor 2-2-1: 2,000 epochs of 4 samples, η 0.5, seed 1"
        assert speed.endswith(" s")
        assert " samples per second, engine floats, " in speed
        assert loss == "loss 0.00160574, the mean of C over the last epoch"
        assert rest[:6] == [
            "",
            "x     y   ŷ",
            "0 0   0   0.062794",
            "0 1   1   0.946966",
            "1 0   1   0.945212",
            "1 1   0   0.055186",
        ]
        assert rest[7].split()[:4] == ["w1", "−5.31885421", "w2", "+4.78123178"]

    def test_the_first_line_names_momentum_and_batch_where_there_are_any(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(["train", "spiral", "--epochs", "2"]) == 0
        line = capsys.readouterr().out.splitlines()[0]
        assert line == "spiral 2-8-8-1: 2 epochs of 100 samples, η 0.1, μ 0.9, batch 10, seed 3"
        assert main(["train", "diverging", "--epochs", "2"]) == 0
        assert "η 1.2, batch 4, seed" in capsys.readouterr().out
        assert main(["train", "spiral", "--epochs", "2", "--format", "json"]) == 0
        record = json.loads(capsys.readouterr().out)
        assert (record["momentum"], record["batch"], record["learnt"]) == (0.9, 10, False)
        assert main(["train", "--format", "json"]) == 0
        assert json.loads(capsys.readouterr().out)["learnt"] is True

    def test_json_is_one_object_with_the_debuggers_numbers(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["train", "--epochs", "1500", "--seed", "3", "--learning-rate", "0.7", "--format", "json"]) == 0
        record = json.loads(capsys.readouterr().out)
        debugger = Debugger(load_problem().with_overrides(seed=3, learning_rate=0.7))
        debugger.go_to("e1500")
        snapshot = debugger.snapshot()
        assert record.pop("samples_per_second") > 0
        assert record == {
            "problem": "xor",
            "layers": [2, 2, 1],
            "seed": 3,
            "learning_rate": 0.7,
            "momentum": 0.0,
            "batch": 1,
            "epochs": 1500,
            "steps": 6000,
            "loss": snapshot.losses.means[-1],
            "learnt": snapshot.is_learnt,
            "predictions": [
                {"x": list(x), "y": list(y), "yhat": list(snapshot.outputs(index))}
                for index, (x, y) in enumerate(debugger.problem.samples, start=1)
            ],
            "parameters": dict(zip(snapshot.program.network.parameter_names, snapshot.state, strict=True)),
            "engine": "floats",
        }

    def test_the_loss_is_of_the_last_epoch_however_long_the_run(self) -> None:
        debugger = Debugger()
        debugger.run(4 * 10_001)
        last = []
        for step in range(40_001, 40_005):
            debugger.go_to(str(step))
            last.append(debugger.snapshot().value("C") or 0.0)
        assert outcome(debugger, 1.0).loss == sum(last) / 4

    def test_an_outcome_has_the_loss_of_the_last_complete_epoch_if_there_is_one(self) -> None:
        debugger = Debugger()
        with pytest.raises(ValueError, match=r"^expected a position after the start, got 0.0"):
            outcome(debugger, 1.0)
        debugger.go_to("4.44")
        assert outcome(debugger, 1.0).loss != outcome(debugger, 1.0).loss  # NaN
        debugger.step()
        first = outcome(debugger, 1.0).loss
        debugger.go_to("7.3")
        assert outcome(debugger, 1.0).loss == first

    def test_until_stops_where_the_condition_becomes_true(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["train", "--until", "loss < 0.05"]) == 0
        assert "loss < 0.05: reached at 3764.45" in capsys.readouterr().out
        assert main(["train", "--until", "w5 > 1", "--format", "json"]) == 0
        record = json.loads(capsys.readouterr().out)
        assert (record["until"], record["steps"]) == ("w5 > 1", int(record["reached"].split(".")[0]))
        assert record["parameters"]["w5"] > 1
        assert main(["train", "--until", "w5 > 100", "--epochs", "10"]) == 1
        assert "w5 > 100: not reached" in capsys.readouterr().out
        assert main(["train", "--until", "lss < 1"]) == 2
        assert capsys.readouterr().err == (
            "xortui: --until: there is no 'lss' here; did you mean loss? (at character 1)\n"
        )

    def test_trace_begins_where_it_is_asked_to(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["trace", "--at", "e120"]) == 0
        assert capsys.readouterr().out.startswith("step 480  epoch 120  sample (1,1)")
        assert main(["trace", "--at", "478", "--steps", "2"]) == 0
        assert [line.split()[1] for line in capsys.readouterr().out.splitlines() if line.startswith("step")] == [
            "478",
            "479",
        ]
        for at in ("0", "x"):
            assert main(["trace", "--at", at]) == 2
            assert len(capsys.readouterr().err.splitlines()) == 1

    def test_divergence_is_one_line_that_says_where(self, tmp_path: Path) -> None:
        file = tmp_path / "line.toml"
        file.write_text(DIVERGES)
        line = refused("train", str(file), status=1)
        assert line == "diverged at step 4, op 3: C is no longer a finite number"

    def test_on_a_terminal_it_shows_its_progress_and_can_be_interrupted(self) -> None:
        command = ["-m", "xortui", "train", "--epochs", "9" * 11]
        terminal = pexpect.spawn(sys.executable, command, timeout=60, preexec_fn=hear_signals)
        terminal.expect("training")
        terminal.sendintr()
        terminal.expect(pexpect.EOF)
        terminal.close()
        assert terminal.exitstatus == 130
        assert b"Traceback" not in terminal.before
        # The cursor, hidden under the bar, is back.
        assert b"\x1b[?25h" in terminal.before


class TestWords:
    """What the command line says about itself."""

    def test_version(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--version"]) == 0
        first, floats, matrices = capsys.readouterr().out.splitlines()
        assert first == "xortui 0.1.0"
        assert floats == "floats: Python; machine code: none, as numba is not installed (pip install 'xortui[fast]')"
        assert matrices.startswith("matrices: NumPy ")

    def test_problems(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["problems"]) == 0
        header, *rows = capsys.readouterr().out.splitlines()
        assert header.split() == ["name", "layers", "title"]
        assert len(rows) >= 23
        assert any(re.fullmatch(r"xor +2-2-1 +Exclusive or", row) for row in rows)

    def test_problems_tells_the_story_of_one(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["problems", "mazur"]) == 0
        text = capsys.readouterr().out
        for part in ("mazur: Mazur's step-by-step example", "2-2-2, sigmoid", "2015"):
            assert part in text
        assert all(len(line) <= 78 for line in text.splitlines())

    def test_problems_tells_what_columns_and_classes_are_called(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["problems", "iris"]) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert (
            "x1 sepal length, x2 sepal width, x3 petal length, x4 petal width; classes setosa, versicolor, virginica"
        ) in text

    def test_verify_says_of_each_number_whether_it_agrees(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["verify", "mazur"]) == 0
        text = " ".join(capsys.readouterr().out.split())
        assert "step 1 ∂C/∂w5 0.082167041 0.082167041 ✓ agrees" in text
        assert "step 1 C[1] 0.291027924 0.291027774 ≠ erratum, explained" in text
        assert "so computed, at step 9999, it is 0.0000351085" in text
        assert "33 of 33 published numbers agree or are explained" in text

    def test_verify_fails_where_a_number_differs(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        path = tmp_path / "wrong.toml"
        head = 'samples = [{ x = [0, 0], y = [0] }]\n[[published]]\nat = "1"\nvalues = '
        path.write_text(head + '{ x1 = "0.5" }')
        assert main(["verify", str(path)]) == 1
        assert "✗ differs" in capsys.readouterr().out
        assert main(["verify", "xor"]) == 1
        assert "no published numbers" in capsys.readouterr().err

    @pytest.mark.parametrize("format_", ["python", "latex", "markdown", "csv", "json"])
    def test_export_writes_each_format(self, format_: str, capsys: pytest.CaptureFixture[str]) -> None:
        from xortui.export import export_text

        assert main(["export", "mazur", "--format", format_, "--at", "3"]) == 0
        debugger = Debugger("mazur")
        debugger.go_to("3")
        assert capsys.readouterr().out.rstrip("\n") == export_text(debugger, format_).rstrip("\n")

    @pytest.mark.parametrize("format_", ["npz", "safetensors"])
    def test_export_writes_weights_to_a_file_and_not_to_a_terminal(
        self, format_: str, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from xortui.core.array_files import read_arrays

        assert main(["export", "xor", "--format", format_, "--at", "3"]) == 0
        debugger = Debugger("xor")
        debugger.go_to("3")
        arrays = read_arrays(capfdbinary.readouterr().out, f"w.{format_}")
        for name, array in debugger.snapshot().weights.named.items():
            assert arrays[name].tobytes() == array.tobytes()
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
        assert main(["export", "xor", "--format", format_]) == 2
        said = f"xortui: --format {format_}: expected stdout to lead to a file, as with > weights.{format_}\n"
        assert capfdbinary.readouterr() == (b"", said.encode())

    @pytest.mark.parametrize(
        "command", [[], ["trace"], ["train"], ["problems"], ["verify"], ["export"], ["follow"], ["play"]]
    )
    def test_help_is_plain_ascii_and_fits_a_terminal(self, command: list[str]) -> None:
        found = run(*command, "--help", COLUMNS="80", PYTHONIOENCODING="ascii")
        assert (found.returncode, found.stderr) == (0, "")
        assert found.stdout.startswith(" ".join(["usage: xortui", *command]))
        assert all(len(line) <= 80 for line in found.stdout.splitlines())

    def test_help_names_keys_commands_and_examples(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["--help"]) == 0
        text = capsys.readouterr().out
        for part in (
            "s n e",
            "S N E",
            "space",
            "?",
            "q ",
            "trace",
            "train",
            "problems",
            "examples:",
            "--seed",
            "--hidden",
        ):
            assert part in text


RATE = "--learning-rate: expected a finite number of at least 0, got "
SIZES = "--hidden: expected the size of each layer, such as 4 or 8,8, and at most 100 of them, got "
SEED = "--seed: expected a whole number of at least 0, got "
COUNT = "expected a whole number from 1 to 1,000,000,000,000, got "

BAD = {
    "learning rate nan": (["--learning-rate", "nan"], f"{RATE}'nan'"),
    "learning rate inf": (["--learning-rate", "inf"], f"{RATE}'inf'"),
    "learning rate abc": (["--learning-rate", "abc"], f"{RATE}'abc'"),
    "learning rate -1": (["--learning-rate", "-1"], f"{RATE}'-1'"),
    "hidden 0": (["--hidden", "0"], f"{SIZES}'0'"),
    "hidden 3,x": (["--hidden", "3,x"], f"{SIZES}'3,x'"),
    "hidden empty": (["--hidden", ""], f"{SIZES}''"),
    "hidden huge": (["--hidden", "9" * 30], "--hidden: expected a network of at most 20,000 parameters"),
    "hidden deep": (["--hidden", ",".join("1" * 101)], f"{SIZES}'1,1,1,1"),
    "seed -1": (["--seed", "-1"], f"{SEED}'-1'"),
    "seed x": (["--seed", "x"], f"{SEED}'x'"),
    "seed of 5000 digits": (["--seed", "9" * 5000], f"{SEED}'9999"),
    "seed without a number": (["--seed"], "--seed: expected one argument"),
    "unknown problem": (
        ["nosuch"],
        "nosuch: no such problem; see 'xortui problems', or give the path of a .toml or .py file",
    ),
    "no such file": (["no/such.toml"], "no/such.toml: no such file"),
    "a name with a line break": (["no\nsuch.toml"], "no\\nsuch.toml: no such file"),
    "a folder": (["/"], "/ is a folder, not a problem; xortui check / checks the Python files in it"),
    "unknown option": (["--bogus"], "unrecognized arguments: --bogus"),
    "two problems": (["xor", "xor"], "unrecognized arguments: xor"),
    "a shortened option": (["--learning", "1"], "unrecognized arguments: --learning"),
}  # fmt: skip


class TestOptionsBefore:
    """Options that everything takes may stand before the command, too."""

    def test_they_do_what_they_do_behind_it(self) -> None:
        assert run("--plain", "--batch", "tour", "--check", "adam").stdout == "adam: every number holds\n"
        assert run("--language", "de", "tour", "--check", "adam").stdout == "adam: jede Zahl stimmt\n"

    def test_the_options_are_told_in_the_language_that_stands_beside_them(self) -> None:
        told = run("tour", "--help", "--language", "de").stdout
        assert "Optionen:" in told
        assert "diese Hilfe zeigen und beenden" in told
        assert "show this help" in run("tour", "--help").stdout

    def test_what_another_option_takes_is_no_command(self) -> None:
        assert "One operation back" in run("--plain", "--batch", "-ex", "help").stdout


class TestBadInput:
    """What is not right is said in one line, with exit status 2 and no traceback."""

    @pytest.mark.parametrize(("arguments", "expected"), BAD.values(), ids=BAD)
    @pytest.mark.parametrize("command", [[], ["trace"], ["train"]], ids=["ui", "trace", "train"])
    def test_it_is_one_line(
        self, command: list[str], arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main([*command, *arguments]) == 2
        found = capsys.readouterr()
        assert found.out == ""
        assert found.err.startswith(f"xortui: {expected}")
        assert found.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("arguments", "expected"),
        [
            (
                ["trace", "--steps", "-1"],
                f"--steps: {COUNT}'-1'",
            ),
            (
                ["trace", "--steps", "0"],
                f"--steps: {COUNT}'0'",
            ),
            (
                ["trace", "--steps", "1.5"],
                f"--steps: {COUNT}'1.5'",
            ),
            (
                ["train", "--epochs", "1" + "0" * 20],
                f"--epochs: {COUNT}",
            ),
            (
                ["train", "--epochs", "1" + "0" * 12],
                "--epochs: expected at most 1,000,000,000,000 steps, got 4,000,000,000,000",
            ),
            (["trace", "--format", "xml"], "--format: expected one of text, jsonl, got 'xml'"),
            (["train", "--format", "jsonl"], "--format: expected one of text, json, got 'jsonl'"),
            (["problems", "xor", "mazur"], "unrecognized arguments: mazur"),
            (["--", "train"], "train: no such problem"),
        ],
    )
    def test_a_commands_own_arguments_too(
        self, arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]
    ) -> None:
        assert main(arguments) == 2
        found = capsys.readouterr()
        assert found.out == ""
        assert found.err.startswith(f"xortui: {expected}")
        assert found.err.count("\n") == 1

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            (
                "layers = 3",
                "layers: unknown key; did you mean network.layers?",
            ),
            ("samples = [{ x = [0], y = [0] }]", "samples: sample 1: x: expected 2 numbers for a 2-2-1 network, got 1"),
            ("samples = [{ x = [nan, 0], y = [0] }]", "samples: sample 1.x: expected a finite number, got nan"),
            ("title = ", "not TOML: "),
        ],
    )
    def test_a_file_that_is_not_right_is_one_line_in_a_process_of_its_own(
        self, text: str, expected: str, tmp_path: Path
    ) -> None:
        file = tmp_path / "wrong.toml"
        file.write_text(text)
        for command in ([], ["trace"], ["train"]):
            assert refused(*command, str(file)).startswith(f"{file}: {expected}")

    def test_new_layers_do_not_fit_parameters_that_are_named(self, tmp_path: Path) -> None:
        file = tmp_path / "named.toml"
        file.write_text("start = { parameters = { w1 = 1.0 } }\nsamples = [{ x = [0, 0], y = [0] }]")
        assert refused("train", str(file), "--hidden", "3").startswith(
            "hidden: expected the problem's own layers, as it gives or freezes w1 by name"
        )

    def test_without_a_terminal_to_draw_on_the_screen_is_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(opening, "asks_for_prompt", lambda _: False)
        told = StringIO()
        monkeypatch.setattr(sys, "stderr", told)
        assert main([]) == 2
        assert told.getvalue() == "xortui: stderr is not a terminal; xortui --plain needs none\n"

    def test_a_file_called_like_a_command_is_reached_by_its_path(self, tmp_path: Path) -> None:
        file = tmp_path / "train"
        file.write_text(DIVERGES)
        found = subprocess.run(
            [sys.executable, "-m", "xortui", "trace", "./train"],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},
            check=False,
        )
        assert found.returncode == 0
        assert found.stdout.startswith("step 1  epoch 1  sample 1 of 1  x 2  y 1")


@pytest.mark.skipif(os.name != "posix", reason="pipes and /dev/full are POSIX's")
class TestOutput:
    """Output that nobody takes ends the command without a traceback."""

    @pytest.mark.parametrize("arguments", [["trace", "--steps", "100000"], ["--help"], ["problems"]])
    def test_a_closed_pipe_is_quiet(self, arguments: list[str]) -> None:
        read, write = os.pipe()
        os.close(read)
        command = [sys.executable, "-m", "xortui", *arguments]
        # Unbuffered, argparse drops what it can't write, and --help ends as if somebody had read it.
        environment = {**os.environ, "PYTHONUNBUFFERED": ""}
        found = subprocess.run(command, stdout=write, stderr=subprocess.PIPE, env=environment, timeout=60, check=False)
        os.close(write)
        assert (found.returncode, found.stderr) == (141, b"")

    @pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has it")
    @pytest.mark.parametrize("arguments", [["trace", "--steps", "1000"], ["train"]])
    def test_a_full_disk_is_one_line(self, arguments: list[str]) -> None:
        with Path("/dev/full").open("wb") as full:
            command = [sys.executable, "-m", "xortui", *arguments]
            found = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, timeout=60, check=False)
        assert (found.returncode, found.stderr) == (1, b"xortui: cannot write the output: No space left on device\n")


class TestWhatIsImported:
    """A command loads what it needs and no more."""

    @pytest.mark.parametrize(
        ("arguments", "unwanted"),
        [
            (["--version"], ("numpy", "textual", "rich")),
            (["--help"], ("numpy", "textual", "rich")),
            (["problems"], ("numpy", "textual")),
            (["trace"], ("numpy", "textual")),
            (["trace", "--format", "jsonl"], ("numpy", "textual", "rich")),
            (["train"], ("numpy", "textual")),
            (
                ["check", "--help"],
                ("numpy", "textual", "rich", "xortui.core.program", "xortui.debugger", "xortui.export"),
            ),
        ],
    )
    def test_a_command_imports_little(self, arguments: list[str], unwanted: tuple[str, ...]) -> None:
        code = (
            "import sys; from xortui.cli import main; status = main(sys.argv[1:]); "
            f"sys.exit(status or str([name for name in {unwanted} if name in sys.modules] or ''))"
        )
        found = run(*arguments, code=code)
        assert found.stderr.strip() == ""

    def test_the_package_loads_its_names_when_they_are_asked_for(self) -> None:
        code = (
            "import sys, xortui; print([m for m in sys.modules if m.startswith('xortui.')], xortui.load_problem().name)"
        )
        assert run(code=code).stdout == "[] xor\n"

    def test_every_public_name_is_there(self) -> None:
        import xortui

        assert all(getattr(xortui, name) is not None and name in dir(xortui) for name in xortui.__all__)
        with pytest.raises(AttributeError, match="no attribute 'nothing'"):
            _ = xortui.nothing


class TestHelp:
    """xortui help lists the pages of the reference, and prints one."""

    def test_it_lists_every_topic_with_a_line(self) -> None:
        lines = run("help").stdout.splitlines()
        assert lines[0] == "xortui help TOPIC prints one of these pages:"
        assert lines[2:] == topic_lines()

    def test_it_prints_the_page_that_is_meant(self) -> None:
        assert run("help", "problem", "files").stdout == f"{plain_text(page('problem-files'))}\n"

    @pytest.mark.parametrize(
        "arguments", [("help", "check", "--language", "de"), ("--language", "de", "help", "check")]
    )
    def test_a_language_may_be_named_as_of_other_commands(self, arguments: tuple[str, ...]) -> None:
        found = run(*arguments)
        assert (found.returncode, found.stderr) == (0, "")
        assert found.stdout == run("help", "check").stdout

    def test_it_is_in_ascii_where_there_is_nothing_else(self) -> None:
        found = run("help", "symbols", PYTHONIOENCODING="ascii")
        assert found.stdout.isascii()
        assert re.search("dC/dw1 +the gradient", found.stdout)

    def test_a_page_that_is_none_is_told_in_a_line(self) -> None:
        assert refused("help", "condtions") == "condtions: there is no such help page; did you mean conditions?"

    def test_a_long_page_goes_through_the_pager_of_a_terminal_and_a_short_one_does_not(self) -> None:
        environment = {"PAGER": "sed s/^/:/"}
        with Terminal("help", "sessions", lines=24, environment=environment) as terminal:
            terminal.wait_for(":  next_fork")
        with Terminal("help", "sessions", lines=90, environment=environment) as terminal:
            assert not [line for line in terminal.wait_for("next_fork").splitlines() if line.startswith(":")]


@pytest.mark.parametrize("columns", [40, 60, 80, 200])
def test_on_a_terminal_a_refusal_is_told_in_whole_words(columns: int) -> None:
    name = "a-problem-of-which-nobody-has-heard"
    with Terminal("trace", name, columns=columns) as terminal:
        assert terminal.status() == 2
        lines = [line.rstrip() for line in terminal.text.strip().splitlines()]
    told = f"xortui: {name}: no such problem; see 'xortui problems', or give the path of a .toml or .py file"
    assert " ".join(lines) == told
    assert len(lines) == 1 if len(told) <= columns else len(lines) > 1


def test_in_a_pipe_a_refusal_is_one_line_however_long(capsys: pytest.CaptureFixture[str]) -> None:
    name = "a-problem-of-which-nobody-has-heard" * 5
    assert main(["trace", name]) == 2
    assert capsys.readouterr().err.count("\n") == 1


@pytest.mark.parametrize(("typed", "meant"), [("chekc", "check"), ("brake", "break"), ("swep", "sweep")])
def test_a_command_that_is_misspelt_is_told(typed: str, meant: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([typed, "net.py"]) == 2
    assert capsys.readouterr().err == f"xortui: {typed}: no such command; did you mean {meant}?\n"


def test_a_python_file_is_no_problem(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "net.py"
    file.write_text("w = 1.0\n", "utf-8")
    assert main(["break", "slope-missing", str(file)]) == 2
    assert f"{file} is a Python file, not a problem; xortui {file} opens it" in capsys.readouterr().err


def test_a_folder_and_a_notebook_are_told_what_to_do_with_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([str(tmp_path)]) == 2
    told = capsys.readouterr().err
    assert (
        told
        == f"xortui: {tmp_path} is a folder, not a problem; xortui check {tmp_path} checks the Python files in it\n"
    )
    notebook = tmp_path / "net.ipynb"
    notebook.write_text("{}", "utf-8")
    assert main([str(notebook)]) == 2
    assert "is a notebook; expected a Python file" in capsys.readouterr().err
