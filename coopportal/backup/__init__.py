"""One encrypted archive of a whole portal, and the way back: `manage.py backup`, `manage.py restore`."""
