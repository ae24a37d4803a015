"""The panes of the main screen, each named after what is seen in it."""
