"""xortui check: what it prints in each format, and its exit status."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.check.numbers import document
from tests.cli.test_command_line import run
from xortui.check import hand_in
from xortui.check.child import WITHOUT_STEP, asked_in
from xortui.check.hand_in import hand_ins
from xortui.check.verdict import LOOKED_AT, RIGHT, UNDECIDED, WRONG, Verdict, record_of, undecided
from xortui.cli import main
from xortui.language.messages_file import ENGLISH
from xortui.language.phrase import choose_language
from xortui.render.verdict import summary_lines, verdict_lines
from xortui.render.verdict_formats import markdown

SOURCE = "import numpy as np\nv += hid.T @ out_term\nhid_term = out_term @ v.T * hid * (1 - hid)\n"


def wrong(file: str) -> Verdict:
    """Return a verdict with all that there can be in one."""
    return {
        **undecided(file, ""),
        "verdict": WRONG,
        "understood": "inputs (4×2), targets y, weights u (2×3) and v (3×1), no biases, sigmoid both.",
        "parameters": {"u": "wrong", "v": "right"},
        "error": 0.0321,
        "mistakes": [
            {
                "id": "updated-weights",
                "sentence": "v has already been changed in line 2.",
                "hint": "Move line 2 below line 3.",
                "line": 3,
                "parameters": ["u"],
                "or": [],
            }
        ],
        "causes": [{"id": "no-bias", "sentence": "There is no bias."}],
        "factors": [
            {"name": "∂C/∂ŷ", "theirs": 0.25, "right": 0.25, "is_right": True, "line": 2},
            {"name": "∂z/∂h", "theirs": 0.123456789, "right": 0.2, "is_right": False, "line": 3},
            {"name": "∂C/∂u", "theirs": [1.0, -0.5], "right": [2.0, -0.25], "is_right": False, "line": 3},
        ],
    }


WRONG_TEXT = """\
mynet.py
  inputs (4×2), targets y, weights u (2×3) and v (3×1), no biases, sigmoid
  both.
  Wrong: u wrong, v right.

line 3: hid_term = out_term @ v.T * hid * (1 - hid)
  v has already been changed in line 2.
  Move line 2 below line 3.
  It concerns u.

  There is no bias.

  factor         theirs          right
  ∂C/∂ŷ        0.250000       0.250000
▸ ∂z/∂h        0.123457       0.200000  wrong, the first, line 3
  ∂C/∂u   [1 −0.500000]  [2 −0.250000]  wrong, line 3"""

WRONG_MARKDOWN = """\
## mynet.py: wrong

inputs (4×2), targets y, weights u (2×3) and v (3×1), no biases, sigmoid both.

Wrong: u wrong, v right.

- line 3: ` hid_term = out_term @ v.T * hid * (1 - hid) `
  v has already been changed in line 2.
  Move line 2 below line 3.

- There is no bias.

| factor | theirs | right |  |
|---|---:|---:|---|
| ∂C/∂ŷ | 0.250000 | 0.250000 |  |
| ∂z/∂h | 0.123457 | 0.200000 | wrong, the first, line 3 |
| ∂C/∂u | \\[1 −0.500000] | \\[2 −0.250000] | wrong, line 3 |
"""


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """Have a file's verdict be its name's; return a folder with a file of each."""
    monkeypatch.chdir(tmp_path)

    def checked(path: Path, *_: object, **__: object) -> Verdict:
        if path.stem.startswith("wrong"):
            return wrong(str(path))
        return {**undecided(str(path), "no training was found in it"), "verdict": path.stem}

    monkeypatch.setattr(hand_in, "checked_program", checked)
    for name in (RIGHT, WRONG, UNDECIDED, "wrong2"):
        (tmp_path / f"{name}.py").write_text(SOURCE, "utf-8")
    return tmp_path


class TestText:
    """What a person reads."""

    def test_a_wrong_file_is_told_with_its_line_and_its_table(self) -> None:
        assert "\n".join(verdict_lines(wrong("mynet.py"), SOURCE.splitlines())) == WRONG_TEXT

    def test_a_right_file_is_told_with_its_error(self) -> None:
        right = {**undecided("mynet.py", ""), "verdict": RIGHT, "error": 3.2e-12}
        assert verdict_lines(right, []) == [
            "mynet.py",
            "  Right: every step follows the gradient, largest relative error 3.2e−12.",
        ]

    def test_a_mistake_that_is_not_known_is_said_to_be_so(self) -> None:
        unknown = {**wrong("mynet.py"), "mistakes": []}
        lines = verdict_lines(unknown, [])
        assert lines[3] == "  Wrong: u wrong, v right. What causes it is not known."
        many = verdict_lines({**unknown, "parameters": {"u": "wrong", "v": "right", "w": "right"}}, [])
        assert many[3] == "  Wrong: u wrong, all others right. What causes it is not known."

    @pytest.mark.parametrize(("identity", "is_told"), [("wrong-column", True), ("slope-missing-in-biases", False)])
    def test_what_no_numbers_tell_from_a_mistake_is_told_if_it_says_more(self, identity: str, is_told: bool) -> None:
        verdict = wrong("mynet.py")
        mistake = verdict["mistakes"][0]
        mistake["id"] = "slope-missing-in-gradients"
        mistake["or"] = [{"id": identity, "sentence": "Another column is dropped."}]
        text = " ".join(line.strip() for line in verdict_lines(verdict, []))
        assert ("With the same numbers it can also be this: Another column is dropped." in text) == is_told

    def test_a_class_names_the_files_whose_mistake_is_not_known(self) -> None:
        unknown = {**wrong("mynet.py"), "mistakes": []}
        assert summary_lines([unknown]) == ["1 file: 1 wrong", "    1  wrong, and no mistake named: mynet.py"]

    def test_a_class_names_the_files_that_are_right_with_a_cause(self) -> None:
        right = {**wrong("other.py"), "verdict": RIGHT, "mistakes": [], "causes": []}
        torn = {**right, "file": "mynet.py", "causes": [{"id": "torn-pairs", "sentence": "They do not stay together."}]}
        lines = summary_lines([torn, right])
        assert lines == ["2 files: 2 right", "    1  right, but torn-pairs: mynet.py"]

    def test_a_class_is_counted_in_the_language_that_is_chosen(self) -> None:
        choose_language("de")
        try:
            lines = summary_lines([wrong("a.py"), undecided("b.py", "the file is empty")])
        finally:
            choose_language(ENGLISH)
        assert lines[0] == "2 Dateien: 1 falsch, 1 ohne Urteil"
        assert lines[-1] == "    1  kein Urteil: b.py"

    @pytest.mark.usefixtures("answers")
    def test_a_class_is_told_in_the_order_given_with_a_summary(self, capsys: pytest.CaptureFixture[str]) -> None:
        names = ["wrong.py", "right.py", "undecided.py", "wrong2.py"]
        assert main(["check", *names]) == 1
        lines = capsys.readouterr().out.splitlines()
        assert [line for line in lines if line.endswith(".py") and line[0] != " "] == names
        assert lines[-3:] == [
            "4 files: 1 right, 2 wrong, 1 undecided",
            "    2  updated-weights: wrong.py, wrong2.py",
            "    1  no verdict: undecided.py",
        ]


class TestStatus:
    """0 right, 1 wrong, 2 could not tell."""

    @pytest.mark.parametrize(
        ("names", "status"),
        [
            (["right.py"], 0),
            (["wrong.py"], 1),
            (["undecided.py"], 2),
            (["right.py", "right.py"], 0),
            (["right.py", "undecided.py"], 2),
            (["undecided.py", "wrong.py", "right.py"], 1),
        ],
    )
    @pytest.mark.usefixtures("answers")
    def test_it_is_the_worst_that_is_known(self, names: list[str], status: int) -> None:
        assert main(["check", *names]) == status


class TestFolders:
    """A folder stands for the Python files in it and in its folders."""

    def test_files_come_by_name(self, tmp_path: Path) -> None:
        names = ["Zoe/net.py", "anna.py", "berta/net.py", "berta/parts/tools.py"]
        for name in [*names, "notes.txt", ".cache/old.py", "env/pyvenv.cfg", "env/lib/numpy.py"]:
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text("", "utf-8")
        assert hand_ins(tmp_path) == [tmp_path / name for name in names]

    def test_a_file_stands_for_itself(self, tmp_path: Path) -> None:
        assert hand_ins(tmp_path / "missing.py") == [tmp_path / "missing.py"]

    def test_an_empty_folder_is_told(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", str(tmp_path)]) == 2
        assert "No verdict: this folder has no Python file in it" in capsys.readouterr().out

    def test_one_file_of_a_folder_is_a_list(self, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
        (tmp_path / "empty.py").write_text("", "utf-8")
        assert main(["check", "--format", "json", str(tmp_path)]) == 2
        assert [found["file"] for found in json.loads(capsys.readouterr().out)] == [str(tmp_path / "empty.py")]


class TestJson:
    """One object for one file, a list for several, on one line."""

    KEYS = (
        "file", "verdict", "network", "loss", "learning_rate", "parameters", "mistakes", "causes", "understood",
        "reason", "error", "factors",
    )  # fmt: skip

    def told(self, capsys: pytest.CaptureFixture[str], *names: str) -> Any:
        main(["check", "--format", "json", *names])
        output = capsys.readouterr().out
        assert output.count("\n") == 1
        return json.loads(output)

    @pytest.mark.usefixtures("answers")
    def test_one_file_is_an_object(self, capsys: pytest.CaptureFixture[str]) -> None:
        found = self.told(capsys, "wrong.py")
        assert tuple(found) == self.KEYS
        assert (found["file"], found["verdict"], found["mistakes"][0]["line"]) == ("wrong.py", "wrong", 3)

    @pytest.mark.usefixtures("answers")
    def test_several_are_a_list_in_their_order(self, capsys: pytest.CaptureFixture[str]) -> None:
        assert [found["file"] for found in self.told(capsys, "wrong.py", "right.py")] == ["wrong.py", "right.py"]

    def test_a_line_to_look_at_is_a_mistake_without_a_name(self) -> None:
        told = "Look at line 3: it is the first on the way back that works for u alone."
        verdict = {**wrong("mynet.py"), "mistakes": [], "reason": told, LOOKED_AT: 3}
        (unnamed,) = record_of(verdict)["mistakes"]
        assert (unnamed["id"], unnamed["sentence"], unnamed["line"]) == ("unnamed", told, 3)
        assert unnamed["parameters"] == ["u"]

    @pytest.mark.parametrize("change", [{"verdict": RIGHT}, {LOOKED_AT: None}])
    def test_without_a_line_there_is_none(self, change: dict[str, Any]) -> None:
        assert record_of({**wrong("mynet.py"), "mistakes": [], LOOKED_AT: 3, **change})["mistakes"] == []

    def test_numbers_have_the_same_keys(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        (tmp_path / "mynet.json").write_text(json.dumps(document()), "utf-8")
        found = self.told(capsys, str(tmp_path / "mynet.json"))
        assert tuple(found) == self.KEYS
        assert (found["verdict"], found["network"]["layers"]) == ("right", [2, 3, 2])


class TestDocuments:
    """JUnit and Markdown."""

    @pytest.mark.usefixtures("answers")
    def test_junit_has_a_case_a_file(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["check", "--format", "junit", "wrong.py", "right.py", "undecided.py"])
        suite = ElementTree.fromstring(capsys.readouterr().out.encode())
        assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == ("3", "1", "1")
        first, second, third = suite
        assert first.get("name") == "wrong.py"
        assert first[0].get("message") == "v has already been changed in line 2."
        assert str(first[0].text).splitlines()[0] == "wrong.py"
        assert len(second) == 0
        assert (third[0].tag, third[0].get("message")) == ("skipped", "no training was found in it")

    def test_markdown_is_a_section_a_file(self) -> None:
        assert markdown([wrong("mynet.py")], {"mynet.py": SOURCE.splitlines()}) == WRONG_MARKDOWN

    @pytest.mark.usefixtures("answers")
    def test_markdown_of_a_class_ends_with_its_mistakes(self, capsys: pytest.CaptureFixture[str]) -> None:
        main(["check", "--format", "markdown", "wrong.py", "wrong2.py"])
        assert "| updated-weights | wrong.py, wrong2.py |" in capsys.readouterr().out


class TestTemplate:
    """Six lines to fill in."""

    def test_it_is_printed_and_is_python_with_a_step_and_an_output(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        assert main(["check", "--template"]) == 0
        path = tmp_path / "try.py"
        path.write_text(capsys.readouterr().out, "utf-8")
        lines = [line for line in path.read_text("utf-8").splitlines() if not line.startswith("#")]
        assert len(lines) == 6
        assert asked_in(path) == ("net.train(x, y)", "net.predict(x)")

    def test_one_without_its_step_is_told_what_is_missing(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        path = tmp_path / "try.py"
        path.write_text('net = None\nXORTUI_OUTPUT = "net.predict(x)"\n', "utf-8")
        assert main(["check", str(path), "--format", "json"]) == 2
        assert json.loads(capsys.readouterr().out)["reason"] == WITHOUT_STEP

    def test_it_is_written_to_a_new_file_and_to_no_other(
        self, capsys: pytest.CaptureFixture[str], tmp_path: Path
    ) -> None:
        path = tmp_path / "try.py"
        assert main(["check", "--template", str(path)]) == 0
        assert "try.py is written: fill in its six lines" in capsys.readouterr().out
        written = path.read_text("utf-8")
        assert main(["check", "--template", str(path)]) == 2
        assert "there is such a file already" in capsys.readouterr().err
        assert path.read_text("utf-8") == written

    def test_it_says_what_is_not_filled_in(self, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
        path = tmp_path / "try.py"
        assert main(["check", "--template", str(path)]) == 0
        assert main(["check", str(path)]) == 2
        told = " ".join(capsys.readouterr().out.split())
        assert "line 2:" in told
        assert "there is no mynet.py beside it: write the name of your own file here" in told


class TestArguments:
    """What can't be done is one line."""

    @pytest.mark.parametrize(
        ("arguments", "told"),
        [
            ([], "expected a FILE"),
            (["a.py", "--format", "xml"], "expected one of text, json, junit, markdown"),
            (["a.py", "--seconds", "0"], "expected a number above 0"),
            (["--template", "a.py", "b.py"], "expected one FILE"),
        ],
    )
    def test_it_is_told(self, arguments: list[str], told: str, capsys: pytest.CaptureFixture[str]) -> None:
        assert main(["check", *arguments]) == 2
        error = capsys.readouterr().err
        assert told in error
        assert error.count("\n") == 1

    def test_the_program_runs_a_file_and_names_its_line(self, tmp_path: Path) -> None:
        (tmp_path / "mynet.py").write_text("x = 1\nraise ValueError(x)\n", "utf-8")
        found = run("check", str(tmp_path / "mynet.py"), str(tmp_path / "none.py"))
        assert found.returncode == 2
        assert found.stderr == ""
        assert "line 2: `raise ValueError(x)`: ValueError: 1" in found.stdout
        assert "there is no such file" in found.stdout
