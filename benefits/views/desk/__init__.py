"""The desk and the page of the staff that sets it up."""
