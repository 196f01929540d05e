"""What the checks found: rows that break a clause, counted in whole numbers."""
