"""What the console reads and writes beside the records themselves.

Functions take a connection; those that change something expect a `database.writing`
transaction.  Nothing here knows about requests.
"""
