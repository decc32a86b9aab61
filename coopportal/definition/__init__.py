"""The definition of common co-operative membership, for people and for programs. It is not this portal's own."""
