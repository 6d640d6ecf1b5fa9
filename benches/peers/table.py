"""Reads the tables of all shops and writes what `cutover` writes of them: `table.py WORKSPACE OUT`."""
import csv, pathlib, re, sys
import jinja2

MAP = jinja2.Template(
    '{% for it in rows %}    "{{ it[0] }}" "{{ it[0] }} {{ it[1] }} keep {{ it[2] }} {{ it[3] }}";\n{% endfor %}'
)
INNER = re.compile(r"https://www\.shop(\d+)\.test(/.*)")
workspace, out = map(pathlib.Path, sys.argv[1:])
shops = {}
for path in sorted(workspace.glob("regions/*/redirects.csv")):
    rows = shops.setdefault(path.parent.name, {})
    with path.open(newline="") as file:
        reader = csv.reader(file)
        next(reader)
        for line, (start, to, status) in enumerate(reader, 2):
            row = (to, int(status or 301), f"{path.relative_to(workspace)}:{line}")
            if rows.setdefault(start, row)[:2] != row[:2]:
                sys.exit(f"{row[2]}: conflict")
for shop, rows in shops.items():
    lines = []
    for start in sorted(rows):
        to, status, place = rows[start]
        end, code, hops = to, status, 0
        while inner := INNER.fullmatch(end):
            other = shops[f"shop{inner[1]}"].get(inner[2])
            if other is None:
                break
            hops += 1
            if hops > 32:
                sys.exit(f"{place}: cycle")
            end, code = other[0], 302 if other[1] == 302 else code
        lines.append((start, code, 86400 if code == 301 else 300, end))
    (out / f"www.{shop}.test.map").write_text(MAP.render(rows=lines))
    with (out / f"{shop}.csv").open("w", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for start in sorted(rows):
            to, status, place = rows[start]
            writer.writerow([f"https://www.{shop}.test{start}", to, "redirect", status, "", "", "keep", "", "", f"{shop}/shop", "rule", place])
