"""The pages that make an empty portal a working one."""
