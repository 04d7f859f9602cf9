"""Whose voices an article carries: sums per article, and how they are shown."""
