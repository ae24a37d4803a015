from __future__ import annotations

import pytest

from xortui.core.spelling import UnknownNameError, known_name, on_screen

NAMES = ("w1", "w5", "ŷ", "∂C/∂w1", "loss")


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("w5", "w5"),
        ("yhat", "ŷ"),
        ("yhat2", "ŷ2"),
        ("dC/dw1", "∂C/∂w1"),
        ("∂C/∂w1", "∂C/∂w1"),
        ("dyhat/dz3", "∂ŷ/∂z3"),
        ("dC/dyhat2", "∂C/∂ŷ2"),
        ("delta3", "∂C/∂z3"),
        ("δ12", "∂C/∂z12"),
        ("gbar(w1)", "ḡ(w1)"),
        ("change(w5)", "Δw5"),
        ("eta", "η"),
        ("mu", "μ"),
        ("µ", "μ"),
        ("delta", "delta"),
        ("d/d", "d/d"),
        ("", ""),
    ],
)
def test_a_name_is_read_as_people_type_it(typed: str, shown: str) -> None:
    assert on_screen(typed) == shown


def test_a_name_on_the_screen_stays_as_it_is() -> None:
    for name in ("∂ŷ1/∂z3", "ḡ(w1)", "Σg(b2)", "v(w1)", "Δw5", "zmax", "Σe", "e4", "η", "μ", "m", "C1"):
        assert on_screen(name) == name


def test_a_name_that_is_not_there_is_said_with_the_nearest() -> None:
    assert known_name(" dC/dw1 ", NAMES) == "∂C/∂w1"
    with pytest.raises(KeyError) as caught:
        known_name("dC/dw2", NAMES)
    assert isinstance(caught.value, UnknownNameError)
    assert str(caught.value) == "there is no '∂C/∂w2' here; did you mean ∂C/∂w1?"
    with pytest.raises(KeyError) as caught:
        known_name("q" * 500, NAMES)
    assert str(caught.value) == f"there is no '{'q' * 40}' here"
