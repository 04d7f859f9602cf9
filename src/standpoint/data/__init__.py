"""Articles, labelled sentences and results: what is read and written. Knows nothing of features or models."""
