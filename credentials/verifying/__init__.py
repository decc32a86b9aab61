"""Checking whatever somebody holds out: the one answer that pages and the API give."""
