"""What it looks like: snapshots drawn as rows of styled text, for the screen and for commands without one."""
