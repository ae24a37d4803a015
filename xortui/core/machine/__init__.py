"""Training steps as machine code, where numba is installed: the same arithmetic as the generated Python, to the bit."""
