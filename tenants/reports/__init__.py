"""Figures of a co-op over time: `periods` and `spans` are pure, `reading` reads the register, `registry` who contributes."""
