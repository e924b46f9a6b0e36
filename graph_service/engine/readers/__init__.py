"""Reading a version: the pool of sealed readers, what they do with a query, and the spool of their answers."""
