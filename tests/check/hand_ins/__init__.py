"""Files as students hand them in, and what a checker should say of each."""
