"""A chat server on python3-websockets that behaves as the course's Python server does, written anew for this suite.

What a client must live with, on purpose:
 - timestamps are float seconds;
 - the library answers a close frame as soon as it comes, while what was said before it may still wait its turn: who closes
   right behind its last words does not see them come back;
 - the library pings every 20 s and closes when no pong comes within 20 s; it refuses messages above 1 MiB with 1009;
 - the frame of somebody without a name says "Anonymous".

Usage: chat_server.py [PORT]
"""

import asyncio
import json
import sys
import time

import websockets

members = {}  # connection -> its name; None until it has joined


def frame(username, content):
    return json.dumps({"type": "message", "username": username, "content": content, "timestamp": time.time()})


async def to_all(text):
    await asyncio.gather(*[one.send(text) for one in list(members) if one.open], return_exceptions=True)


async def member(socket):
    members[socket] = None
    print("* connected")
    try:
        await socket.send(frame("System", "Welcome! Please identify yourself."))
        async for text in socket:
            try:
                said = json.loads(text)
                if said.get("type") == "join":
                    members[socket] = said.get("username", "Anonymous")
                    print(f"* joined {members[socket]}")
                    await to_all(frame("System", f"{members[socket]} has joined the chat"))
                elif said.get("type") == "message":
                    print(f"* said {said.get('content', '')}")
                    await to_all(frame(members[socket] or "Anonymous", said.get("content", "")))
            except Exception as error:
                print(f"* invalid {error!r}")
    except websockets.exceptions.ConnectionClosed:
        pass
    finally:
        print(f"* closed {socket.close_code} {socket.close_reason}")
        name = members.pop(socket)
        if name:
            await to_all(frame("System", f"{name} has left the chat"))


async def main():
    port = int(sys.argv[1]) if len(sys.argv) > 1 else 8080
    async with websockets.serve(member, "127.0.0.1", port) as server:
        print(f"* listening {server.sockets[0].getsockname()[1]}")
        await asyncio.Future()


if __name__ == "__main__":
    asyncio.run(main())
