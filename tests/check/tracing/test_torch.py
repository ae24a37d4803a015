"""Programs that use torch's tensors and write their gradients by hand are followed through a stand-in for torch."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.check.tracing.running import MARKED, MOVED, Item, items, moved_on_tape, run_traced
from xortui.check.examine import verdict_on
from xortui.check.tracing.autograd import SENTENCE, Autograd
from xortui.check.undecided import UndecidedError

PROGRAMS = Path(__file__).parent / "torch_programs"

RIGHT = ("script", "relu_regression", "one_sample")
WRONG = (
    ("updated_weights", "weights-updated", 17, {"W1": "wrong", "W2": "right"}),
    ("module_class", "slope-formula-of-sum", 28, {"W1": "wrong", "W2": "right"}),
    ("softmax_labels", "bias-over-all-units", 28, {"W1": "right", "b1": "wrong", "W2": "right", "b2": "right"}),
)


def verdict_on_program(name: str) -> dict[str, object]:
    path = PROGRAMS / f"{name}.py"
    return verdict_on(path, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_program_with_tensors_is_right(name: str) -> None:
    found = verdict_on_program(name)
    assert found["verdict"] == "right", found


@pytest.mark.parametrize(("name", "mistake", "line", "parameters"), WRONG)
def test_the_mistake_of_a_wrong_program_with_tensors_is_found(
    name: str, mistake: str, line: int, parameters: dict[str, str]
) -> None:
    found = verdict_on_program(name)
    mistakes = found["mistakes"]
    assert isinstance(mistakes, list)
    assert [(one["id"], one["line"]) for one in mistakes] == [(mistake, line)]
    assert found["parameters"] == parameters


def test_a_program_that_trains_with_autograd_is_told_so_with_its_line() -> None:
    with pytest.raises(UndecidedError, match=f"line 8: `loss.backward.*{SENTENCE}"):
        verdict_on_program("autograd")


ROWS = (
    ("torch.mm(X, W)", "X @ W"),
    ("X @ W + torch.ones(3)", "X @ W + 1"),
    ("torch.matmul(W, v)", "W @ v"),
    ("W.mv(v)", "W @ v"),
    ("torch.dot(v, v)", "v @ v"),
    ("torch.ger(v, v)", "np.outer(v, v)"),
    ("torch.outer(v, W[0])", "np.outer(v, W[0])"),
    ("torch.bmm(W.unsqueeze(0), W.t().unsqueeze(0))", "(W @ W.T)[None]"),
    ("torch.einsum('ij,kj->ik', W, W)", "W @ W.T"),
    ("torch.addmm(torch.ones(3), X, W)", "1 + X @ W"),
    ("torch.sigmoid(W)", "1 / (1 + np.exp(-W))"),
    ("W.tanh() + W.exp()", "np.tanh(W) + np.exp(W)"),
    ("torch.relu(W)", "np.maximum(W, 0)"),
    ("torch.log(W.abs() + 1)", "np.log(np.abs(W) + 1)"),
    ("W.clamp(min=0)", "np.maximum(W, 0)"),
    ("torch.clamp(W, 0.1, 0.5)", "np.clip(W, 0.1, 0.5)"),
    ("torch.where(W > 0, W, 0.1 * W)", "np.where(W > 0, W, 0.1 * W)"),
    ("torch.maximum(W, torch.zeros_like(W))", "np.maximum(W, 0)"),
    ("W.sum()", "W.sum()"),
    ("W.sum(dim=0)", "W.sum(0)"),
    ("torch.sum(W, 1, keepdim=True)", "W.sum(1, keepdims=True)"),
    ("W.mean(0, True)", "W.mean(0, keepdims=True)"),
    ("W.max()", "W.max()"),
    ("torch.max(W, 0)[0]", "W.max(axis=0)"),
    ("W.max(dim=1, keepdim=True).values", "W.max(axis=1, keepdims=True)"),
    ("torch.max(W, 1)[1]", "W.argmax(axis=1)"),
    ("W.argmax(dim=1)", "W.argmax(axis=1)"),
    ("W.std()", "W.std(ddof=1)"),
    ("W.var(0, unbiased=False)", "W.var(0)"),
    ("W.norm()", "np.sqrt((W * W).sum())"),
    ("torch.softmax(W, dim=1)", "np.exp(W) / np.exp(W).sum(1, keepdims=True)"),
    ("W.log_softmax(0)", "W - np.log(np.exp(W).sum(0))"),
    ("W.t() + W.T", "2 * W.T"),
    ("W.view(-1)", "W.reshape(-1)"),
    ("W.reshape(3, 2)", "W.reshape(3, 2)"),
    ("v.unsqueeze(1) * W[0]", "v[:, None] * W[0]"),
    ("W[0:1].squeeze()", "W[0]"),
    ("W.transpose(0, 1).flatten()", "W.T.reshape(-1)"),
    ("W.permute(1, 0)", "W.T"),
    ("v.expand(2, 3)", "np.tile(v, (2, 1))"),
    ("v.repeat(2, 1)", "np.tile(v, (2, 1))"),
    ("torch.cat([W, W])", "np.concatenate([W, W])"),
    ("torch.cat((W, torch.ones(2, 1)), dim=1)", "np.hstack([W, np.ones((2, 1))])"),
    ("torch.stack([v, v], dim=1)", "np.stack([v, v], axis=1)"),
    ("W.chunk(2)[1]", "W[1:]"),
    ("(W > 0).float() * W", "(W > 0) * W"),
    ("W.pow(2).mul(3).sub(1)", "3 * W ** 2 - 1"),
    ("2 - W / 4", "2 - W / 4"),
    ("1 / (W + 3)", "1 / (W + 3)"),
    ("W.item() if W.numel() == 1 else W.sum().item()", "W.sum()"),
    ("W.detach().numpy() * 2", "W * 2"),
    ("W.data.clone()", "W"),
    ("np.exp(W.numpy())", "np.exp(W)"),
    ("math.exp(W[0, 0])", "math.exp(W[0, 0])"),
    ("float(W[0, 0]) * 2", "W[0, 0] * 2"),
    ("W[[0, 1], [0, 2]]", "W[[0, 1], [0, 2]]"),
    ("W[W > 0]", "W[W > 0]"),
    ("W.gather(1, torch.tensor([[0], [2]]))", "np.array([[W[0, 0]], [W[1, 2]]])"),
    ("W.masked_fill(W < 0, 0.0)", "np.where(W < 0, 0, W)"),
    ("F.one_hot(torch.tensor([0, 2]), 3) * W", "np.eye(3)[[0, 2]] * W"),
    ("F.mse_loss(W, torch.zeros(2, 3))", "(W ** 2).mean()"),
    (
        "F.cross_entropy(W, torch.tensor([0, 2]))",
        "-np.log((np.exp(W) / np.exp(W).sum(1, keepdims=True))[[0, 1], [0, 2]]).mean()",
    ),
    ("nn.Sigmoid()(W) + nn.functional.relu(W)", "1 / (1 + np.exp(-W)) + np.maximum(W, 0)"),
    ("torch.from_numpy(np.array([1.0, 2.0, 3.0])) * v", "np.array([1, 2, 3]) * v"),
    ("W.size(0) * v * W.shape[1]", "6 * v"),
    ("sum([v, v])", "v + v"),
    ("[row.sum() for row in W]", "[row.sum() for row in W]"),
    ("changed(W)", "2 * (W * 3 - 1 + W) / 4"),
    ("changed_views(W)", "np.array([[2 * W[0, 0], 7, 1 + W[0, 2]], [0, 0, 0]])"),
    ("assigned_data(W)", "W - 0.5 * W"),
)
"""What torch computes, and the same by NumPy."""

PRELUDE = f"""
import math
import numpy as np
import torch
import torch.nn as nn
import torch.nn.functional as F

def changed(tensor):
    result = tensor.clone()
    result *= 3
    result -= 1
    result.add_(tensor).mul_(2).div_(4)
    return result

def changed_views(tensor):
    result = tensor.clone().requires_grad_()
    result[0, 0] *= 2
    row = result[0]
    row[1] = 7
    result.view(-1)[2] += 1
    result.t()[:, 1].zero_()
    return result

def assigned_data(tensor):
    result = tensor.clone()
    result.data = result.data - 0.5 * tensor
    return result

def tensors():
    return {{"W": torch.tensor([[{MARKED}, -0.7, 1.1], [0.4, 0.9, -0.2]], dtype=torch.float32, requires_grad=True),
             "X": torch.Tensor([[0.0, 1.0], [1.0, 0.5], [0.25, 0.75]]), "v": torch.tensor([0.5, -0.25, {MARKED}])}}

def arrays():
    return {{name: one.detach().numpy() for name, one in tensors().items()}}
"""


def both(row: tuple[str, str], marked: float, folder: Path) -> tuple[list[Item], list[Item], list[float]]:
    """Return what a row computes by torch and by NumPy, and what the tape says of torch's at the moved number."""
    torch, numpy = row
    code = (
        PRELUDE + f"W, X, v = tensors().values()\nresult = {torch}\nW, X, v = arrays().values()\nexpected = {numpy}\n"
    )
    ran, trace = run_traced(code.replace(str(MARKED), str(marked)), folder)
    assert ran.error is None
    found = [one for one in items(ran.result) if isinstance(one, Item)]
    expected = [one for one in items(trace.names["expected"]) if isinstance(one, Item)]
    return found, expected, moved_on_tape(trace, found)


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_the_stand_in_computes_what_torch_does_and_is_followed(row: tuple[str, str], tmp_path: Path) -> None:
    found, expected, moved = both(row, MARKED, tmp_path)
    there, _, _ = both(row, MOVED, tmp_path)
    np.testing.assert_allclose([one.value for one in found], [one.value for one in expected], rtol=1e-12)
    np.testing.assert_allclose(moved, [one.value for one in there], rtol=1e-12)


REFUSED = (
    "loss = torch.ones(1).sum(); loss.backward()",
    "layer = torch.nn.Linear(2, 1)",
    "import torch.optim as optim; optim.SGD([], lr=0.1)",
    "torch.autograd.grad(torch.ones(1), torch.ones(1))",
)


@pytest.mark.parametrize("code", REFUSED)
def test_autograd_is_refused_in_one_sentence(code: str, tmp_path: Path) -> None:
    ran, _ = run_traced(f"import torch\n{code}\n", tmp_path)
    assert isinstance(ran.error, Autograd)
    assert str(ran.error) == SENTENCE


def test_what_the_stand_in_lacks_is_said_by_its_name(tmp_path: Path) -> None:
    ran, _ = run_traced("import torch\ntorch.fft_of_nothing(1)\n", tmp_path)
    assert "has no torch.fft_of_nothing" in str(ran.error)


def test_decorators_and_contexts_without_gradients_do_nothing(tmp_path: Path) -> None:
    code = """
import torch
@torch.no_grad()
def doubled(x):
    return 2 * x
@torch.no_grad
def trebled(x):
    return 3 * x
with torch.no_grad():
    result = [doubled(torch.ones(1)), trebled(torch.ones(1)), torch.cuda.is_available(), str(torch.tensor([1.5]))]
"""
    ran, _ = run_traced(code, tmp_path)
    assert ran.error is None
    assert [one.value if isinstance(one, Item) else one for one in items(ran.result)] == [
        2.0,
        3.0,
        0.0,
        "tensor([1.5])",
    ]


def test_the_same_seed_gives_the_same_numbers(tmp_path: Path) -> None:
    code = (
        "import torch\ntorch.manual_seed(3)\na = torch.randn(2)\ntorch.manual_seed(3)\nresult = [a, torch.randn(2)]\n"
    )
    ran, _ = run_traced(code, tmp_path)
    first, second, third, fourth = [one.value for one in items(ran.result) if isinstance(one, Item)]
    assert (first, second) == (third, fourth)


def test_batches_are_rows_of_the_same_numbers(tmp_path: Path) -> None:
    code = """
import torch
from torch.utils.data import DataLoader, TensorDataset
X = torch.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]])
loader = DataLoader(TensorDataset(X, X[:, 0]), batch_size=2)
result = [len(loader), [x for x, _ in loader], X]
"""
    ran, _ = run_traced(code, tmp_path)
    assert ran.error is None
    found = [one for one in items(ran.result) if isinstance(one, Item)]
    assert [one.value for one in found] == [2, 1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6]
    assert found[1:7] == found[7:]


def test_a_tensor_prints_about_as_torch_prints_it(tmp_path: Path) -> None:
    ran, _ = run_traced("import torch\nresult = str(torch.tensor([[0.5, 1], [2, 3]]))\n", tmp_path)
    assert ran.result == "tensor([[0.5, 1. ],\n        [2. , 3. ]])"
