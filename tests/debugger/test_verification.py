"""Published numbers held against computed ones."""

from __future__ import annotations

import pytest

from xortui.debugger import Debugger
from xortui.debugger.verification import Finding, mean_loss, verify
from xortui.problems import built_in_names, load_problem, read_problem
from xortui.render.report import verification_lines

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


CLASSES = """
[network]
layers = [1, 1]
activations = "sigmoid"
loss = "binary-cross-entropy"
[start.parameters]
w1 = 1.5
b1 = -0.1
[[samples]]
x = [1]
y = [1]
"""
SLIP = '[[errata]]\nat = "1"\nquantity = "z1"\nprinted = "2.52"\ncause = "digits were swapped"\n'


class TestErrata:
    def test_a_slip_has_a_cause_and_nothing_that_is_computed(self) -> None:
        finding = findings(SLIP)["z1@1"]
        assert finding.is_settled
        assert finding.is_slip
        assert not finding.is_explained
        assert "≠ erratum, its cause is told" in told(BASE + SLIP)
        assert "so computed" not in told(BASE + SLIP)

    def test_a_slip_that_is_none_is_told(self) -> None:
        finding = findings(SLIP.replace("2.52", "2.25"))["z1@1"]
        assert not finding.is_settled
        assert "✗ agrees, though called an erratum" in told(BASE + SLIP.replace("2.52", "2.25"))

    def test_a_logarithm_of_a_rounded_output_explains_a_loss(self) -> None:
        # ŷ = σ(1.4) = 0.80218…; −ln 0.802 = 0.22065 and −ln ŷ = 0.22042
        erratum = '[[errata]]\nat = "1"\nquantity = "C"\nprinted = "0.22065"\ncause = "c"\nvariant = '
        rounded = "{ rounded = { yhat = 3 } }"
        (finding,) = verify(read_problem(CLASSES + erratum + rounded, "name", "file.toml"))
        assert finding.computed == pytest.approx(0.220417, abs=1e-6)
        assert finding.varied == pytest.approx(0.220647, abs=1e-6)
        assert finding.is_explained
        assert not finding.rounds_nothing

    def test_the_whole_forward_pass_may_be_rounded(self) -> None:
        text = '[[errata]]\nat = "1"\nquantity = "dC/dz1"\nprinted = "-0.2"\ncause = "c"\nvariant = '
        (finding,) = verify(read_problem(CLASSES + text + "{ rounded = { forward = 1 } }", "name", "file.toml"))
        assert finding.varied == pytest.approx(0.8 - 1.0)

    def test_a_rounded_factor_is_multiplied_out(self) -> None:
        text = '[[errata]]\nat = "1"\nquantity = "dC/dz1"\nprinted = "-0.192"\ncause = "c"\nvariant = '
        places = '{ rounded = { "dC/dyhat" = 1, "dyhat/dz1" = 2 } }'
        (finding,) = verify(read_problem(CLASSES + text + places, "name", "file.toml"))
        assert finding.varied == pytest.approx(-1.2 * 0.16)  # −1.2466 and 0.15868

    @pytest.mark.parametrize("variant", ["{ rounded = 3 }", "{ rounded = { w1 = 9 } }"])
    def test_rounding_that_changes_nothing_is_told(self, variant: str) -> None:
        text = f'{BASE}[[errata]]\nat = "1"\nquantity = "z1"\nprinted = "9"\ncause = "c"\nvariant = {variant}'
        (finding,) = verify(read_problem(text, "name", "file.toml"))
        assert finding.rounds_nothing
        assert "rounded changes nothing here; name what was rounded" in told(text)

    def test_rounding_a_product_changes_something(self) -> None:
        text = '[[errata]]\nat = "2"\nquantity = "∂C/∂ŷ·x1"\nprinted = "6"\ncause = "c"\nvariant = { rounded = 0 }'
        assert not findings(text)["∂C/∂ŷ·x1@2"].rounds_nothing


def told(text: str) -> str:
    """Return what verify prints of a problem."""
    problem = read_problem(text, "name", "file.toml")
    return "\n".join(verification_lines(problem, verify(problem)))


def test_a_parameter_in_a_product_of_derivatives_is_the_one_before_the_update() -> None:
    assert computed("2", "dC/dz1*w1") == pytest.approx(3.25 * 2.0)
    assert computed("2", "w1") == pytest.approx(2.0 - 0.5 * 4.375)


class TestManyDigits:
    """A source may print more digits than the order of a summation leaves certain."""

    TEXT = """
[network]
layers = [3, 1]
activations = "linear"
[start.parameters]
w1 = 0.1
w2 = 0.2
w3 = 0.3
b1 = 0.0
[[samples]]
x = [1, 1, 1]
y = [0]
[[published]]
at = "1"
values = { z1 = "PRINTED" }
"""

    @pytest.mark.parametrize(
        ("printed", "verdict"),
        [
            ("0.6000000000000001", "✓ agrees"),  # from left to right
            ("0.6000000000000000", "✓ agrees, as far as floats go"),  # from right to left
            ("0.6000000000000010", "✗ differs"),
            ("0.600000000000", "✓ agrees"),
            ("0.600000000001", "✗ differs"),  # fewer digits than a float keeps: no excuse
        ],
    )
    def test_the_last_ones_are_compared_to_what_other_orders_give(self, printed: str, verdict: str) -> None:
        text = told(self.TEXT.replace("PRINTED", printed))
        (row,) = [line for line in text.splitlines() if line.startswith("step 1")]
        assert row.split(maxsplit=5)[-1].removeprefix("✓ ").removeprefix("✗ ") == verdict[2:]
        assert verdict in row

    def test_no_zero_is_printed_with_a_minus(self) -> None:
        text = self.TEXT.replace("PRINTED", "0.00").replace("w1 = 0.1", "w1 = -0.5001")
        assert "−0.00" not in told(text)
        assert "0.00        0.00" in told(text)
