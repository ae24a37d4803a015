"""A file of weights in the place of a problem: opened with the samples of another file, or told what it lacks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from xortui.cli import main
from xortui.core.array_files import npz_bytes, safetensors_bytes
from xortui.problems import ProblemError, load_problem
from xortui.problems.problem_file import UNREAD_WEIGHTS
from xortui.problems.weights_alone import problem_of_weights

W1 = np.arange(6.0).reshape(2, 3) / 8
B1 = np.array([0.5, -0.5, 0.25])
W2 = np.array([[1.0], [-2.0], [0.75]])
B2 = np.array([-0.125])
PLAIN = {"W1": W1, "b1": B1, "W2": W2, "b2": B2}
TORCH = {"0.weight": W1.T, "0.bias": B1, "2.weight": W2.T, "2.bias": B2}
KEYS = 'network.layers = [2, 3, 1], start.weights = "net.npz"'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "net.npz").write_bytes(npz_bytes(PLAIN))
    (tmp_path / "torch.safetensors").write_bytes(safetensors_bytes(TORCH))
    (tmp_path / "xy.csv").write_text("a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n")
    (tmp_path / "trees.csv").write_text("a,b,kind\n0,0,oak\n0,1,ash\n1,0,ash\n1,1,oak\n")
    return tmp_path


def refusal(name: str, data: str = "") -> str:
    with pytest.raises(ProblemError, match=r"^[^\n]+$") as caught:
        _ = problem_of_weights(name, data) if data else load_problem(name)
    return str(caught.value)


@pytest.mark.parametrize("name", ["net.npz", "torch.safetensors"])
def test_with_samples_it_is_opened_in_the_shape_that_the_arrays_have(name: str) -> None:
    problem = problem_of_weights(name, "xy.csv")
    assert problem.network.layers == (2, 3, 1)
    assert problem.names.inputs == ("a", "b")
    values = problem.initial_parameters()
    assert [values[parameter] for parameter in ("w1", "w2", "w3", "w4", "w5", "w6")] == W1.ravel().tolist()
    assert [values[f"b{number}"] for number in range(1, 5)] == [*B1, *B2]
    assert "activations: taken as sigmoid, sigmoid; else say network.activations in a .toml" in problem.notes[-1]


def test_without_samples_one_line_shows_both_ways_to_give_them(folder: Path) -> None:
    told = refusal("net.npz")
    assert told == (
        f"net.npz has the weights of a 2-3-1 network, and no samples: add --data FILE.csv, "
        f'or open a .toml file with {KEYS} and data.file = "…csv"'
    )
    # What it shows to write is what works.
    written = KEYS.replace(", start", "\nstart") + '\ndata.file = "xy.csv"\n'
    (folder / "net.toml").write_text(written)
    assert load_problem("net.toml").initial_parameters() == problem_of_weights("net.npz", "xy.csv").initial_parameters()
    assert 'start.rows = "outputs"' in refusal("torch.safetensors")


def test_labels_are_classes_in_the_order_of_the_alphabet(folder: Path) -> None:
    problem = problem_of_weights("net.npz", "trees.csv")
    assert problem.names.classes == ("ash", "oak")
    assert [y for _, y in problem.samples] == [(1.0,), (0.0,), (0.0,), (1.0,)]
    assert "ash, oak in this order" in problem.notes[-1]
    (folder / "two.npz").write_bytes(npz_bytes({"W1": W1[:, :2], "b1": B1[:2]}))
    assert [y for _, y in problem_of_weights("two.npz", "trees.csv").samples] == [(0, 1), (1, 0), (1, 0), (0, 1)]


@pytest.mark.parametrize(
    ("arrays", "told"),
    [
        ({"W1": W1, "W2": W2.T}, "expected matrices and biases that fit each other, got W1 2 × 3, W2 1 × 3"),
        ({"W1": W1, "b1": B1[:2], "W2": W2, "b2": B2}, "W1 2 × 3, W2 3 × 1, b1 2, b2 1"),
        ({"b1": B1}, "expected a matrix of weights for each layer, got none"),
        ({"W1": np.zeros((2, 2, 2))}, "expected a matrix or a vector, got the shape (2, 2, 2)"),
    ],
)
def test_arrays_that_are_no_network_are_told(folder: Path, arrays: dict[str, np.ndarray], told: str) -> None:
    (folder / "odd.npz").write_bytes(npz_bytes(arrays))
    assert told in refusal("odd.npz", "xy.csv")
    assert refusal("odd.npz").startswith("odd.npz: ")


@pytest.mark.parametrize("ending", UNREAD_WEIGHTS)
def test_other_files_of_weights_are_refused_with_what_to_write(folder: Path, ending: str) -> None:
    (folder / f"net{ending}").write_bytes(b"\x80\x04 anything")
    for data in ("", "xy.csv"):
        assert "expected weights as .npz, which numpy.savez" in refusal(f"net{ending}", data)


def test_files_that_are_missing_or_damaged_are_told(folder: Path) -> None:
    assert refusal("none.npz") == "none.npz: no such file"
    assert refusal("net.npz", "none.csv") == "net.npz: data: none.csv: no such file"
    (folder / "torn.npz").write_bytes(npz_bytes(PLAIN)[:90])
    assert refusal("torn.npz").startswith("torn.npz: ")
    (folder / "wide.csv").write_text("1,2,3,4,5\n")
    told = (
        "net.npz: wide.csv has 5 columns; expected 3 for 2 inputs and 1 output, or a .toml file with data.x and data.y"
    )
    assert refusal("net.npz", "wide.csv") == told


def test_the_commands_take_samples_for_it(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "net.npz", "--data", "xy.csv", "--epochs", "2"]) == 0
    out, err = capsys.readouterr()
    assert "net 2-3-1: 2 epochs of 4 samples" in out
    assert "note: net.npz does not say its activations" in err
    (folder / "elsewhere").mkdir()
    assert main(["predict", str(folder / "net.npz"), "--data", "xy.csv", "--x", "0,1"]) == 0
    for arguments in (["train", "net.npz"], ["train", "xor", "--data", "xy.csv"], ["train", "--data", "xy.csv"]):
        capsys.readouterr()
        assert main(arguments) == 2
        out, err = capsys.readouterr()
        assert out == ""
        assert err.count("\n") == 1
