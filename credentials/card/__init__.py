"""The card as people hold it: its code as a picture, its face on screen and on paper."""
