"""The reference: one Markdown page a topic, for `xortui help`, the help screen and the web."""
