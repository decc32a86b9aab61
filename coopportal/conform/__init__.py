"""For conformance suites: issuers that sign for anybody who asks. Routed by `make conform-serve` alone."""
