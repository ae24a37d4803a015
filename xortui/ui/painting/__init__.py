"""How the screen gets to the terminal: the cells that differ, and no frame before the last one has been shown."""
