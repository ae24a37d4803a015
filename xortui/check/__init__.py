"""Check: whether somebody's own backpropagation is right, and where it is wrong."""
