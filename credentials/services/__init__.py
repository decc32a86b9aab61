"""The verbs of this app, one file per noun."""
