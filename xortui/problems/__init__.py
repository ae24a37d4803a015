"""What is learnt: problems, and the TOML files they are read from."""

from xortui.problems.problem import Problem, Start
from xortui.problems.problem_file import ProblemError, built_in_names, load_problem, read_problem

__all__ = ["Problem", "ProblemError", "Start", "built_in_names", "load_problem", "read_problem"]
