"""Run a file that nobody has read in a process of its own, with limits."""
