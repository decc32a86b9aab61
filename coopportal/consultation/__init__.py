"""What everybody may say of the definition, and what becomes of it."""
