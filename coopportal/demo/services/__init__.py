"""What the demonstration writes."""
