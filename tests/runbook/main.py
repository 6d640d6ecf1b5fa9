"""Reads the runbook of the root workspace, and of one with hostile names, as its readers do, and says what they stumble over."""

import csv
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

import icalendar
from markdown_it import MarkdownIt

ROOT = pathlib.Path(__file__).parent.parent.parent
HOSTILE = [
    ("cutover.toml", '"poco-into-xiaomi"', '"poco </script><img src=x> @all #1 `"'),
    ("regions/uk.toml", '"United Kingdom"', '"=1+1 </style><b>U</b> | [K](https://x.test) @all #1 `"'),
]  # fmt: skip


def built(program: str, dir: pathlib.Path, edits: list[tuple[str, str, str]]) -> pathlib.Path:
    shutil.copy(ROOT / "cutover.toml", dir)
    shutil.copytree(ROOT / "regions", dir / "regions")
    for file, old, new in edits:
        text = (dir / file).read_text()
        if old not in text:
            sys.exit(f"{file} does not hold {old}")
        (dir / file).write_text(text.replace(old, new, 1))
    run = subprocess.run([program, "-C", dir, "build", "--quiet", "--out", dir / "dist"], capture_output=True, text=True)
    if run.returncode:
        sys.exit(run.stderr)
    return dir / "dist"


def calendars(dist: pathlib.Path, steps: list[dict]) -> list[str]:
    """Reads each calendar: every appointment has what RFC 5545 asks for, and is the step that it names."""
    faults, read = [], {}
    for path in [dist / "calendar.ics", *sorted(dist.glob("roles/*/calendar.ics"))]:
        calendar = icalendar.Calendar.from_ical(path.read_bytes())
        faults += [f"{path}: {error}" for error in calendar.errors]
        events = calendar.walk("VEVENT")
        read[path] = {str(it["UID"]) for it in events}
        if not events or len(read[path]) != len(events):
            faults.append(f"{path}: {len(events)} appointments, {len(read[path])} names")
        for event in events:
            missing = [it for it in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION") if it not in event]
            if missing or event.errors:
                faults.append(f"{path}: {event.get('UID')} lacks {missing} {event.errors}")
            elif "DTEND" in event and event["DTEND"].dt <= event["DTSTART"].dt:
                faults.append(f"{path}: {event['UID']} ends before it begins")
    dated = [it for it in steps if it["from"] or it["until"]]
    if len(read[dist / "calendar.ics"]) != len(dated):
        faults.append(f"{len(read[dist / 'calendar.ics'])} appointments for {len(dated)} steps with a date")
    faults += [f"{path}: has appointments that the whole has not" for path, of in read.items() if not of <= read[dist / "calendar.ics"]]
    return faults


def lists(dist: pathlib.Path, steps: list[dict]) -> list[str]:
    """Reads what is Markdown as CommonMark with tables, and the table of tasks as a spreadsheet does."""
    faults, reader = [], MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"])
    allowed = {"tasks.md": {"<!-- -->"}}
    for path in [dist / "runbook.md", dist / "tasks.md", *sorted(dist.glob("roles/*/runbook.md"))]:
        tokens = reader.parse(path.read_text())
        inline = [it for token in tokens for it in (token.children or [])]
        html = {it.content.strip() for it in [*tokens, *inline] if it.type in ("html_block", "html_inline")}
        strange = {it for it in html - allowed.get(path.name, set()) if not it.startswith(('<a id="step-', '<a id="night-')) and it != "</a>"}
        links = {it.attrs["href"] for it in inline if it.type == "link_open"}
        strange |= {it for it in links if not it.startswith(("#step-", "#night-", "../../"))}
        anchors = {it.split('"')[1] for it in html if it.startswith("<a id=")}
        strange |= {it for it in links if it.startswith("#") and it[1:] not in anchors}
        if strange:
            faults.append(f"{path}: {sorted(strange)[:3]}")
    tasks = [it for it in reader.parse((dist / "tasks.md").read_text()) if it.type == "inline" and it.content.startswith("[ ] ")]
    rows = list(csv.DictReader((dist / "tasks.csv").open(newline="")))
    if not len(tasks) == len(rows) == len(steps):
        faults.append(f"{len(tasks)} tasks, {len(rows)} rows, {len(steps)} steps")
    for row, step in zip(rows, steps):
        instants = {key: (step[of] or {}).get("utc", "") for key, of in (("not-before", "from"), ("due", "until"))}
        if row["id"] != step["id"] or any(row[key] != of for key, of in instants.items()) or not row["check"]:
            faults.append(f"tasks.csv: {row['id']} is not {step['id']}")
        if any(it.startswith(("=", "+", "-", "@", "\t", "\r", "\n")) for it in row.values()):
            faults.append(f"tasks.csv: {row['id']} has a formula")
    return faults


def paper(pdf: pathlib.Path, steps: list[dict]) -> list[str]:
    """Every line of every step is on paper, and every page is A4."""
    text = "".join(subprocess.run(["pdftotext", "-layout", pdf, "-"], capture_output=True, text=True, check=True).stdout.split())
    found = [f"{it['id']}: {line}" for it in steps for line in [it["title"], it["id"], *it["how"], *it["otherwise"], *it["undo"]] if "".join(line.split()) not in text]
    # A line that goes on at the next page is parted by what stands there; that few do is what keeps steps whole.
    faults = [f"not on paper: {it}" for it in found]
    size = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    if "(A4)" not in size:
        faults.append(f"is not A4: {size}")
    return faults


def main(program: str, place: pathlib.Path) -> None:
    faults, seen = [], 0
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as hostile:
        plain = built(program, pathlib.Path(root), [])
        other = built(program, pathlib.Path(hostile), HOSTILE)
        for dist, another in ((plain, other), (other, plain)):
            steps = json.loads((dist / "plan.json").read_text())["steps"]
            pictures = place / ("hostile" if dist == other else "plain")
            pictures.mkdir(exist_ok=True)
            # The same program's name, and other steps.
            page = (another / "runbook.html").read_text()
            mine = (dist / "runbook.html").read_text().split('data-program="')[1].split('"')[0]
            theirs = page.split('data-program="')[1].split('"')[0]
            next_one = pictures / "other.html"
            next_one.write_text(page.replace(f'data-program="{theirs}"', f'data-program="{mine}"'))
            look = subprocess.run(["node", place / "look.mjs", dist / "runbook.html", next_one, pictures], capture_output=True, text=True)
            if look.returncode:
                sys.exit(look.stderr)
            told = json.loads(look.stdout)
            faults += told["faults"] + calendars(dist, steps) + lists(dist, steps) + paper(pictures / "printed.pdf", steps)
            seen += len(steps)
            if told["steps"] != len(steps):
                faults.append(f"the page has {told['steps']} of {len(steps)} steps")
    if faults:
        sys.exit("\n".join(faults[:40]))
    print(f"{seen} steps ticked, printed and read")


main(sys.argv[1], pathlib.Path(sys.argv[2]).resolve())
