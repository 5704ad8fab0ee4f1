#!/usr/bin/env python3
"""Raw echo of Miaou's bench server beside peers: interleaved runs, medians of echoes per second and of CPU time per echo.

    bench/echo.py [--reps N] [--out FILE.jsonl] LOADGEN [NAME=COMMAND ...]

LOADGEN is a load generator that takes --proto raw --mode echo --conns --port --pid --warm --dur and prints one JSON object with
echoes_per_s, srv_us_per_echo, other_cpu_pct, lost and bad. A COMMAND becomes a server (exec, so that its pid is the server's)
that listens on the port in $PORT and prints a line that begins with "ready"; {port} in it is replaced, too. Servers run on core 0,
the generator on core 1; the machine should have nothing else to do. Miaou itself always takes part.
"""
import argparse
import json
import os
import pathlib
import shlex
import signal
import socket
import statistics
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
OURS = "miaou"
FLAGS = "-Xms512m -Xmx2g -XX:+UseSerialGC"  # as one gives a server that has one core


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def start(command, port):
    """The server, listening."""
    environment = dict(os.environ, PORT=str(port))
    environment.setdefault("MIAOU_JAVA_OPTS", FLAGS)
    words = ["taskset", "-c", "0", *shlex.split(command.replace("{port}", str(port)))]
    server = subprocess.Popen(words, env=environment, stdout=subprocess.PIPE, text=True)
    for line in server.stdout:
        if line.startswith("ready"):
            return server
    sys.exit(f"{command}: ended without a line that begins with ready")


def load(generator, port, pid, warm, seconds):
    words = f"taskset -c 1 {shlex.quote(generator)} --proto raw --mode echo --conns 50 --port {port} --pid {pid}"
    done = subprocess.run(
        shlex.split(f"{words} --warm {warm} --dur {seconds}"), capture_output=True, text=True, check=False, timeout=120
    )
    if done.returncode:
        sys.exit(f"the generator ended with {done.returncode}: {done.stderr.strip()}")
    return json.loads(done.stdout)


def measure(generator, name, command):
    port = free_port()
    server = start(command, port)
    try:
        load(generator, port, server.pid, 0, 5)  # the compiler's time
        return dict(load(generator, port, server.pid, 1, 4), server=name)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def table(runs):
    names = list(dict.fromkeys(run["server"] for run in runs))
    middle = {
        name: [statistics.median(r[key] for r in runs if r["server"] == name) for key in ("echoes_per_s", "srv_us_per_echo", "other_cpu_pct")]
        for name in names
    }
    print("| server | echoes/s | server µs per echo | other work on both cores, % | ours in echoes/s | ours in CPU |")
    print("|---|---|---|---|---|---|")
    ours = middle[OURS]
    for name, (rate, cost, other) in middle.items():
        print(f"| {name} | {rate:,.0f} | {cost:.2f} | {other:.0f} | {ours[0] / rate:.2f} | {cost / ours[1]:.2f} |")


def main():
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--reps", type=int, default=3)
    options.add_argument("--out")
    options.add_argument("loadgen")
    options.add_argument("peers", nargs="*", metavar="NAME=COMMAND")
    given = options.parse_args()
    servers = dict(peer.split("=", 1) for peer in given.peers)
    servers[OURS] = f"{ROOT}/miaou bench-server --port {{port}} --handlers inline --loops 1"
    runs = []
    for _ in range(given.reps):
        for name, command in servers.items():
            run = measure(given.loadgen, name, command)
            runs.append(run)
            print(name, run["echoes_per_s"], run["srv_us_per_echo"], "lost or wrong:", run["lost"] + run["bad"], file=sys.stderr)
            if given.out:
                with open(given.out, "a", encoding="utf-8") as out:
                    out.write(json.dumps(run) + "\n")
    table(runs)


main()
