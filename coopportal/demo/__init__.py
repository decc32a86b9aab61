"""Invented co-ops and people to try the portal out with, and a tour through it. Never in production."""
