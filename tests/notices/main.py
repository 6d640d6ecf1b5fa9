"""Builds two workspaces, and holds their mails, pages and banners against readers, against what was written, and by eye."""

import datetime
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import tomllib

import facts
import mails
import workspaces

WIDTHS = [320, 600, 1280]

# What the book shows: the width, the scheme, how much of it, and the picture's name.
KEPT = {
    "root/fr/fr-FR/2024-10-15-announcement": [600, "light", 1000, "mail-fr-600-light"],
    "root/fr/notice": [320, "dark", 1100, "page-fr-320-dark"],
    "right-to-left/uk/notice": [600, "light", 1000, "page-ar-600-light"],
}


def mail_of(region: dict) -> dict:
    """Returns what the head of a region's mails must say."""
    written = region["notices"]
    name, _, sender = written["sender"].rpartition("<")
    name = name.strip()
    if name.startswith('"'):
        name = name[1:-1].replace('\\"', '"')
    return {
        "zone": region["region"]["time-zone"],
        "name": name,
        "sender": sender.rstrip(">"),
        "reply-to": written["reply-to"],
        "unsubscribe": written.get("merge-fields", {}).get("unsubscribe"),
    }


def hold(what: str, workspace: pathlib.Path, notices: pathlib.Path, place: pathlib.Path, without: list[str]) -> tuple[list[str], dict]:
    """Reads all notices of a workspace, and returns what is wrong in them, and how much was read."""
    regions = workspaces.regions(workspace)
    settings = tomllib.loads((workspace / "cutover.toml").read_text())
    untouched = [tomllib.loads(it.read_text()) for it in (workspace / "regions").glob("*.toml")]
    locales = {it for region in regions.values() for it in region["region"]["locales"]}
    words = facts.names(locales)
    found, count = [], {"mails": 0, "dates": 0, "hosts": 0, "numbers": 0}
    every = sorted(notices.glob("*/*/*.eml"))
    for id, region in regions.items():
        model, head = facts.Model(region, settings, untouched), mail_of(region)
        for file in (it for it in every if it.relative_to(notices).parts[0] == id):
            count["mails"] += 1
            found += [f"{file}: {it}" for it in mails.faults(file, head)]
            day = datetime.date.fromisoformat(file.name[:10])
            read = {ending: facts.read(file.with_name(f"{file.stem}.{ending}"), words[file.parent.name], without) for ending in ("txt", "html")}
            for ending, (stated, reader) in read.items():
                found += [f"{file.stem}.{ending} of {id}: {it}" for it in model.faults(stated, day)]
                found += [f"{file.stem}.{ending} of {id}: {it}" for it in (facts.astray(reader.links) if reader else [])]
            for fact in ("dates", "hosts", "numbers"):
                text, html = (getattr(read[it][0], fact) for it in ("txt", "html"))
                count[fact] += len(text)
                if text != html:
                    found.append(f"{file}: the text and the HTML state other {fact}: {sorted(map(str, text ^ html))}")
        for file in sorted((notices / id).glob("*.html")):
            for locale in region["region"]["locales"]:
                section = file.read_text().partition(f'<article lang="{locale}"')[2].partition("</article>")[0]
                if not section:
                    found.append(f"{file}: says nothing in {locale}")
                    continue
                reader = facts.Reader(f"<article lang='{locale}'{section}</article>")
                stated = facts.Facts(reader.text, [it[0] for it in reader.links], words[locale], without)
                found += [f"{file} in {locale}: {it}" for it in [*model.faults(stated, None), *facts.astray(reader.links)]]
    found += mails.others(every, place)
    print(f"{what}: {count['mails']} mails read twice; {count['dates']} dates, {count['hosts']} hosts and {count['numbers']} numbers are those that were written")
    if count["mails"] < 7 or not all(count.values()):
        found.append(f"{what}: too little was read")
    return found, regions


def surrounded(banner: pathlib.Path, notices: pathlib.Path) -> pathlib.Path:
    """Puts a banner where it stands: in a page of the store."""
    page = notices.parent / "pages" / banner.relative_to(notices)
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(f'<!doctype html><html lang="en"><meta name="viewport" content="width=device-width"><link rel="icon" href="data:,"><title>A store</title><body style="margin: 0">{banner.read_text()}')
    return page


def documents(what: str, notices: pathlib.Path, fetches: list[str], shown: tuple[str, ...]) -> list[dict]:
    """Lists what is opened in the browser."""
    listed = []
    for file in sorted(notices.rglob("*.html")):
        name = f"{what}/{file.relative_to(notices).with_suffix('')}"
        is_index, is_page, is_banner = file.parent == notices, file.parent.parent == notices, file.name.endswith(".banner.html")
        listed.append({
            "name": name,
            "url": (surrounded(file, notices) if is_banner else file).as_uri(),
            "widths": WIDTHS,
            "within": not is_page and not is_index,
            "mail": not is_page and not is_banner and not is_index,
            "page": is_page,
            "fetches": fetches if not is_page and not is_banner and not is_index else [],
            "shown": name.endswith(shown),
            "kept": KEPT.get(name),
        })  # fmt: skip
    return listed


def look(listed: list[dict], place: pathlib.Path, dir: pathlib.Path) -> list[str]:
    """Opens documents in Chromium and returns what is wrong with them."""
    (dir / "documents.json").write_text(json.dumps(listed))
    run = subprocess.run(["node", place / "look.mjs", dir / "documents.json", place], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    seen = json.loads(run.stdout)
    found = [f"{it['name']}: {fault}" for it in seen for fault in it["faults"]]
    found += [f"{it['name']}: hardly a word is shown" for it in seen if it["texts"] < 3]
    if [it["name"] for it in seen] != [it["name"] for it in listed]:
        found.append("not every document was opened")
    return found


def spoilt(root: pathlib.Path, hostile: pathlib.Path, regions: dict, place: pathlib.Path, dir: pathlib.Path) -> list[str]:
    """Breaks one thing after the other, and returns what was not found."""
    missed = []
    mail = sorted(root.glob("fr/fr-FR/*announcement.eml"))[0]
    head = mail_of(regions["fr"])

    def broken(what: str, was: bytes, now: bytes, ending: str = "eml") -> None:
        there = dir / "spoilt" / "fr-FR"
        shutil.rmtree(there, ignore_errors=True)
        there.mkdir(parents=True)
        for it in mail.parent.glob(f"{mail.stem}.*"):
            shutil.copy(it, there)
        file = there / f"{mail.stem}.{ending}"
        bytes = file.read_bytes()
        if was not in bytes:
            missed.append(f"{what}: nothing to break")
        file.write_bytes(bytes.replace(was, now, 1))
        if not mails.faults(there / mail.name, head):
            missed.append(f"a mail with {what} was not found")
        if ending != "eml" and not mails.others([there / mail.name], place):
            missed.append(f"postal-mime does not tell {what}")

    broken("a recipient", b"Reply-To:", b"Bcc: a@b.example\r\nReply-To:")
    broken("another hour", b" 09:00:00", b" 10:00:00")
    broken("another offset", b"+0200", b"+0000")
    broken("a bare line break", b"\r\nFrom:", b"\nFrom:")
    broken("a letter that is not ASCII", b"From: POCO", "From: PÖCO".encode())
    broken("another sender", b"<notice@po.co>", b"<notice@po.example>")
    broken("no end", b"--\r\n", b"\r\n")
    broken("another word in the text", b"Bonjour", b"Bonsoir", "txt")
    broken("another word in the HTML", b"Bonjour", b"Bonsoir", "html")
    words = facts.names({"fr-FR"})["fr-FR"]
    model = facts.Model(regions["fr"], {}, [])
    model.hosts |= {"www.po.co", "www.mi.com", "po.co", "mi.example"}
    text = mail.with_suffix(".txt").read_text()

    def stated(text: str) -> list[str]:
        return model.faults(facts.Facts(text, [], words, []), datetime.date(2024, 10, 15))

    for what, change in {
        "another date": text.replace("31 décembre 2024", "30 novembre 2024", 1),
        "another weekday": text.replace("mardi 31", "lundi 31", 1),
        "a date without its year": text + "\nle 31 décembre\n",
        "a date in digits": text + "\n31/12/2024\n",
        "another host": text.replace("www.mi.com", "www.mi.example", 1),
        "another number": text + "\n12 jours\n",
    }.items():
        if change == text or not stated(change):
            missed.append(f"a text with {what} was not found")
    if not facts.astray([("https://www.mi.example/", "www.mi.com")]) or not facts.astray([("javascript:a()", "a")]):
        missed.append("a link that leads elsewhere was not found")
    html = mail.with_suffix(".html").read_text()
    page = (root / "fr/notice.html").read_text()
    changes = {
        "sideways": (html, "<h1", '<p style="width: 900px">wide</p><h1', "sideways"),
        "pale": (html, '<h1 class="title text" style="', '<h1 style="color: #cccccc !important; ', "color-contrast"),
        "picture": (html, "<h1", '<img src="https://www.mi.com/a.png" alt=""><h1', "asks for"),
        "wordless": (html, "<h1", '<img src="data:,"><h1', "image-alt"),
        "language": (page, '<html lang="fr-FR"', "<html", "language"),
        "landmark": (page, "<main>", "<div>", "axe"),
        "heading": (page, "<h2>", "<h4>", "heading-order"),
        "cut": (page, "<article ", '<article style="height: 200px; overflow: hidden" ', "is cut"),
        "alike": (page, "prefers-color-scheme: dark", "prefers-color-scheme: no", "not followed"),
    }
    listed = []
    for name, (text, was, now, _) in changes.items():
        file = dir / f"{name}.html"
        file.write_text(text.replace(was, now, 1))
        is_page = text is page
        listed.append({"name": name, "url": file.as_uri(), "widths": [320], "within": not is_page, "mail": not is_page, "page": is_page, "fetches": [], "shown": False})
    told = look(listed, place, dir)
    for name, (*_, word) in changes.items():
        if not any(it.startswith(f"{name}:") and word in it for it in told):
            missed.append(f"what was broken in `{name}` was not found: {[it for it in told if it.startswith(name)]}")
    print(f"{15 + 1 + len(changes)} things were broken, and each was found" if not missed else "not all that was broken was found")
    return missed


def main() -> None:
    program, place = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    for old in place.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        dir = pathlib.Path(name)
        (dir / "hostile").mkdir()
        (dir / "right-to-left").mkdir()
        odd = workspaces.hostile(dir / "hostile")
        turned = workspaces.right_to_left(dir / "right-to-left")
        root = workspaces.build(program, workspaces.ROOT, dir / "root-out")
        strange = workspaces.build(program, odd, dir / "odd-out")
        again = workspaces.build(program, odd, dir / "odd-again", TZ="Asia/Tokyo", LANG="tr_TR.UTF-8", HOME="/nowhere")
        found, regions = hold("root", workspaces.ROOT, root, place, [])
        without = [workspaces.BRAND, workspaces.BRAND.replace("\u2028", " "), *workspaces.MERGE.values()]
        found += hold("hostile", odd, strange, place, without)[0]
        mirrored = workspaces.build(program, turned, dir / "mirrored-out")
        found += hold("right to left", turned, mirrored, place, [])[0]
        for file in sorted(it for it in strange.rglob("*") if it.is_file()):
            if file.read_bytes() != (again / file.relative_to(strange)).read_bytes():
                found.append(f"{file}: another build gives other bytes")
        for file in strange.rglob("*.subject.txt"):
            if file.read_text().count("\n") != 1:
                found.append(f"{file}: a subject of several lines")
        for file in [*strange.glob("fr/*/*.html"), *strange.glob("fr/*/*.txt")]:
            text = file.read_text()
            if ".banner." in file.name or file.name.endswith(("subject.txt", "sms.txt", "macro.txt")):
                continue
            for field in workspaces.MERGE.values():
                if field not in text:
                    found.append(f"{file}: lacks the merge field {field}")
        for out in (root, strange, mirrored):
            run = subprocess.run(["node", place / "sms.mjs", out], cwd=place, capture_output=True, text=True)
            print(run.stdout.strip())
            found += [] if run.returncode == 0 else [f"{out.name}: {it}" for it in run.stderr.splitlines() or ["sms.mjs failed"]]
        began = time.monotonic()
        shown = ("announcement", "reminder", "notice", "gone", "closed", "banner")
        listed = documents("root", root, [], shown)
        listed += [it for it in documents("hostile", strange, [workspaces.LOGO], shown) if "/fr/" in it["name"]]
        listed += [it for it in documents("right-to-left", mirrored, [], shown) if "/uk/" in it["name"]]
        found += look(listed, place, dir)
        print(f"{len(listed)} documents at {len(WIDTHS)} widths, light and dark, in {time.monotonic() - began:.0f} s; pictures of some are in {place}")
        found += spoilt(root, strange, regions, place, dir)
    if found:
        (place / "faults.txt").write_text("\n".join(found) + "\n")
        sys.exit("\n".join(found[:40]) + f"\n{len(found)} faults, all of them in {place}/faults.txt")


main()
