"""Tests of the room that checks somebody's own backpropagation."""
