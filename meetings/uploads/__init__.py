"""What comes in as a file is checked here, before anything is kept of it; and given out again by `serving`.

Each refusal is for the person who chose the file: what is wrong, and what to do.
"""


class Refused(Exception):
    """The file is not taken. The message says why, in plain English."""
