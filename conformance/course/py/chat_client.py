"""A chat client on python3-websockets that behaves as the course's Python client does, written anew for this suite.

What a server must live with, on purpose:
 - timestamps are float seconds, read with datetime.fromtimestamp: milliseconds are a year out of range;
 - any exception while showing a frame (a bad timestamp, no "username") ends the receive loop for good, while the
   connection stays open and mute;
 - the library pings every 20 s and closes when no pong comes within 20 s; it refuses messages above 1 MiB;
 - after a close by the server it connects again at once, with no delay: only a failed connection backs off
   (base, 2 * base, 4 * base ... 30 * base), the delay is never reset, and five failures in a row end it;
 - an answer other than 101 is an exception that nobody catches.

Usage: chat_client.py [NAME] [URL]       COURSE_BACKOFF_BASE_MS: 1000 unless a test must not wait
"""

import asyncio
import json
import os
import random
import sys
import time
from datetime import datetime

import websockets

MOST_TRIES = 5
BASE_SECONDS = float(os.environ.get("COURSE_BACKOFF_BASE_MS", "1000")) / 1000


class Client:
    def __init__(self, name, url):
        self.name = name
        self.url = url
        self.socket = None

    async def run(self):
        failures = 0
        delay = BASE_SECONDS
        while failures < MOST_TRIES:
            try:
                async with websockets.connect(self.url) as socket:
                    failures = 0
                    self.socket = socket
                    await self.session(socket)
            except OSError as error:  # refused, reset, no such host
                failures += 1
                print(f"* error: {error}")
                print(f"* try {failures} in {delay * 1000:.0f} ms")
                await asyncio.sleep(delay)
                delay = min(delay * 2, 30 * BASE_SECONDS)
        print("Max reconnection attempts reached. Giving up.")

    async def session(self, socket):
        print("* connected")
        await self.send("join", "")
        reader = asyncio.create_task(self.receive(socket))
        await socket.wait_closed()
        reader.cancel()
        try:
            await reader
        except asyncio.CancelledError:
            pass
        print(f"* closed {socket.close_code}")

    async def receive(self, socket):
        try:
            async for data in socket:
                self.show(json.loads(data))
        except Exception as error:  # whatever it was, nothing more is read from this connection
            print(f"Error receiving: {error!r}")

    def show(self, frame):
        clock = datetime.fromtimestamp(frame["timestamp"]).astimezone().isoformat()
        print(f"[{clock}] {frame['username']}: {frame['content']}")

    async def send(self, kind, content):
        if self.socket is None or self.socket.closed:
            print("Cannot send message: connection not open")
            return
        frame = {"type": kind, "username": self.name, "content": content, "timestamp": time.time()}
        await self.socket.send(json.dumps(frame))


async def read_lines(client):
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        text = line.strip()
        if text:
            await client.send("message", text)


async def main():
    name = sys.argv[1] if len(sys.argv) > 1 else f"User{random.randrange(1000)}"
    url = sys.argv[2] if len(sys.argv) > 2 else "ws://localhost:8080"
    client = Client(name, url)
    print(f"* name {name}")
    connection = asyncio.create_task(client.run())
    await asyncio.sleep(0.5)  # the course's way of letting the connection come first
    await asyncio.gather(connection, read_lines(client))


if __name__ == "__main__":
    try:
        asyncio.run(main())
    except KeyboardInterrupt:
        print("Shutting down...")
