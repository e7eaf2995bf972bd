"""Characters that no file format of ours can hold."""

import re

# what XML 1.0 has no place for: control characters but tab and line ends, half surrogates, two that mean nothing
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    """`text` with one kind of line end and without what XML cannot hold."""
    return _UNWRITABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
