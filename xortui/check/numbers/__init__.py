"""Check the numbers of a program in any other language."""
