"""Tours: lessons as text files, each a row of places in one training, with what to look at and what to ask there."""
