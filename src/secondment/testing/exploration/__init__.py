"""Every state that a placement can come to, walked through: `walk` begins it, the rest serves it.

Nothing is drawn here: see `lives`.
"""
