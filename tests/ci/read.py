"""Reads the pipelines, runs each of their lines that cutover can answer here, and holds the container file against the tree."""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib

import yaml

ROOT = pathlib.Path.cwd()


def fail(why):
    sys.exit(f"tests/ci: {why}")


def lines():
    """The lines of both pipelines, each with the file that it is of."""
    github = yaml.safe_load((ROOT / "docs/ci/github.yml").read_text())
    for job in github["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield "github", step["run"]
    gitlab = yaml.safe_load((ROOT / "docs/ci/gitlab-ci.yml").read_text())
    for job in gitlab.values():
        if isinstance(job, dict):
            for line in job.get("script", []):
                yield "gitlab", line


def repository(dir):
    """A repository with the root workspace, its output, and who is asked when it changes."""
    for name in ["cutover.toml", "regions", "tests/expectations.toml", "templates"]:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, dir / name)
        elif source.exists():
            (dir / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, dir / name)
    workspace = tomllib.loads((dir / "cutover.toml").read_text())
    services = [it for platform in workspace["platforms"].values() for it in platform.get("services", {}).values()]
    teams = lambda text: sorted({f"@shop/{it}" if "@" not in it else it for it in re.findall(r'^\s*owner\s*=\s*"([^"]+)"', text, re.M)})
    owners = [f"/cutover.toml {' '.join(sorted({'@shop/' + it['owner'] for it in services if 'owner' in it}))}"]
    for region in sorted((dir / "regions").glob("*.toml")):
        named = " ".join(teams(region.read_text()))
        owners += [f"/regions/{region.name} {named}", f"/regions/{region.stem}/ {named}"]
    (dir / ".github").mkdir()
    for path in ["CODEOWNERS", ".github/CODEOWNERS"]:
        (dir / path).write_text("\n".join(owners) + "\n")
    run("cutover build --quiet", dir, {})
    for line in ["git init --quiet", "git add --all", "git -c user.name=x -c user.email=x@x.test commit --quiet --message one"]:
        run(line, dir, {})


def run(line, dir, more, wanted=0):
    ended = subprocess.run(["bash", "-eo", "pipefail", "-c", line], cwd=dir, env={**os.environ, **more}, capture_output=True, text=True)
    if ended.returncode != wanted:
        fail(f"`{line}` ended with {ended.returncode}, and not with {wanted}:\n{ended.stdout}{ended.stderr}")
    return ended.stdout + ended.stderr


def pipelines():
    ran = 0
    with tempfile.TemporaryDirectory() as place:
        dir = pathlib.Path(place)
        repository(dir)
        more = {"BASE": "HEAD", "CI_MERGE_REQUEST_DIFF_BASE_SHA": "HEAD", "GITHUB_REF_NAME": "release-1", "CI_COMMIT_TAG": "release-2"}
        for file, line in lines():
            if line.startswith("cutover "):
                # The example's waivers end before today: a release of it was that of 2024.
                line = line.replace('"$(git log -1 --format=%cs)"', "2024-09-01")
                run(line, dir, more)
                ran += 1
            elif not re.match(r"cargo install --locked --git |gh pr comment ", line):
                fail(f"{file}: nobody tries `{line}`")
        for made in ["findings.sarif", "quality.json", "findings.xml", "diff.md", "release-1.tar.zst", "release-2.tar.zst"]:
            if not (dir / made).exists():
                fail(f"no line wrote {made}")
        hooks(dir)
        # What they are for: each stops what it must.
        owners = dir / ".github/CODEOWNERS"
        owners.write_text(owners.read_text().replace("@shop/store-emea", "@shop/others"))
        run("cutover check --quiet --owners .github/CODEOWNERS --deny lint/owner-mismatch", dir, {}, wanted=1)
        (dir / "dist/runbook.md").write_text("edited")
        run("cutover build --check", dir, {}, wanted=1)
    if ran < 12:
        fail(f"{ran} lines were run")


def hooks(dir):
    """The hooks as pre-commit runs them, with the program that was built here in place of one that it builds."""
    manifest = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text())
    local = [{**it, "language": "system"} for it in manifest]
    (dir / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [{"repo": "local", "hooks": local}]}))
    run("git add .pre-commit-config.yaml", dir, {})
    region = dir / "regions/uk.toml"
    kept = region.read_text()
    for stage in ["pre-commit", "pre-push"]:
        told = run(f"pre-commit run --hook-stage {stage} --files regions/uk.toml", dir, {})
        if "Passed" not in told or "no files to check" in told:
            fail(f"no hook looked at regions/uk.toml at {stage}:\n{told}")
    region.write_text(kept + '\n[[redirects.rules]]\nfrom = "/old/*"\nto = "https://www.mi.com/*"\n')
    told = run("pre-commit run --files regions/uk.toml", dir, {}, wanted=1)
    if "redirect/unsafe-pattern" not in told:
        fail(f"the hook lets a fault pass:\n{told}")
    region.write_text(kept)


def container():
    text = re.sub(r"\\\n", " ", (ROOT / "docs/ci/Containerfile").read_text())
    instructions = [it.split(None, 1) for it in text.splitlines() if it.strip() and not it.startswith("#")]
    known = {"FROM", "WORKDIR", "COPY", "RUN", "USER", "ENTRYPOINT"}
    if {it[0] for it in instructions} - known:
        fail(f"the container file has instructions that nobody reads: { {it[0] for it in instructions} - known}")
    rust = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["rust-version"]
    if instructions[0] != ["FROM", f"docker.io/library/rust:{rust}-bookworm AS build"]:
        fail(f"the container file begins with {instructions[0]}, and Cargo.toml asks for Rust {rust}")
    with tempfile.TemporaryDirectory() as place:
        for name, words in instructions:
            sources = [] if name != "COPY" or "--from" in words else words.split()[:-1]
            for source in sources:
                if not (ROOT / source).exists():
                    fail(f"the container file copies `{source}`, which is not there")
                (shutil.copytree if (ROOT / source).is_dir() else shutil.copy)(ROOT / source, pathlib.Path(place) / source)
        run("cargo metadata --offline --locked --no-deps --format-version 1 >/dev/null", place, {})
        copied = pathlib.Path(place)
        for file in copied.glob("src/**/*.rs"):
            for path in re.findall(r'include_(?:str|bytes)!\("([^"]+)"\)', file.read_text()):
                if not (file.parent / path).exists():
                    fail(f"{file.relative_to(copied)} needs `{path}`, which the container file does not copy")


container()
pipelines()
print("the pipelines were read and run")
