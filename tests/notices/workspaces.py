"""The workspaces whose notices are looked at: the root's own, and one whose every value would break out of its place."""

import pathlib
import re
import shutil
import subprocess
import sys
import tomllib

ROOT = pathlib.Path(__file__).parent.parent.parent
# Every message in a language that is written from right to left.
ARABIC = ROOT / "tests/cases/right_to_left/templates/notices/ar-EG"

BRAND = "A \"quoted\" <b>Brand</b> & 'Söhne' {{ x }} {% y %} =?utf-8?q?z?= \u2028Bcc: <img src=x onerror=alert()>"
SENDER_NAME = "Zoë \"the\" <Boss>, Ltd; =?utf-8?q?z?="
MERGE = {"first-name": "*|FNAME|* <%= \"first\" & 'name' %>", "unsubscribe": "{{unsubscribe_url}}"}
LOGO = "https://www.mi.com/mail/logo.png?a=b&amp=c%22d"


def toml(text: str) -> str:
    """Writes a string of TOML."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def hostile(dir: pathlib.Path) -> pathlib.Path:
    """Makes of the root workspace one region in three languages, one of them right to left, with hostile values."""
    shutil.copy(ROOT / "cutover.toml", dir)
    shutil.copytree(ROOT / "regions", dir / "regions")
    settings = dir / "cutover.toml"
    settings.write_text(settings.read_text().replace('"POCO"', toml(BRAND)).replace('"Xiaomi"', toml("</p></td></table>X & Co. <!--")))
    world = dir / "regions/global.toml"
    text = world.read_text()
    sender = '\\"'.join(SENDER_NAME.split('"'))
    text = text.replace('"POCO <notice@po.co>"', toml(f'"{sender}" <notice@po.co>'))
    text = text.replace('"example entity A"', toml("</title><script>alert()</script>")).replace('"Mi Store"', toml('"><svg onload=alert()>'))
    fields = ", ".join(f"{name} = {toml(value)}" for name, value in MERGE.items())
    text = text.replace("claims     = [", f"merge-fields = {{ {fields} }}\nclaims     = [")
    text = re.sub(r"(?m)^logo  .*$", f'logo      = "global/logo.svg"\nlogo-url  = {toml(LOGO)}\nlogo-width = 160', text)
    text = text.replace('colours   = { accent = "#ff6900" }', 'colours   = { accent = "#ffe600", background = "#fffbe6", text = "#999999" }')
    # No brand so long fits into a push, which is refused.
    text = text.replace('"push", ', "")
    world.write_text(text)
    for name in ("uk.toml", "other.toml"):
        (dir / "regions" / name).unlink()
    settings.write_text(re.sub(r'(?ms)^\[\[lint\.waivers\]\]\s*rule\s*=\s*"redirect/home-page-dump".*?\n\n', "", settings.read_text()))
    france = dir / "regions/fr.toml"
    france.write_text(france.read_text().replace('["fr-FR"]', '["fr-FR", "en-GB", "ar-EG"]').replace('"France"', toml("France ]]> \"&<'")))
    shutil.copytree(ARABIC, dir / "templates/notices/ar-EG")
    for locale, greeting in {"fr-FR": "Bonjour { $merge-first-name },", "en-GB": "Dear { $merge-first-name },", "ar-EG": "مرحبا { $merge-first-name }،"}.items():
        own = dir / f"templates/notices/{locale}/zz-own.ftl"
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text(f"greeting = {greeting}\n")
    return dir


def right_to_left(dir: pathlib.Path) -> pathlib.Path:
    """Makes of the root workspace's British region one whose customers read from right to left, and some from the left."""
    shutil.copy(ROOT / "cutover.toml", dir)
    shutil.copytree(ROOT / "regions", dir / "regions")
    region = dir / "regions/uk.toml"
    text = region.read_text().replace('["GB"]', '["EG"]').replace('["en-GB"]', '["ar-EG", "en-GB"]')
    region.write_text(text.replace("Europe/London", "Africa/Cairo").replace("United Kingdom", "Egypt"))
    shutil.copytree(ARABIC, dir / "templates/notices/ar-EG")
    return dir


def build(program: str, workspace: pathlib.Path, out: pathlib.Path, **environment: str) -> pathlib.Path:
    """Builds a workspace and returns the folder of its notices."""
    shutil.rmtree(out, ignore_errors=True)
    command = [program, "-C", str(workspace), "build", "--quiet", "--out", str(out)]
    run = subprocess.run(command, capture_output=True, text=True, env={"PATH": "/usr/bin:/bin", **environment})
    if run.returncode:
        sys.exit(f"{workspace}: {run.stdout}{run.stderr}")
    return out / "notices"


def regions(workspace: pathlib.Path) -> dict[str, dict]:
    """Reads each region with what it takes over, by a reader of our own that is no more than the few lines it needs."""
    files = {path.stem: tomllib.loads(path.read_text()) for path in (workspace / "regions").glob("*.toml")}

    def over(base: dict, own: dict) -> dict:
        return {key: over(base[key], own[key]) if isinstance(base.get(key), dict) and isinstance(own.get(key), dict) else own.get(key, base.get(key)) for key in {*base, *own}}

    def whole(id: str) -> dict:
        own = files[id]
        base = own["region"].get("extends")
        if not base:
            return own
        below = {key: value for key, value in whole(base).items() if key not in ("sites", "hosts", "domains", "certificates")}
        return over(below, own)

    return {id: whole(id) for id in files if files[id]["region"].get("disposition") == "retire"}
