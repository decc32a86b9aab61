"""The log of a co-op, for people: its chain (`chain`, `reading`), its sentences (`acts`, `words`), its list (`listing`)."""
