"""The stories of the tour: each a few steps by invented people, done when the database says that it happened."""
