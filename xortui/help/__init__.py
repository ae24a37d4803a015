"""The reference: one Markdown page for each topic, read by `xortui help`, by the help screen and on the web."""
