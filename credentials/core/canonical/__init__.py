"""Canonical forms: JCS (RFC 8785), and JSON-LD to RDF to RDFC-1.0."""
