"""What co-operatives grant one another's members."""
