"""Compare what a checker said of one file with what is expected."""

from dataclasses import dataclass, field
from typing import Any

from tests.check.hand_ins.alike import is_named
from tests.check.hand_ins.names import matched


@dataclass
class Marks:
    """How good a verdict was, as numbers to be added up."""

    verdict: bool
    is_false_accusation: bool
    """Right code was called wrong."""

    is_undecided: bool
    parameters: int = 0
    parameters_right: int = 0
    parameters_accused: int = 0
    """How many parameters were called wrong, and are not."""

    mistakes: int = 0
    mistakes_named: int = 0
    located: int = 0
    """The mistakes whose line is asked for: also those that the catalogue has no row for."""
    lines_right: int = 0
    missed: list[str] = field(default_factory=list)
    """What was not said as expected, in words."""


def marks(expected: dict[str, Any], said: dict[str, Any]) -> Marks:
    """Compare."""
    found = Marks(
        verdict=said["verdict"] == expected["verdict"],
        is_false_accusation=expected["verdict"] == "right" and said["verdict"] == "wrong",
        is_undecided=said["verdict"] == "undecided",
    )
    if not found.verdict:
        found.missed.append(f"verdict {said['verdict']}, expected {expected['verdict']}")
    _mark_parameters(found, expected["parameters"], said.get("parameters") or {})
    for mistake in expected["mistakes"]:
        _mark_mistake(found, mistake, said.get("mistakes") or [])
    return found


def _mark_parameters(found: Marks, expected: dict[str, str], said: dict[str, str]) -> None:
    names = matched(expected, said)
    expected = _with_groups_as_said(expected, names, said)
    for name, status in expected.items():
        found.parameters += 1
        statuses = {said[other] for other in names[name]}
        if status in statuses and statuses <= {status, "right"}:
            found.parameters_right += 1
            continue
        found.missed.append(f"{name} {', '.join(sorted(statuses)) or 'not found'}, expected {status}")
        if "wrong" in statuses and status in ("right", "scaled"):
            found.parameters_accused += 1


def _with_groups_as_said(expected: dict[str, str], names: dict[str, list[str]], said: dict[str, str]) -> dict[str, str]:
    """The expectation with `right` and `scaled` exchanged, if that is what was said.

    Of two groups with two learning rates, no numbers tell which one is meant.
    """
    other = {"right": "scaled", "scaled": "right"}
    exchanged = {name: other.get(status, status) for name, status in expected.items()}
    if "scaled" not in expected.values() or "scaled" not in exchanged.values():
        return expected
    for name, status in exchanged.items():
        if status in other and {said[one] for one in names[name]} != {status}:
            return expected
    return exchanged


def _mark_mistake(found: Marks, expected: dict[str, Any], said: list[dict[str, Any]]) -> None:
    identities = expected["ids"] if "ids" in expected else [expected["id"]]
    named = [one for one in said if any(is_named(identity, one["id"]) for identity in identities)]
    lines = {expected["line"], *expected["lines_also_fine"], *expected.get("lines_beside", ())}
    found.located += 1
    if identities:  # else the catalogue has no row for it, and only the line is looked at
        found.mistakes += 1
    if named:
        found.mistakes_named += 1
    if any(one.get("line") in lines for one in named or said):
        found.lines_right += 1
        if named:
            return
    told = [f"{one['id']} in line {one.get('line')}" for one in said]
    wanted = f"{' or '.join(identities)} in line {expected['line']}"
    found.missed.append(f"said {', '.join(told) or 'no mistake'}, expected {wanted}")
