"""Reads mails as files with Python's reader and with postal-mime, and says in what they are not what was written."""

import email
import email.policy
import json
import pathlib
import re
import subprocess
import zoneinfo

WANTED = ["Date", "From", "Reply-To", "Subject", "Message-ID", "Content-Language", "MIME-Version", "Content-Type"]


def faults(file: pathlib.Path, wanted: dict) -> list[str]:
    """`wanted` says of the region its zone, sender, the sender's name, where replies go, and whether one may leave the list."""
    raw, found = file.read_bytes(), []
    found += ["a byte that is not ASCII"] if not raw.isascii() else []
    found += ["a line that does not end in CRLF"] if re.search(rb"(?<!\r)\n|\r(?!\n)", raw) or not raw.endswith(b"\r\n") else []
    head, _, body = raw.partition(b"\r\n\r\n")
    # A word of a header that has no space cannot be folded.
    found += [f"a header of {len(it)} characters" for it in head.split(b"\r\n") if len(it) > 78 and b" " in it.split(b": ", 1)[-1].strip()]
    found += [f"a line of {len(it)} characters" for it in body.split(b"\r\n") if len(it) > 78]
    mail = email.message_from_bytes(raw, policy=email.policy.default)
    found += [f"a defect: {it!r}" for part in mail.walk() for it in part.defects]
    found += [f"a defect of {name}: {it!r}" for name, value in mail.items() for it in value.defects]
    names = WANTED[:6] + (["List-Unsubscribe"] if wanted["unsubscribe"] else []) + WANTED[6:]
    if mail.keys() != names:
        return [*found, f"the headers {mail.keys()}, wanted {names}"]
    sender = mail["From"].addresses
    if [(it.display_name, it.addr_spec) for it in sender] != [(wanted["name"], wanted["sender"])]:
        found.append(f"from {[str(it) for it in sender]}, wanted {wanted['name']!r} <{wanted['sender']}>")
    if [it.addr_spec for it in mail["Reply-To"].addresses] != [wanted["reply-to"]]:
        found.append(f"replies go to {mail['Reply-To']}")
    at = mail["Date"].datetime
    local = at.replace(tzinfo=zoneinfo.ZoneInfo(wanted["zone"]))
    if (f"{at:%Y-%m-%d %H:%M}", at.utcoffset()) != (f"{file.name[:10]} 09:00", local.utcoffset()):
        found.append(f"dated {mail['Date']}")
    if wanted["unsubscribe"] and mail["List-Unsubscribe"] != f"<{wanted['unsubscribe']}>":
        found.append(f"leaves the list by {mail['List-Unsubscribe']}")
    if mail["Content-Language"] != file.parent.name:
        found.append(f"in {mail['Content-Language']}")
    if mail.get_content_type() != "multipart/alternative" or [it.get_content_type() for it in mail.iter_parts()] != ["text/plain", "text/html"]:
        return [*found, "other parts than text and HTML"]
    text, html = (it.get_content() for it in mail.iter_parts())
    return found + parts(file, {"subject": mail["Subject"], "text": text, "html": html}, "Python")


def parts(file: pathlib.Path, read: dict, reader: str) -> list[str]:
    """Holds subject, text and HTML as a reader read them against the files beside the mail."""
    stem = file.name.removesuffix(".eml")
    beside = {name: (file.parent / f"{stem}.{ending}").read_text() for name, ending in {"subject": "subject.txt", "text": "txt", "html": "html"}.items()}
    beside["subject"] = beside["subject"].rstrip("\n")
    return [f"{reader} reads another {name}" for name, text in beside.items() if read[name].replace("\r\n", "\n").rstrip("\n") != text.rstrip("\n")]


def others(files: list[pathlib.Path], place: pathlib.Path) -> list[str]:
    """Has postal-mime read all files, and returns in what it reads them otherwise than they were written."""
    run = subprocess.run(["node", place / "read.mjs", *files], capture_output=True, text=True, check=True)
    found, read = [], json.loads(run.stdout)
    if len(read) != len(files):
        found.append(f"postal-mime read {len(read)} of {len(files)} mails")
    for file, mail in zip(files, read):
        found += [f"{file}: {it}" for it in parts(file, mail, "postal-mime")]
        found += [f"{file}: postal-mime finds {mail['attachments']} attachments"] if mail["attachments"] else []
        found += [f"{file}: postal-mime finds recipients"] if mail["to"] else []
    return found
