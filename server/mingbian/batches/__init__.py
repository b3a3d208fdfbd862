"""Many pages at once: kept until they are checked, then their results for a week.

Huey (with a SQLite file beside the database) runs the work; what must not be lost is in the
database.  A queue that is lost or late loses nothing: every minute, and at every start, the
batches with work left are put into it again.
"""
