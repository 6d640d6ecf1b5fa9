"""Prints every file, folder and link below a folder, with its bytes' digest: one line each, in order."""

import hashlib
import os
import sys

for folder, folders, files in os.walk(sys.argv[1]):
    folders.sort()
    for name in sorted(files):
        path = os.path.join(folder, name)
        with open(path, "rb") as file:
            print(hashlib.file_digest(file, "sha256").hexdigest(), os.path.relpath(path, sys.argv[1]))
    if not folders and not files:
        print("empty", os.path.relpath(folder, sys.argv[1]))
