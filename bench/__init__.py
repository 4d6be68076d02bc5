"""Speed of the feed, measured on a big database: see run.py and `make bench`."""
