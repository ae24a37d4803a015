"""The numbers of operations, to be compared with what stands on a tape.

Beside a number of NumPy's, a member of an enumeration costs a hundred times as much as a whole number does.
"""

from __future__ import annotations

from xortui.check.tracing.tape import Op

CONSTANT = int(Op.CONSTANT)
LEAF = int(Op.LEAF)
OPAQUE = int(Op.OPAQUE)
ADD = int(Op.ADD)
SUB = int(Op.SUB)
MUL = int(Op.MUL)
DIV = int(Op.DIV)
NEG = int(Op.NEG)
EXP = int(Op.EXP)
LOG = int(Op.LOG)
ABS = int(Op.ABS)
WHERE = int(Op.WHERE)
MAX = int(Op.MAX)
MIN = int(Op.MIN)
SIGN = int(Op.SIGN)
FLOOR = int(Op.FLOOR)
NOT = int(Op.NOT)
SUMS = frozenset((ADD, SUB))
"""What adds up."""
COMPARISONS = frozenset(map(int, (Op.GT, Op.GE, Op.LT, Op.LE)))
"""What asks which of two numbers is greater."""
ASKING = COMPARISONS | {int(Op.EQ), int(Op.NE)}
"""What asks how two numbers are to each other."""
