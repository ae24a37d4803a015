"""The answering program: a program in which what is there for training alone, such as dropout, is switched off."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from xortui.core.dropout import mask_name
from xortui.core.expression import Name
from xortui.core.program import Kind, Program


@lru_cache(maxsize=8)
def answering_program(program: Program) -> Program:
    """Return the program that tests and predicts: itself, unless it draws masks; its state has the same names."""
    dropout = program.training.dropout
    if dropout is None:
        return program
    layers = {mask_name(unit): unit.layer for layer in program.network.units[1:-1] for unit in layer}
    operations = []
    for operation in program.operations:
        if operation.kind is Kind.MASK:
            operation = replace(operation, expression=dropout.answering_mask(layers[operation.target]))
        elif operation.kind is Kind.DRAW:
            operation = replace(operation, expression=Name(operation.target))
        operations.append(operation)
    return program.with_operations(operations)
