"""What the site itself writes: its own setting up, and opening co-ops."""
