#!/usr/bin/env python3
"""Posts by SMTP from several sessions at once until the server goes away or COUNT is reached, and notes
each Message-ID that was answered 250, after the answer, in a file that is synced.

load.py HOST:PORT LIST ACKED [COUNT] [SESSIONS]
"""
import os
import smtplib
import sys
import threading

address, target, acked = sys.argv[1:4]
count = int(sys.argv[4]) if len(sys.argv) > 4 else 10**9
sessions = int(sys.argv[5]) if len(sys.argv) > 5 else 8
host, port = address.rsplit(":", 1)
run = f"{os.getpid()}-{os.urandom(4).hex()}"
lock = threading.Lock()
out = open(acked, "a")
sent = 0


def note(message_id):
    with lock:
        out.write(message_id + "\n")
        out.flush()
        os.fsync(out.fileno())


def take():
    global sent
    with lock:
        if sent >= count:
            return None
        sent += 1
        return sent


def session():
    try:
        smtp = smtplib.SMTP(host, int(port), timeout=20)
        while (n := take()) is not None:
            message_id = f"{run}-{n}@load.example.org"
            body = f"Ligne de charge {n}.\r\n" * 60
            smtp.sendmail(
                "ann@example.org",
                [target],
                f"From: Ann <ann@example.org>\r\nTo: {target}\r\nSubject: Charge {n // 10}\r\n"
                f"Message-ID: <{message_id}>\r\n\r\n{body}",
            )
            note(message_id)
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        pass  # the server went away: what it did not acknowledge it does not owe


threads = [threading.Thread(target=session) for _ in range(sessions)]
for t in threads:
    t.start()
for t in threads:
    t.join()
