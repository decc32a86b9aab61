"""Issuing and verifying credentials."""
