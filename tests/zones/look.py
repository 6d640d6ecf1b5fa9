"""Looks at the zones of a built folder as those who read them do: BIND, dig, dnspython and octoDNS."""

import json
import logging
import pathlib
import shlex
import subprocess
import sys
import tempfile
import time
import warnings

import dns.name
import dns.rdatatype
import dns.zone
from octodns.provider.yaml import YamlProvider
from octodns.zone import Zone

warnings.filterwarnings("ignore")
logging.disable(logging.WARNING)
out, workspace, place = map(pathlib.Path, sys.argv[1:4])
faults = []
counts = dict.fromkeys(["changes", "zones", "yaml", "looks"], 0)


def fault(where, what):
    faults.append(f"{where}: {what}")


def quiet(*words):
    return subprocess.run(words, capture_output=True, text=True)


def records(text, domain):
    """A zone file as dnspython reads it: data and TTL by name and type, but for the start of authority."""
    zone = dns.zone.from_text(text, origin=domain + ".", relativize=False, check_origin=False)
    found = {}
    for name, ttl, data in zone.iterate_rdatas():
        kind = dns.rdatatype.to_text(data.rdtype)
        if kind != "SOA":
            ttls, values = found.setdefault((name.to_text().lower(), kind), (set(), set()))
            ttls.add(ttl)
            values.add(data.to_text())
    soa = zone.get_rdataset(domain + ".", "SOA")
    return found, soa[0].serial


def spelled(record, domain):
    """The records of one side of a change as dnspython spells them."""
    lines = [f'{record["name"]} {it["ttl"]} IN {record["type"]} {value["data"]}' for it in [record["after"]] for value in it["values"]]
    zone = dns.zone.from_text("\n".join(lines) + "\n", origin=domain + ".", relativize=False, check_origin=False)
    return {data.to_text() for _, _, data in zone.iterate_rdatas()}


def changed(found, change, domain):
    """The records once the change of `dns.json` is done."""
    then = dict(found)
    for record in change["records"]:
        key = (record["name"], record["type"])
        if record["after"] is None:
            then.pop(key, None)
        else:
            then[key] = ({record["after"]["ttl"]}, spelled(record, domain))
    return then


def checkzone(path, domain):
    told = quiet("named-checkzone", "-i", "local", domain, str(path))
    counts["zones"] += 1
    if told.returncode:
        fault(path, f"named-checkzone refuses it: {told.stdout}{told.stderr}")


def port():
    import socket

    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as it:
        it.bind(("127.0.0.1", 0))
        return it.getsockname()[1]


class Served:
    """One zone file, served by BIND."""

    def __init__(self, path, domain):
        self.dir = tempfile.TemporaryDirectory()
        self.port = port()
        conf = pathlib.Path(self.dir.name) / "named.conf"
        conf.write_text(
            f'options {{ directory "{self.dir.name}"; listen-on port {self.port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }}; recursion no;'
            ' pid-file none; session-keyfile none; managed-keys-directory "."; };\ncontrols { };\n'
            f'zone "{domain}" {{ type primary; file "{path.resolve()}"; check-integrity no; }};\n'
        )
        self.domain = domain
        self.process = subprocess.Popen(["named", "-f", "-n", "1", "-c", str(conf)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        for _ in range(100):
            if self.ask(["+short", self.domain, "SOA"]):
                return self
            if self.process.poll() is not None:
                break
            time.sleep(0.1)
        sys.exit(f"named does not serve {self.domain}")

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()
        self.dir.cleanup()

    def ask(self, words):
        told = quiet("dig", "+time=2", "+tries=1", "@127.0.0.1", "-p", str(self.port), *words)
        return sorted(" ".join(it.split()) for it in told.stdout.splitlines() if it and not it.startswith(";"))


def look(served, shown, where):
    """Types the command of a look, at our own server instead of the zone's."""
    words = [it for it in shlex.split(shown["command"].replace("$(", "").replace(")", "")) if not it.startswith("@")]
    if shown["is"] == "judged":
        return
    counts["looks"] += 1
    seen, wanted = served.ask(words[1:]), sorted(shown["lines"])
    fits = {
        "exactly": seen == wanted,
        "among": set(wanted) <= set(seen),
        "ttl-at-most": bool(seen) and all(int(it.split()[1]) <= shown["ttl"] for it in seen if shown["ttl"] is not None),
    }[shown["is"]]
    if not fits:
        fault(where, f'{shown["command"]}\n  shows  {seen}\n  wanted {wanted}')


def whole(path, before, change, rank, domain):
    """A whole zone holds the base's records, our changes and nothing else, and is served as its looks say."""
    checkzone(path, domain)
    found, serial = records(path.read_text(), domain)
    base, first = before
    wanted = changed(base, change, domain)
    if found != wanted:
        differ = {it: (wanted.get(it), found.get(it)) for it in wanted.keys() | found.keys() if wanted.get(it) != found.get(it)}
        fault(path, f"other records than the base with the change (wanted, found): {differ}")
    if serial != max((first + rank + 1) % 2**32, 1):
        fault(path, f"serial {serial} after {rank + 1} changes of {first}")
    with Served(path, domain) as served:
        for shown in change["must-show"]:
            look(served, shown, path)
    return found


def octodns(path, domain, found):
    """octoDNS reads the file, strictly, and of a whole zone the same records as BIND."""
    counts["yaml"] += 1
    zone = Zone(domain + ".", [])
    try:
        YamlProvider("file", str(path.parent), escaped_semicolons=True).populate(zone)
    except Exception as it:  # whatever it says is told
        return fault(path, f"octoDNS refuses it: {it}")
    config = path.parent / "config"
    config.write_text(
        f"providers: {{file: {{class: octodns.provider.yaml.YamlProvider, directory: {json.dumps(str(path.parent))}, escaped_semicolons: true}}}}\n"
        f"zones: {{{domain}.: {{sources: [file], targets: [file]}}}}\n"
    )
    told = quiet(str(place / "python/bin/octodns-validate"), "--config-file", str(config))
    config.unlink()
    if told.returncode:
        fault(path, f"octodns-validate: {told.stdout}{told.stderr}")
    if found is None:
        return
    lines = []
    for record in zone.records:
        for data in record.to_rrset().rdatas if hasattr(record.to_rrset(), "rdatas") else record.to_rrset():
            lines.append(f"{record.fqdn} {record.ttl} IN {record._type} {data}")
    read = {}
    for name, ttl, data in dns.zone.from_text("\n".join(lines) + "\n", origin=domain + ".", relativize=False, check_origin=False).iterate_rdatas():
        ttls, values = read.setdefault((name.to_text().lower(), dns.rdatatype.to_text(data.rdtype)), (set(), set()))
        ttls.add(ttl)
        values.add(data.to_text())
    joined = lambda all: {key: (ttls, {it.replace('" "', "") for it in values}) for key, (ttls, values) in all.items()}
    if joined(read) != joined(found):
        differ = {it: (found.get(it), read.get(it)) for it in found.keys() | read.keys() if found.get(it) != read.get(it)}
        fault(path, f"octoDNS reads other records than BIND (BIND, octoDNS): {differ}")


def replaces(path, domain):
    """As `dns.md` says of a change set: beside a source of the whole zone it replaces what it names, and leaves the rest."""
    with tempfile.TemporaryDirectory() as dir:
        pathlib.Path(dir, f"{domain}.yaml").write_text(
            '"":\n- type: A\n  value: 203.0.113.1\n- type: TXT\n  value: kept\n"www":\n- type: A\n  value: 203.0.113.1\n"zzz":\n- type: A\n  value: 203.0.113.9\n'
        )
        zone = Zone(domain + ".", [])
        YamlProvider("all", dir, escaped_semicolons=True).populate(zone)
        before = {(it.name, it._type): it for it in zone.records}
        YamlProvider("ours", str(path.parent), escaped_semicolons=True, populate_should_replace=True).populate(zone)
        after = {(it.name, it._type): it for it in zone.records}
    own = Zone(domain + ".", [])
    YamlProvider("ours", str(path.parent), escaped_semicolons=True).populate(own)
    ours = {(it.name, it._type): it for it in own.records}
    wanted = before | ours
    if {key: it.data for key, it in after.items()} != {key: it.data for key, it in wanted.items()}:
        fault(path, "beside another source it is not what dns.md says")


def main():
    stages = sorted(out.glob("stages/*/dns.json"))
    changes = []
    for path in stages:
        for zone in json.loads(path.read_text())["zones"]:
            changes += [((it["from"] or it["until"])["utc"], path.parent, zone, it) for it in zone["changes"]]
    changes.sort(key=lambda it: it[0])
    known = {}
    for _, folder, zone, change in changes:
        domain = zone["domain"]
        counts["changes"] += 1
        if zone["whole"]:
            base = next(pathlib.Path(workspace, "regions").rglob(f"{domain}.zone"))
            if domain not in known:
                found, serial = records(base.read_bytes().decode().replace("\r", ""), domain)
                known[domain] = [found, serial, 0]
            found, serial, rank = known[domain]
            found = whole(folder / change["zone-file"], (found, serial), change, rank, domain)
            known[domain] = [found, serial, rank + 1]
        if change["octodns"]:
            before = len(faults)
            octodns(folder / change["octodns"], domain, found if zone["whole"] else None)
            if not zone["whole"] and len(faults) == before:
                replaces(folder / change["octodns"], domain)
    written = [it for it in out.rglob("*") if it.suffix in (".zone", ".yaml")]
    if len(written) != counts["zones"] + counts["yaml"]:
        fault(out, f"{len(written)} files of zones, and {counts['zones'] + counts['yaml']} are named in dns.json")
    if not counts["yaml"] or not counts["changes"]:
        fault(out, "nothing to look at")
    print(f"{workspace}: " + ", ".join(f"{count} {what}" for what, count in counts.items()))
    if faults:
        sys.exit("\n".join(faults))


main()
