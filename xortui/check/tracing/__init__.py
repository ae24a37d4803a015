"""Follow every number of a program that runs: what was computed from what, and in which line."""
