"""The pure core: credentials, proofs, identifiers, status. No framework, no database, no network."""
