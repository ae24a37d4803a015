"""Large numbers that throw a parameter far away are told when a problem is opened, with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from xortui.problems import Problem, load_problem

HOUSES = "area,price\n50,150000\n80,240000\n120,350000\n95,300000\n"
LINEAR = '[network]\nlayers = [1, 3, 1]\nactivations = ["tanh", "linear"]\n'


def opened(folder: Path, network: str, rest: str, table: str = HOUSES) -> Problem:
    (folder / "houses.csv").write_text(table)
    file = folder / "houses.toml"
    file.write_text(f"{network}\n{rest}\n")
    return load_problem(str(file))


def test_large_targets_are_told_where_columns_of_x_are_scaled(tmp_path: Path) -> None:
    (told,) = opened(tmp_path, LINEAR, '[data]\nfile = "houses.csv"\nscaling = "standard"').notes
    assert told.startswith("the first update moves ")
    assert told.endswith(
        'as y (price) goes up to 350000; say data.scaling = { x = "standard", y = "standard" }',
    )


def test_what_it_says_to_write_is_enough(tmp_path: Path) -> None:
    scaling = 'scaling = { x = "standard", y = "standard" }'
    assert opened(tmp_path, LINEAR, f'[data]\nfile = "houses.csv"\n{scaling}').notes == ()


def test_large_inputs_of_units_that_never_saturate_are_told(tmp_path: Path) -> None:
    network = '[network]\nlayers = [1, 3, 1]\nactivations = ["relu", "linear"]\n'
    table = "area,price\n1500,0.15\n2800,0.24\n1120,0.35\n"
    (told,) = opened(tmp_path, network, '[data]\nfile = "houses.csv"', table).notes
    assert told.endswith('as x1 (area) goes up to 2800; say data.scaling = "standard" or "minmax"')


def test_samples_in_the_problem_itself_are_to_be_written_otherwise(tmp_path: Path) -> None:
    (told,) = opened(tmp_path, LINEAR, "[[samples]]\nx = [0.5]\ny = [1500]").notes
    assert told.endswith(
        "as y goes up to 1500; write the samples in larger units, or say a smaller training.learning_rate"
    )


@pytest.mark.parametrize("update", ["2", '"epoch"', '"sample"'])
def test_nothing_is_told_where_the_first_update_is_small(tmp_path: Path, update: str) -> None:
    training = f"[training]\nlearning_rate = 1e-7\nupdate = {update}"
    rest = f'{training}\n[data]\nfile = "houses.csv"\nscaling = "standard"'
    assert opened(tmp_path, LINEAR, rest).notes == ()


def test_nothing_is_told_where_an_optimizer_keeps_updates_small(tmp_path: Path) -> None:
    training = '[training]\nlearning_rate = 0.01\noptimizer = "adam"'
    assert opened(tmp_path, LINEAR, f'{training}\n[data]\nfile = "houses.csv"\nscaling = "standard"').notes == ()
