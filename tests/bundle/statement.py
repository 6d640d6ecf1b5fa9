"""Reads the statement of an unpacked bundle by the program of those who define it, and holds its subjects against the files."""

import hashlib
import json
import sys
from pathlib import Path

from google.protobuf import json_format
from in_toto_attestation.v1 import statement_pb2
from in_toto_attestation.v1.statement import Statement

folder = Path(sys.argv[1])
text = (folder / "manifest.json").read_text()
read = json_format.Parse(text, statement_pb2.Statement())
statement = Statement.copy_from_pb(read)
statement.validate()
assert statement.pb.predicate_type == "https://slsa.dev/provenance/v1"
stated = {it.name: it.digest["sha256"] for it in statement.pb.subject}
found = {
    str(it.relative_to(folder)): hashlib.sha256(it.read_bytes()).hexdigest()
    for it in folder.rglob("*")
    if it.is_file() and it.name != "manifest.json" or it.parent.name == "output" and it.is_file()
}
assert stated == found, sorted(set(stated.items()) ^ set(found.items()))[:5]
# The program finds fault with what is none.
spoiled = json.loads(text)
spoiled["_type"] = "https://in-toto.io/Statement/v0"
try:
    Statement.copy_from_pb(json_format.Parse(json.dumps(spoiled), statement_pb2.Statement())).validate()
except ValueError:
    sys.exit(0)
sys.exit("a statement of another form is taken")
