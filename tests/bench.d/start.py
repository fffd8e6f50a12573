"""From exec to the first answer: start.py RUNS PROGRAM WORD… (with {port} for a free port).

Connects as fast as the kernel refuses, asks GET / as soon as the port is open, stops the clock at
the first byte of the answer. Prints the milliseconds of each run.
"""

import os
import signal
import socket
import subprocess
import sys
import time


def once(words):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = [word.replace("{port}", str(port)) for word in words]
    began = time.perf_counter()
    process = subprocess.Popen(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while time.perf_counter() - began < 60:
            if process.poll() is not None:
                raise SystemExit(f"it ended with {process.returncode}")
            with socket.socket() as asking:
                asking.settimeout(30)
                if asking.connect_ex(("127.0.0.1", port)):
                    time.sleep(0.0005)
                    continue
                asking.sendall(b"GET / HTTP/1.1\r\nHost: desk.unidash.localhost:%d\r\nConnection: close\r\n\r\n" % port)
                if asking.recv(1):
                    return (time.perf_counter() - began) * 1000
        raise SystemExit("no answer within a minute")
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


runs, *command = sys.argv[1:]
os.environ.pop("JOURNAL_STREAM", None)
for _ in range(int(runs)):
    print(f"{once(command):.1f}", flush=True)
