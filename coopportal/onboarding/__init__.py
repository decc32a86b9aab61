"""How far a co-op has come, from its invitation to a living membership: read from what is recorded."""
