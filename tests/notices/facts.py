"""Takes every date, host and number out of what readers read, and holds it against what was written in the workspace."""

import datetime
import html.parser
import json
import pathlib
import re
import subprocess
import unicodedata
from collections.abc import Iterator

# Host names that browsers would make a link of.
HOST = re.compile(r"(?<![\w@.-])(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}(?![\w-])", re.I)
MAIL = re.compile(r"[\w.+-]+@((?:[a-z0-9-]+\.)+[a-z]{2,})", re.I)


class Reader(html.parser.HTMLParser):
    """What a reader sees of a page, and where its links lead."""

    BLOCKS = {"p", "h1", "h2", "h3", "li", "tr", "td", "th", "div", "table", "caption", "br", "ul", "article", "header", "main"}
    UNSEEN = {"head", "style", "script", "title"}
    EMPTY = {"br", "img", "meta", "link", "input", "hr"}

    def __init__(self, text: str) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.links: list[tuple[str, str]] = []
        self.open: list[tuple[str, bool]] = []
        self.langs: list[str] = []
        self.link: str | None = None
        self.feed(text)
        self.text = "".join(self.parts)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag not in self.EMPTY:
            hides = tag in self.UNSEEN or given.get("aria-hidden") == "true"
            self.open.append((tag, hides or any(it[1] for it in self.open)))
        if tag in self.BLOCKS:
            self.parts.append("\n")
        if tag == "a":
            self.link = given.get("href", "")
            self.links.append((self.link, ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag in self.BLOCKS:
            self.parts.append("\n")
        if tag == "a":
            self.link = None

    def handle_data(self, data: str) -> None:
        if any(it[1] for it in self.open):
            return
        self.parts.append(data)
        if self.link is not None:
            href, shown = self.links[-1]
            self.links[-1] = (href, shown + data)


def names(locales: set[str]) -> dict[str, dict[str, list[str]]]:
    """Returns the months and weekdays of each locale, by the data of Node and not by ours."""
    script = """const all = {}; for (const it of JSON.parse(process.argv[1])) { all[it] = {
      months: [...Array(12).keys()].map((month) => new Intl.DateTimeFormat(it + "-u-nu-latn", { day: "numeric", month: "long", timeZone: "UTC" })
        .formatToParts(Date.UTC(2024, month, 15)).find((part) => part.type === "month").value),
      weekdays: [...Array(7).keys()].map((day) => new Intl.DateTimeFormat(it, { weekday: "long", timeZone: "UTC" }).format(Date.UTC(2024, 0, 1 + day))) }; }
      console.log(JSON.stringify(all));"""
    return json.loads(subprocess.run(["node", "-e", script, json.dumps(sorted(locales))], capture_output=True, text=True, check=True).stdout)


class Facts:
    """What a text states."""

    def __init__(self, text: str, links: list[str], words: dict[str, list[str]], without: list[str]) -> None:
        self.wrong: list[str] = []
        # Digits of any script, and spaces of any width.
        text = "".join(str(unicodedata.digit(it)) if it.isdigit() else it for it in text)
        text = re.sub(r"[\u2066-\u2069\u200e\u200f\ufeff]", "", re.sub(r"\s+", " ", text))
        for value in without:
            text = text.replace(re.sub(r"\s+", " ", value), " ")
        self.dates: set[datetime.date] = set()
        months = "|".join(sorted(map(re.escape, words["months"]), key=len, reverse=True))
        days = "|".join(map(re.escape, words["weekdays"]))
        whole = re.compile(rf"(?:({days})[,،]?(?: de| den)? )?(?<!\d)(\d{{1,2}})(?:er|\.|º)?(?: de)? ({months})(?: de)? (\d{{4}})(?!\d)", re.I)

        def date(it: re.Match) -> str:
            rank = [name.lower() for name in words["months"]].index(it[3].lower())
            try:
                day = datetime.date(int(it[4]), rank + 1, int(it[2]))
            except ValueError:
                self.wrong.append(f"no day of the calendar: {it[0]}")
                return " "
            if it[1] and [name.lower() for name in words["weekdays"]].index(it[1].lower()) != day.weekday():
                self.wrong.append(f"another weekday: {it[0]}")
            self.dates.add(day)
            return " "

        text = whole.sub(date, text)
        if half := re.search(rf"\d+[^\w]{{0,3}}(?:{months})\b|\b(?:{months})[^\w]{{0,3}}\d", text, re.I):
            self.wrong.append(f"half a date: {half[0]}")
        if plain := re.search(r"\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}/\d{2,4}|\d{1,2}\.\d{1,2}\.\d{4}", text):
            self.wrong.append(f"a date in digits: {plain[0]}")
        linked = " ".join(links)
        self.hosts = {it.lower() for it in [*HOST.findall(f"{text} {linked}"), *MAIL.findall(f"{text} {linked}")]}
        text = MAIL.sub(" ", re.sub(r"https?://\S+", " ", text))
        text = re.sub(rf"{HOST.pattern}\S*", " ", text, flags=re.I)
        self.numbers = {int(re.sub(r"\D", "", it)) for it in re.findall(r"\d+(?:[.,’\u202f\u00a0 ]\d{3}(?!\d))*", text)}


def spans(*written: str | None) -> set[int]:
    """Returns lengths of time as notices count them: in days, or in whole months and years."""
    found = set()
    for count, unit in (it.split() for it in written if it):
        found.add(int(count) * (7 if unit.startswith("week") else 1))
    return found


class Model:
    """What the workspace lets its notices state of one region."""

    def __init__(self, region: dict, workspace: dict, untouched: list[dict]) -> None:
        self.dates = set(dates(region))
        days = {name: day for name, it in region["milestones"].items() for day in dates(it)}
        one = datetime.timedelta(days=1)
        # Told as the day before it, the last one on which something can be done; or the day after.
        self.dates |= {day + step for day in days.values() for step in (-one, one)}
        self.losses = [day for name, day in days.items() if region["milestones"][name].get("kind", name) in ("sunset", "sales-stop", "freeze", "app-sunset")]
        self.hosts = {it.lower() for text in strings([region, workspace, untouched]) for it in [*HOST.findall(text), *MAIL.findall(text)]}
        # The last minute of a day, by either clock.
        self.numbers = {11, 23, 59}
        for service in region.get("services", {}).values():
            self.numbers |= {service.get("rate", {}).get(key) for key in ("old", "new")} - {None}
            ends = [days.get(service.get(key)) for key in ("since", "until")]
            if all(ends):
                gap = (ends[1] - ends[0]).days
                self.numbers |= {gap, gap + 1}
            self.numbers |= spans(service.get("tail"), service.get("valid-for"))
        self.numbers |= spans(region.get("notices", {}).get("terms", {}).get("right-to-end"))

    def faults(self, facts: Facts, day: datetime.date | None) -> list[str]:
        """Returns what is stated and not written; `day` is the notice's own."""
        dates = self.dates | ({day} if day else set())
        left = {(loss - day).days for loss in self.losses} if day else set()
        found = list(facts.wrong)
        found += [f"the date {it} is nowhere in the workspace" for it in sorted(facts.dates - dates)]
        found += [f"the host {it} is nowhere in the workspace" for it in sorted(facts.hosts - self.hosts)]
        found += [f"the number {it} is nowhere in the workspace" for it in sorted(facts.numbers - self.numbers - left)]
        return found


def dates(value: object) -> Iterator[datetime.date]:
    match value:
        case datetime.datetime():
            yield value.date()
        case datetime.date():
            yield value
        case dict():
            for it in value.values():
                yield from dates(it)
        case list():
            for it in value:
                yield from dates(it)


def strings(value: object) -> Iterator[str]:
    match value:
        case str():
            yield value
        case dict():
            for key, it in value.items():
                yield key
                yield from strings(it)
        case list():
            for it in value:
                yield from strings(it)


def astray(links: list[tuple[str, str]]) -> list[str]:
    """Returns links that show another host than the one they lead to."""
    found = []
    for href, shown in links:
        seen = {it.lower() for it in HOST.findall(shown)} if "@" not in shown else set()
        real = set(it.lower() for it in HOST.findall(href))
        if seen and not seen <= real:
            found.append(f"a link shows {shown} and leads to {href}")
        if href.lower().lstrip().startswith(("javascript:", "data:", "vbscript:")):
            found.append(f"a link runs {href}")
    return found


def read(path: pathlib.Path, words: dict, without: list[str]) -> tuple[Facts, Reader | None]:
    """Takes the facts out of a text or an HTML file."""
    text = path.read_text()
    if path.suffix != ".html":
        return Facts(text, [], words, without), None
    reader = Reader(text)
    return Facts(reader.text, [it[0] for it in reader.links], words, without), reader
