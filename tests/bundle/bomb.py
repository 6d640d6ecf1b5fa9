"""Makes bundles of a few kilobytes that would unpack to gigabytes: FOLDER OUTPUT INPUTS STATEMENT. FOLDER is a good one, unpacked."""

import io
import json
import subprocess
import sys
import tarfile
from pathlib import Path

SIZE = 3 << 30
folder = Path(sys.argv[1])


class Zeros(io.RawIOBase):
    """So many zeros."""

    def __init__(self, left, byte=b"\0"):
        self.left, self.byte = left, byte

    def readable(self):
        return True

    def read(self, size=-1):
        count = min(self.left, size if size >= 0 else self.left)
        self.left -= count
        return self.byte * count


def pack(path, members):
    packing = subprocess.Popen(["zstd", "-q", "-f", "-3", "-o", path], stdin=subprocess.PIPE)
    with tarfile.open(fileobj=packing.stdin, mode="w|", format=tarfile.USTAR_FORMAT) as archive:
        for name, size, file in members:
            member = tarfile.TarInfo(f"{folder.name}/{name}")
            member.size, member.mode = size, 0o644
            archive.addfile(member, file)
    packing.stdin.close()
    assert packing.wait() == 0
    assert Path(path).stat().st_size < 4 << 20, "it is a bomb"


def stated(name):
    """Returns the statement with `name` as large as a bomb, and the members up to it."""
    statement = json.loads((folder / "manifest.json").read_text())
    dependencies = statement["predicate"]["buildDefinition"]["resolvedDependencies"]
    for it in statement["subject"] + [it for it in dependencies if f"inputs/{it['name']}" == name]:
        if name in (it["name"], f"inputs/{it['name']}"):
            it["annotations"]["size"] = SIZE
    text = json.dumps(statement).encode()
    yield "manifest.json", len(text), io.BytesIO(text)
    for it in statement["subject"]:
        if it["name"] == name:
            yield name, SIZE, Zeros(SIZE)
            return
        data = (folder / it["name"]).read_bytes()
        yield it["name"], len(data), io.BytesIO(data)


pack(sys.argv[2], stated("output/index.html"))
pack(sys.argv[3], stated("inputs/regions/uk.toml"))
pack(sys.argv[4], [("manifest.json", SIZE, Zeros(SIZE, b" "))])
