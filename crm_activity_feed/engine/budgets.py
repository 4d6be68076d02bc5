"""How long the feed waits for its sources. All times but the rest in seconds."""

from datetime import timedelta

#: The statement that reads the keys of a page from all sources at once.
PAGE_SECONDS = 10

#: One source, or one SQL function, when it is read by itself.
SOURCE_SECONDS = 2

#: Looking for the source that a failure comes from: with the statement above, the
#: most that a page can take, whatever its sources do.
SEARCH_SECONDS = 10

#: How long a source that failed is left out before it is tried again: the others'
#: pages shall not wait for it, and whoever mends it shall see it come back.
REST = timedelta(minutes=5)

#: Rows that an SQL function is asked for at most, for one page.
FUNCTION_ROWS = 20_000

#: Rows of an SQL function that lists, reports and exports hold: the newest.
FUNCTION_LIST_ROWS = 2_000
