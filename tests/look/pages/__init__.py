"""The pages of each area, registered by being imported."""
