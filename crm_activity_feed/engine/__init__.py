"""Plain Python under the models: how entries are selected, merged and paged.

Nothing here is a model. ``columns`` holds the contract of the union, ``branch``
one SELECT of it, ``scope`` and ``filters`` what a page is asked for, ``cursor``
where it starts, ``page`` the statement that reads it, and ``contents`` the words.
``reading`` puts a page together whatever some sources do: ``guard`` keeps their errors
from the transaction, ``isolation`` finds out whose they are, ``budgets`` says how long
each may take. ``functions`` reads the sources that are an SQL function.
``person_scope`` and ``follow_scope`` have the feeds of a person, ``reach`` what follows
bring along, and ``why`` tells why an entry is in them.
"""

# Make their scopes known by name.
from . import follow_scope, person_scope
