"""Judge steps by differentiating what was recorded, whatever network it is."""
