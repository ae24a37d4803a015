"""Painting: sends the terminal the cells that differ, and sends no more before the terminal has shown them."""
