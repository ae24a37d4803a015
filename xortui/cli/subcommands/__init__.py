"""One file for each word behind `xortui`: which arguments it takes, and what it does."""
