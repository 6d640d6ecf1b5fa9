"""Types a passphrase at a terminal, as a person does: PASSPHRASE COMMAND…"""

import os
import pty
import sys
import termios
import time

passphrase, command = sys.argv[1], sys.argv[2:]
child, terminal = pty.fork()
if child == 0:
    os.execv(command[0], command)
seen = b""
while b"passphrase of" not in seen:
    seen += os.read(terminal, 1024)
# A person is slower than the program, which asks first and then stops the echo.
end = time.monotonic() + 10
while termios.tcgetattr(terminal)[3] & termios.ECHO and time.monotonic() < end:
    time.sleep(0.01)
os.write(terminal, passphrase.encode() + b"\n")
try:
    while more := os.read(terminal, 1024):
        seen += more
except OSError:
    # The other side has closed it.
    pass
status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
assert passphrase.encode() not in seen, "the passphrase is shown"
assert status == 0, f"ended with {status}: {seen.decode()}"
