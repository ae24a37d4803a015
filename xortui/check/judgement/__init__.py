"""Judge the steps of a network, and name what is wrong in which line."""
