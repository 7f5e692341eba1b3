"""Whole lives of placements, drawn command by command: `drawn` begins them, the rest serves it.

What one command looks like by itself does not belong here: see `values`.
"""
