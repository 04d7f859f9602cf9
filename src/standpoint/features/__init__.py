"""What a sentence looks like to the models: sentences, quotations, cues, speakers, places and fields of n-grams.

Nothing here reads or writes articles; the word lists in the top folder `features/` are its only files.
"""
