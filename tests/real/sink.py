#!/usr/bin/env python3
"""An SMTP server in the world's place: takes every mail and notes "RECIPIENT MESSAGE-ID" for each copy,
synced, before it says 250. It refuses x550@; in the middle of a message to xpause@ it makes FILE.paused and waits
for FILE.go.

sink.py HOST:PORT FILE [FOLDER]: with a folder, each mail whole in a file of its own
"""
import asyncio
import os
import re
import sys

address, path = sys.argv[1:3]
folder = sys.argv[3] if len(sys.argv) > 3 else None
host, port = address.rsplit(":", 1)
out = open(path, "a")


def keep(recipients, lines):
    if not folder:
        return
    name = os.path.join(folder, f"{len(os.listdir(folder)):04}-{recipients[0]}.eml")
    with open(name + ".new", "wb") as mail:
        mail.write(b"".join(lines))
    os.rename(name + ".new", name)


def note(recipients, lines):
    text = b"".join(lines).split(b"\r\n\r\n", 1)[0].decode("utf-8", "replace")
    found = re.search(r"(?im)^message-id:\s*<?([^>\s]+)", text)
    for recipient in recipients:
        out.write(f"{recipient} {found.group(1) if found else '-'}\n")
    out.flush()
    os.fsync(out.fileno())


async def pause():
    open(path + ".paused", "w").close()
    while not os.path.exists(path + ".go"):
        await asyncio.sleep(0.05)


async def session(reader, writer):
    def say(text):
        writer.write(text.encode() + b"\r\n")

    recipients = []
    try:
        say("220 sink ESMTP")
        while line := await reader.readline():
            verb = line.strip().upper()
            if verb.startswith(b"EHLO"):
                say("250-sink")
                say("250 8BITMIME")
            elif verb.startswith(b"MAIL"):
                recipients = []
                say("250 2.1.0 ok")
            elif verb.startswith(b"RCPT"):
                to = re.search(rb"<([^>]*)>", line).group(1).decode().lower()
                if to.startswith("x550@"):
                    say("550 5.1.1 no such mailbox")
                else:
                    recipients.append(to)
                    say("250 2.1.5 ok")
            elif verb == b"DATA":
                say("354 go on")
                await writer.drain()
                lines = []
                if any(to.startswith("xpause@") for to in recipients):
                    await pause()
                while (line := await reader.readline()) != b".\r\n":
                    if not line:
                        return  # cut off in the middle: not a copy
                    lines.append(line)
                note(recipients, lines)
                keep(recipients, lines)
                say("250 2.0.0 taken")
            elif verb == b"QUIT":
                say("221 bye")
                return
            else:
                say("250 2.0.0 ok")
            await writer.drain()
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(session, host, int(port), limit=1 << 24)
    async with server:
        await server.serve_forever()


asyncio.run(main())
