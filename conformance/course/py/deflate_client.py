"""Debian's python3-websockets with compression in many forms, against an echo server: see ../../node/deflate-client.mjs.

Usage: python3 deflate_client.py URL
"""
import asyncio
import sys

import websockets
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory

WORDS = "so it goes, and so it went, and so it will go; "
MESSAGES = ["", "x", WORDS, WORDS, WORDS * 3000, b"", bytes(200_000), "κόσμε 😀 " * 5000, WORDS]


async def run(url, form):
    factory = ClientPerMessageDeflateFactory(**form)
    async with websockets.connect(url, extensions=[factory], compression=None, max_size=None) as socket:
        if "permessage-deflate" not in str([extension.name for extension in socket.extensions]):
            return "FAILED %s: not agreed" % form
        for message in MESSAGES:
            await socket.send(message)
            back = await asyncio.wait_for(socket.recv(), 20)
            if back != message:
                return "FAILED %s: %d bytes came back" % (form, len(back))
        await socket.send([WORDS[:10], WORDS[10:]])
        if await asyncio.wait_for(socket.recv(), 20) != WORDS:
            return "FAILED %s: fragments" % form
    return "ok %s" % form


async def main(url):
    for server_alone in (False, True):
        for client_alone in (False, True):
            for bits in (None, 9, 15):
                form = {
                    "server_no_context_takeover": server_alone,
                    "client_no_context_takeover": client_alone,
                    "server_max_window_bits": bits,
                    "client_max_window_bits": True if bits is None else bits,
                }
                print(await run(url, form), flush=True)


asyncio.run(main(sys.argv[1]))
