#!/usr/bin/env python3
"""A name server for a check's own world, over UDP and TCP. What each name has, and how it misbehaves, stands in
a JSON file that is read again for each question, so a check can change it. Names not in it do not exist.

names.py HOST:PORT ZONES.json

A name has any of mx [[10, "host"]…], a [address…], cname, txt [text…], ptr; and one of code (2 SERVFAIL, 5 REFUSED…),
silent, wrong_id, truncated (over UDP), slow (seconds).
"""
import asyncio
import json
import struct
import sys

address, path = sys.argv[1:3]
host, port = address.rsplit(":", 1)
TYPES = {"a": 1, "cname": 5, "ptr": 12, "mx": 15, "txt": 16}


def name(text):
    labels = [label.encode() for label in text.strip(".").split(".") if label]
    return b"".join(bytes([len(label)]) + label for label in labels) + b"\0"


def data(kind, value):
    if kind == "a":
        return bytes(int(part) for part in value.split("."))
    if kind == "mx":
        return struct.pack("!H", value[0]) + name(value[1])
    if kind == "txt":
        return bytes([len(value)]) + value.encode()
    return name(value)


def answer(query, over_tcp):
    """The answer and the seconds it takes; None: no answer."""
    at, labels = 12, []
    while query[at]:
        labels.append(query[at + 1 : at + 1 + query[at]].decode())
        at += 1 + query[at]
    asked = ".".join(labels).lower()
    wanted = struct.unpack("!H", query[at + 1 : at + 3])[0]
    zone = json.load(open(path)).get(asked)
    code = 3 if zone is None else zone.get("code", 0)
    zone = zone or {}
    if zone.get("silent"):
        return None
    records = []
    for kind, number in TYPES.items():
        if kind in zone and (number == wanted or kind == "cname"):
            values = zone[kind] if isinstance(zone[kind], list) else [zone[kind]]
            records += [(number, data(kind, value)) for value in values]
    number = struct.unpack("!H", query[:2])[0] ^ (1 if zone.get("wrong_id") else 0)
    body = query[12 : at + 5]
    for kind, value in records:
        body += name(asked) + struct.pack("!HHIH", kind, 1, 1, len(value)) + value
    cut = not over_tcp and (len(body) > 500 or zone.get("truncated"))
    if cut:
        body, records = query[12 : at + 5], []
    flags = 0x8580 | (0x0200 if cut else 0) | code
    head = struct.pack("!HHHHHH", number, flags, 1, len(records), 0, 0)
    return head + body, zone.get("slow", 0)


class Datagrams(asyncio.DatagramProtocol):
    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, query, peer):
        if found := answer(query, False):
            asyncio.get_running_loop().call_later(found[1], self.transport.sendto, found[0], peer)


async def stream(reader, writer):
    try:
        while head := await reader.readexactly(2):
            if found := answer(await reader.readexactly(struct.unpack("!H", head)[0]), True):
                await asyncio.sleep(found[1])
                writer.write(struct.pack("!H", len(found[0])) + found[0])
    except (OSError, asyncio.IncompleteReadError):
        pass
    finally:
        writer.close()


async def main():
    await asyncio.get_running_loop().create_datagram_endpoint(Datagrams, local_addr=(host, int(port)))
    async with await asyncio.start_server(stream, host, int(port)) as server:
        await server.serve_forever()


asyncio.run(main())
