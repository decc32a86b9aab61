"""What people are asked on pages of this app."""
