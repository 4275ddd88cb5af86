"""Plans: the cheapest way to close a team's gaps, as a program in whole numbers. Knows no files, rules or screens."""
