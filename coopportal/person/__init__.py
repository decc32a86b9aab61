"""One person, by an address of theirs: all that the portal knows of them, as a file, and its erasure."""
