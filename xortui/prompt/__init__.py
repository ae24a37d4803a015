"""The prompt: the debugger in lines of text, for a screen reader, a script or a terminal that can't draw."""
