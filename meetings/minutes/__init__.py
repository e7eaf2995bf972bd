"""Reads the minutes of a meeting: text in, dataclasses out.

Plain Python: nothing here imports Django, so that the reader can be tried on any text anywhere.

    files.extract(data, name)  bytes of a file       -> Extracted text
    reader.read(text)          text as pasted        -> document.Minutes
    document.as_json(minutes)  document.Minutes      -> plain data, the shape `import_minutes --json` prints
"""
