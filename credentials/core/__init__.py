"""The pure core: credentials, proofs, identifiers, status. No framework, no database, no network.

After https://www.w3.org/TR/vc-data-model-2.0/ and what it builds on; each module names what it follows. How to use it
outside this portal: ``docs/core.md``.
"""
