"""Co-operatives and the people in them."""
