"""Tests of what is typed in a shell."""
