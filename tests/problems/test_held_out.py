from __future__ import annotations

from pathlib import Path

import pytest

from xortui.problems import Problem, ProblemError, load_problem
from xortui.problems.held_out import hold_out
from xortui.problems.problem_file import read_problem

SHARED = """
[network]
layers = [2, 3, 1]
[data]
shape = "moons"
samples = 40
test = 0.25
"""
ALL = read_problem(SHARED.replace("test = 0.25\n", ""), "m", "m.toml").samples


def shared(text: str = SHARED) -> Problem:
    return read_problem(text, "m", "m.toml")


def test_a_share_of_the_samples_tests_and_the_others_train() -> None:
    problem = shared()
    assert len(problem.test) == 10
    assert len(problem.samples) == 30
    assert sorted((*problem.samples, *problem.test)) == sorted(ALL)
    assert list(problem.samples) == [sample for sample in ALL if sample in problem.samples]


def test_the_seed_of_the_data_draws_which() -> None:
    samples = tuple(ALL)
    assert hold_out(samples, 0.25, 1) == hold_out(samples, 0.25, 1)
    assert hold_out(samples, 0.25, 1) != hold_out(samples, 0.25, 2)


@pytest.mark.parametrize(("share", "tested"), [(0.001, 1), (0.999, 39), (0.5, 20)])
def test_at_least_one_sample_trains_and_one_tests(share: float, tested: int) -> None:
    assert len(shared(SHARED.replace("0.25", str(share))).test) == tested


@pytest.mark.parametrize(
    ("test", "told"),
    [
        ("1.5", "data.test: expected a share between 0 and 1, or the name of a file, got 1.5"),
        ("0", "data.test: expected a share between 0 and 1"),
        ('"more.csv"', "data.test: expected a share such as 0.2, as the samples are drawn, got a file"),
        ("[1]", "data.test: expected a number"),
        ("nan", "data.test: expected a finite number"),
    ],
)
def test_a_share_that_is_not_possible_is_told_in_one_line(test: str, told: str) -> None:
    with pytest.raises(ProblemError) as caught:
        shared(SHARED.replace("0.25", test))
    assert told in str(caught.value)
    assert "\n" not in str(caught.value)


def test_a_file_of_its_own_is_read_like_the_first(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("p,q,kind\n1,2,cat\n3,4,dog\n")
    (tmp_path / "b.csv").write_text("p,q,kind\n5,6,dog\n")
    (tmp_path / "p.toml").write_text(
        '[network]\nlayers = [2, 2, 2]\nactivations = ["tanh", "softmax"]\n'
        '[data]\nfile = "a.csv"\ntest = "b.csv"\nclasses = ["cat", "dog"]\ny = "kind"\n'
    )
    problem = load_problem(tmp_path / "p.toml")
    assert problem.test == (((5.0, 6.0), (0.0, 1.0)),)
    assert problem.samples == (((1.0, 2.0), (1.0, 0.0)), ((3.0, 4.0), (0.0, 1.0)))
    (tmp_path / "b.csv").write_text("p,q,kind\n5,6,cow\n")
    with pytest.raises(ProblemError, match=r"b\.csv line 2"):
        load_problem(tmp_path / "p.toml")


def test_test_samples_may_be_listed() -> None:
    problem = read_problem("[[samples]]\nx = [0, 0]\ny = [0]\n[[test]]\nx = [1, 0]\ny = [1]\n", "t", "t.toml")
    assert problem.test == (((1.0, 0.0), (1.0,)),)
    with pytest.raises(ProblemError, match="test: sample 1: x: expected 2 numbers"):
        read_problem("[[samples]]\nx = [0, 0]\ny = [0]\n[[test]]\nx = [1]\ny = [1]\n", "t", "t.toml")
