"""What the tracker holds about one person, put together for them (UK GDPR, articles 15 and 20).

shapes.py      a section of it: which rows, which columns
sections.py    every section there is, in the order they are read
acts.py        the last one, made of the tables themselves, so that no row that names a person is forgotten
collect.py     the content as plain data, as far as its readers may read it
archive.py     the zip: JSON and a page to read
"""
