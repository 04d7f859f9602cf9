"""Pages that an editor opens: of an article, of a collection, of a source's sentences. No request leaves them.

A page is one file. Its style and script stand in it, and its content security policy allows these two by their hashes
and nothing else, so whatever text an article smuggles in can neither run nor load anything.
"""
