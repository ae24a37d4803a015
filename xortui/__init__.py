"""xortui: walk through the training of a small neural network, forwards and backwards."""

__version__ = "0.1.0"
