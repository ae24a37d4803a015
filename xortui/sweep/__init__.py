"""Many starts at once: how many learn, how fast, and where the others end."""
