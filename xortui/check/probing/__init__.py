"""Judge a step by taking it from other weights, without following what it computes."""
