"""Many articles: from inputs to result records, with what was refused on the way."""
