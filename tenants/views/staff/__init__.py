"""Pages for the team of a co-op: who asks to join, who is a member, who sits where."""
