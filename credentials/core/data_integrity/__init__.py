"""Data Integrity 1.0: https://www.w3.org/TR/vc-data-integrity/."""
