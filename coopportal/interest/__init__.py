"""Whoever would like to take part says so here, and looks after what was said."""
