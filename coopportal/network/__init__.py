"""The operator's pages: which co-ops live here, and whether the portal is well."""
