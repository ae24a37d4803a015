"""Exercises: what can be asked about a step before it is shown, whether an answer is right, and the score."""
