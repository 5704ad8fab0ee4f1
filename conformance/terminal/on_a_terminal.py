"""Runs a command on a terminal of its own and plays its user: so a test types where there is no keyboard.

A line of stdin is typed, with Enter; the line ^C is the key Ctrl+C and ^D the key Ctrl+D; the line ^W makes the window
smaller. What the terminal shows, echo included, comes on stdout. Ends as the command ends, with its exit code.

Usage: on_a_terminal.py COMMAND [ARGUMENT...]
"""

import fcntl
import os
import pty
import selectors
import struct
import sys
import termios

KEYS = {b"^C\n": b"\x03", b"^D\n": b"\x04"}


def main():
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    typed = b""
    watched = selectors.DefaultSelector()
    watched.register(terminal, selectors.EVENT_READ)
    watched.register(sys.stdin, selectors.EVENT_READ)
    while True:
        for key, _ in watched.select():
            if key.fileobj is sys.stdin:
                read = os.read(sys.stdin.fileno(), 65536)
                if not read:
                    watched.unregister(sys.stdin)
                *lines, typed = (typed + read).splitlines(keepends=True) + [b""]
                if lines and not lines[-1].endswith(b"\n"):
                    typed = lines.pop()
                for line in lines:
                    press(terminal, line)
            else:
                show(terminal, pid)


def press(terminal, line):
    if line == b"^W\n":
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 5, 20, 0, 0))  # which sends SIGWINCH
    else:
        os.write(terminal, KEYS.get(line, line))


def show(terminal, pid):
    try:
        shown = os.read(terminal, 65536)
    except OSError:  # Linux: nobody holds the other end any more
        shown = b""
    if not shown:
        sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    os.write(sys.stdout.fileno(), shown)


if __name__ == "__main__":
    main()
