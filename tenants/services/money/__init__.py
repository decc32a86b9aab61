"""Shares that members hold, and money that was seen: one transaction each."""
