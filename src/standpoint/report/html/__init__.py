"""Pages that an editor opens: one of an article, one of a collection, one of a source's sentences. No request leaves them.

A page is one file. Its style and script stand in it, and its content security policy allows these two by their hashes
and nothing else, so whatever text an article smuggles in can neither run nor load anything.
"""
