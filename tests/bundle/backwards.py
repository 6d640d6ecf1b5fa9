"""Copies a folder, the last file first: a disk that lists files as they were made then lists them otherwise."""

import os
import shutil
import sys

source, copy = sys.argv[1:]
paths = sorted((os.path.join(folder, it) for folder, _, files in os.walk(source) for it in files), reverse=True)
for path in paths:
    to = os.path.join(copy, os.path.relpath(path, source))
    os.makedirs(os.path.dirname(to), exist_ok=True)
    shutil.copy(path, to)
