"""Draws the root workspace, and one of ten regions that differ, and measures the pictures in Chromium."""

import html
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
ROOT = HERE.parent.parent
MARKETS = {
    "de": "Europe/Berlin", "it": "Europe/Rome", "id": "Asia/Jakarta", "es": "Europe/Madrid",
    "br": "America/Sao_Paulo", "th": "Asia/Bangkok", "pl": "Europe/Warsaw", "ae": "Asia/Dubai",
}  # fmt: skip


def ten_regions(dir: pathlib.Path) -> pathlib.Path:
    """Makes of France eight markets more, each with days of its own and a name that would break out of any quotes."""
    shutil.copy(ROOT / "cutover.toml", dir)
    shutil.copytree(ROOT / "regions", dir / "regions")
    (dir / "regions/other.toml").unlink()
    settings = dir / "cutover.toml"
    settings.write_text(re.sub(r'(?ms)^\[\[lint\.waivers\]\]\s*rule\s*=\s*"redirect/home-page-dump".*?\n\n', "", settings.read_text() + "\n"))
    france = (dir / "regions/fr.toml").read_text()
    france = re.sub(r"(?m)^(tables|inventory)\b.*\n", "", france)
    for rank, (market, zone) in enumerate(MARKETS.items()):
        text = france.replace("/fr/", f"/{market}/").replace('"FR"', f'"{market.upper()}"').replace("Europe/Paris", zone)
        text = text.replace("France", rf"A market with a \"long\" <name>]|;#35;%%: {market}").replace("fr-FR", "en-GB")
        first, last = f"2024-11-{5 + rank * 2:02}", f"2025-01-{3 + rank * 3:02}"
        text += "\n[milestones]\n"
        for name in ("migrate", "freeze", "sales-stop"):
            text += f"{name} = {{ from = {first} }}\n"
        text += f"sunset = {{ by = {last} }}\n"
        (dir / f"regions/x{market}.toml").write_text(text)
    return dir


def draw(program: str, workspace: pathlib.Path, *arguments: str) -> str:
    run = subprocess.run([program, "-C", str(workspace), "graph", *arguments], capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"{workspace}: {run.stderr}")
    return run.stdout


def browse(page: pathlib.Path, *arguments: str) -> str:
    """Opens a page and returns what it wrote into `#found`."""
    command = ["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--window-size=1280,1000", "--virtual-time-budget=30000"]
    dom = subprocess.run([*command, *arguments, "--dump-dom", page.as_uri()], capture_output=True, text=True, timeout=120, check=True).stdout
    found = re.search(r'<pre id="found">(.*?)</pre>', dom, re.S)
    return html.unescape(found[1])


def others(program: str, workspace: pathlib.Path, place: pathlib.Path, dir: pathlib.Path) -> list[str]:
    """Has Mermaid and Graphviz draw the graph, and returns where they draw another one than ours."""
    svg = draw(program, workspace)
    wanted = {"boxes": svg.count("<g><title>"), "lines": svg.count("<path")}
    dot = subprocess.run(["node", place / "dot.mjs"], input=draw(program, workspace, "--format", "dot"), capture_output=True, text=True, check=True)
    page = dir / "mermaid.html"
    library = (place / "node_modules/mermaid/dist/mermaid.min.js").as_uri()
    text = json.dumps(draw(program, workspace, "--format", "mermaid")).replace("<", "\\u003c")
    page.write_text(f"""<!doctype html><meta charset=utf-8><pre id=found></pre><script src="{library}"></script><script>
mermaid.initialize({{ startOnLoad: false, maxEdges: 5000, maxTextSize: 500000 }});
const found = document.querySelector("#found");
mermaid.render("drawn", {text}).then(({{ svg }}) => {{
  const drawn = new DOMParser().parseFromString(svg, "text/html");
  found.textContent = JSON.stringify({{ boxes: drawn.querySelectorAll("g.node").length, lines: drawn.querySelectorAll("path.flowchart-link").length }});
}}, (err) => {{ found.textContent = JSON.stringify({{ failed: String(err) }}); }});
</script>""")
    drawn = {"Graphviz": json.loads(dot.stdout), "Mermaid": json.loads(browse(page, "--allow-file-access-from-files") or "null")}
    return [f"{name} draws {it}, and we {wanted}" for name, it in drawn.items() if it != wanted]


def measure(svg: str, dark: bool, dir: pathlib.Path) -> dict:
    page = dir / "page.html"
    page.write_text(f"<!doctype html><meta charset=utf-8><body style='margin:0'>{svg}<pre id=found></pre><script>{(HERE / 'measure.js').read_text()}</script>")
    scheme = ["--blink-settings=preferredColorScheme=0"] if dark else []
    return json.loads(browse(page, *scheme))


def main() -> None:
    program, place = str(pathlib.Path(sys.argv[1]).resolve()), pathlib.Path(sys.argv[2]).resolve()
    faults = []
    with tempfile.TemporaryDirectory() as name:
        dir = pathlib.Path(name)
        (dir / "ten").mkdir()
        workspaces = {"root": ROOT, "ten regions": ten_regions(dir / "ten")}
        for what, workspace in workspaces.items():
            for arguments in ([], ["--timeline"]):
                svg = draw(program, workspace, *arguments)
                for dark in (False, True):
                    seen = measure(svg, dark, dir)
                    label = f"{what} {' '.join(arguments) or 'graph'} {'dark' if dark else 'light'}"
                    print(f"{label}: {seen['texts']} texts, {seen['width']} px wide, least contrast {seen['contrast']:.1f}")
                    faults += [f"{label}: {it}" for it in seen["faults"]]
                    if seen["texts"] < 30 or seen["titles"] < 20:
                        faults.append(f"{label}: too little is drawn, or said")
                    if seen["dark"] != dark:
                        faults.append(f"{label}: the reader's setting is not followed")
            faults += others(program, workspace, place, dir)
        print("Graphviz and Mermaid draw the same graphs")
        # The measure itself must find what is wrong.
        spoilt = draw(program, ROOT, "--timeline").replace("</svg>", '<text x="24" y="36">over the heading</text></svg>')
        if not measure(spoilt, False, dir)["faults"]:
            faults.append("a text over another was not found")
    if faults:
        sys.exit("\n".join(faults[:40]))


main()
