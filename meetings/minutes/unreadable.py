"""What a file that cannot be read is answered with."""


class UnreadableFile(ValueError):
    """A file that minutes cannot be read from: says why, and what to do, to the person who chose it."""
