"""Published numbers held against computed ones."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.debugger.verification import Finding, mean_loss, verify
from xortui.problems import built_in_names, load_problem, read_problem

BASE = """
[network]
layers = [1, 1]
activations = "linear"
[training]
learning_rate = 0.5
update = "epoch"
[start.parameters]
w1 = 2.0
b1 = 0.25
[[samples]]
x = [1]
y = [0]
[[samples]]
x = [2]
y = [1]
"""


def findings(text: str) -> dict[str, Finding]:
    return {
        f"{finding.published.quantity}@{finding.published.at}": finding
        for finding in verify(read_problem(BASE + text, "name", "file.toml"))
    }


def computed(at: str, quantity: str) -> float:
    (finding,) = findings(f'[[published]]\nat = "{at}"\nvalues = {{ "{quantity}" = "0" }}').values()
    return float(finding.computed)


def test_every_published_number_of_every_built_in_problem_agrees_or_is_explained() -> None:
    checked = 0
    for name in built_in_names():
        for finding in verify(load_problem(name)):
            assert finding.is_settled, (name, finding)
            assert finding.agrees == (finding.erratum is None)
            checked += 1
    assert checked >= 40


@pytest.mark.parametrize(
    ("at", "quantity", "expected"),
    [
        ("0", "w1", 2.0),
        ("1", "z1", 2.25),
        ("1", "dC/dyhat", 2.25),
        ("2", "dC/dw1", 2 * (4.25 - 1.0)),
        ("2", "∂C/∂z1·∂z1/∂w1", 2 * (4.25 - 1.0)),
        ("2", "Σg(w1)", 2.25 + 6.5),
        ("2", "gbar(w1)", (2.25 + 6.5) / 2),
        ("2", "w1", 2.0 - 0.5 * 4.375),
        ("1", "w1", 2.0),
        ("0", "ŷ[2]", 4.25),
        ("2", "yhat[1]", (2.0 - 0.5 * 4.375) + 0.25 - 0.5 * (2.25 + 3.25) / 2),
        ("0", "mean C", (2.25**2 / 2 + 3.25**2 / 2) / 2),
        ("e1", "x1", 2.0),
        ("2", "-δ1", -3.25),
        ("2", "change(w1)", -0.5 * 4.375),
    ],
)
def test_a_quantity_is_found_at_its_position(at: str, quantity: str, expected: float) -> None:
    assert computed(at, quantity) == pytest.approx(expected, abs=1e-14)


def test_what_has_not_been_computed_there_is_not_a_number() -> None:
    assert computed("1", "ḡ(w1)") != computed("1", "ḡ(w1)")


def test_an_erratum_is_explained_only_by_a_computation_that_gives_its_digits() -> None:
    erratum = '[[errata]]\nat = "1"\nquantity = "z1"\nprinted = "4.25"\ncause = "the other sample"\nvariant = '
    assert findings(erratum + '{ at = "2" }')["z1@1"].is_settled
    assert not findings(erratum + '{ quantity = "w1" }')["z1@1"].is_settled
    right = erratum.replace("4.25", "2.25")
    assert not findings(right + '{ at = "1" }')["z1@1"].is_settled


def test_a_variant_rounds_factors_or_changes_the_training() -> None:
    rounded = '[[errata]]\nat = "2"\nquantity = "∂C/∂ŷ·x1"\nprinted = "6"\ncause = "c"\nvariant = { rounded = 0 }'
    assert findings(rounded)["∂C/∂ŷ·x1@2"].varied == 6  # 3.25 is rounded to 3
    trained = (
        '[[errata]]\nat = "1"\nquantity = "w1"\nprinted = "0.875"\ncause = "c"\n'
        'variant = { training = { update = "sample" } }'
    )
    assert findings(trained)["w1@1"].is_explained


def test_the_mean_loss_is_that_of_all_samples() -> None:
    debugger = Debugger("xor")
    debugger.run(3)
    snapshot = debugger.snapshot()
    survey = snapshot.survey
    assert survey is not None
    assert mean_loss(snapshot) == pytest.approx(survey.loss, rel=1e-15)


class TestWhereANumberStands:
    """A published number is marked from when it has been computed until the step is over."""

    def test_it_stands_from_its_operation_on(self) -> None:
        debugger = Debugger("mazur")
        debugger.step()
        assert debugger.snapshot().published("z1") is not None
        assert debugger.snapshot().published("h1") is None
        debugger.step("sample")
        assert debugger.snapshot().published("h1") is not None
        assert debugger.snapshot().published("w5") is not None
        assert debugger.snapshot().published("b1") is None
        debugger.step()
        assert debugger.snapshot().published("z1") is None

    def test_an_updated_weight_stands_only_after_its_update(self) -> None:
        debugger = Debugger("mazur")
        program = debugger.timeline.program
        debugger.go_to(f"1.{program.assignments['w5'][0] - 1}")
        assert debugger.snapshot().published("w5") is None
        debugger.step()
        assert debugger.snapshot().published("w5") is not None

    def test_a_product_stands_when_all_its_factors_do(self) -> None:
        debugger = Debugger("mazur")
        debugger.go_to(f"1.{debugger.timeline.program.by_target['∂z3/∂h1'].number - 1}")
        assert debugger.snapshot().published("∂C/∂z3·∂z3/∂h1") is None
        debugger.step()
        assert debugger.snapshot().published("∂C/∂z3·∂z3/∂h1") is not None
