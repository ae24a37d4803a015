"""Recognise a network in the numbers of a program that was traced."""
