"""The desk: which device stands where, what a card held out there is worth, and what the screen says."""
