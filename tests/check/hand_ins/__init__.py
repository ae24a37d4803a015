"""Files as students hand them in, and what a checker should say of each."""

from tests.check.hand_ins.generator import generated
from tests.check.hand_ins.hand_in import HandIn
from tests.check.hand_ins.right_programs import right

__all__ = ["HandIn", "generated", "right"]
