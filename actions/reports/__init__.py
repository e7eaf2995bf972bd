"""Reports on scrutiny's work over a period: facts are fetched once, counted in plain Python, and written in any form.

periods → facts (the one that asks the database) → figures (what is counted, and how) → half_year (the report's
tables, with how each is counted) → the page, `word` and `excel`.
"""
