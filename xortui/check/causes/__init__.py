"""Why a network whose gradients are right may still be stuck."""
