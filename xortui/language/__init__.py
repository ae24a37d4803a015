"""Language: what is told to people, in the language they have chosen; English stands in the code itself."""
