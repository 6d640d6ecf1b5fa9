"""Kills `build` and `bundle` at random moments: what stands there is the old one or the new one, whole, and the next run makes
all good. PROGRAM PLACE KEY PUBLIC"""

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

program, place, key, public = sys.argv[1:]
place = Path(place)
seed = int(os.environ.get("CUTOVER_SEED", "7"))
random = random.Random(seed)
AS_OF = ["--as-of", "2024-12-01"]


def digest(path):
    """Returns the digest of a file, or of all that is in a folder, names and modes included; None where nothing is."""
    if path.is_file():
        return hashlib.sha256(path.read_bytes()).hexdigest()
    if not path.exists():
        return None
    whole = hashlib.sha256()
    for it in sorted(path.rglob("*")):
        whole.update(f"{it.relative_to(path)} {it.lstat().st_mode:o}\n".encode())
        if it.is_file():
            whole.update(hashlib.sha256(it.read_bytes()).digest())
    return whole.hexdigest()


class Kind:
    """A command that is killed, and what it leaves."""

    def __init__(self, name, workspaces, out, command):
        self.name, self.workspaces, self.command = name, [place / it for it in workspaces], command
        self.folder = place / f"killed-{name}"
        self.folder.mkdir()
        self.out = self.folder / out
        self.killed = self.began = self.new = self.between = 0

    def start(self, workspace):
        words = [program, "-C", str(workspace), "--quiet", *self.command, "--out", str(self.out)]
        return subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=place)

    def left(self):
        return [it for it in self.folder.iterdir() if ".cutover-" in it.name]

    def state(self):
        signature = self.out.with_name(self.out.name + ".minisig")
        return digest(self.out), digest(signature)

    def whole(self, workspace):
        """Runs it to its end; returns what is then there, and how long it took."""
        began = time.monotonic()
        status = self.start(workspace).wait()
        assert status == 0, f"{self.name} of {workspace} ended with {status}"
        assert not self.left(), f"{self.name} leaves {self.left()}"
        return self.state(), time.monotonic() - began

    def wait(self, running, lasts):
        """Waits for the moment: anywhere, at the very end, or from where the new one begins to be written."""
        share = random.random()
        if share < 0.5:
            time.sleep(random.uniform(0, lasts))
        elif share < 0.7:
            time.sleep(random.uniform(0.95, 1.02) * lasts)
        else:
            wanted = ".minisig.cutover-" if key in self.command and random.random() < 0.6 else ".cutover-"
            while running.poll() is None and not any(wanted in it.name for it in self.left()):
                time.sleep(0.0002)
            time.sleep(random.choice([0, random.uniform(0, 0.02), random.uniform(0, lasts / 4)]))

    def run(self, count):
        states, lasts = [], 0
        for workspace in self.workspaces * 2:
            state, took = self.whole(workspace)
            states.append(state)
            lasts = max(lasts, took)
        assert states[0] == states[2] and states[1] == states[3], "the same workspace, and not the same bytes"
        assert states[0] != states[1], "two workspaces that cannot be told apart"
        states, at = states[:2], 1
        while self.killed < count:
            at = 1 - at
            before = self.state()
            running = self.start(self.workspaces[at])
            self.wait(running, lasts)
            running.send_signal(signal.SIGKILL)
            was_killed = running.wait() == -signal.SIGKILL
            self.killed += was_killed
            self.began += was_killed and bool(self.left())
            after = self.state()
            self.judge(before, after, states[at], was_killed)
            if after == states[at]:
                self.new += was_killed
            # The next run makes it good; each time another workspace is the new one.
            state, took = self.whole(self.workspaces[at])
            assert state == states[at], f"{self.name}: the next run makes something else"
            lasts = max(took, lasts * 0.9)

    def judge(self, before, after, new, was_killed):
        if after in (before, new):
            return
        # The new signature stands before the new bundle does, and for nothing else.
        is_between = was_killed and after == (before[0], new[1])
        assert is_between, f"{self.name}: neither the old one nor the new one: {before} {new} {after}"
        self.between += 1
        refused = subprocess.run(["minisign", "-Vm", self.out, "-p", public], capture_output=True)
        assert refused.returncode != 0, "the old bundle stands by the new signature"


small, large = ["small-one", "small-two"], ["one", "two"]
kinds = [
    (Kind("build", small, "dist", ["build"]), 105),
    (Kind("bundle", small, "x.tar.zst", ["bundle", "x", *AS_OF, "--key", key]), 95),
    (Kind("build-of-the-root", large, "dist", ["build"]), 4),
    (Kind("bundle-of-the-root", large, "x.tar.zst", ["bundle", "x", *AS_OF, "--key", key]), 3),
]
for kind, count in kinds:
    began = time.monotonic()
    kind.run(count)
    # A share was killed while it wrote, or nothing was tried.
    assert kind.began * 10 >= kind.killed, f"{kind.name}: {kind.began} of {kind.killed} had begun to write"
    took = time.monotonic() - began
    print(f"   {kind.name}: killed {kind.killed} times (seed {seed}), {kind.began} while it wrote, {kind.new} when the new one stood,", end=" ")
    print(f"{kind.between} between signature and bundle; {took:.0f} s")
