"""The mathematics: networks, the program they train by, its chain rule, and engines that run it."""
