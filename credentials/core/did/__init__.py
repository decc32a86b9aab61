"""Decentralized Identifiers 1.0: https://www.w3.org/TR/did-core/."""
