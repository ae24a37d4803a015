"""The colours: one table for each theme, a row for each role, a column for each number of colours."""
