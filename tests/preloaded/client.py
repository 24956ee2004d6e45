"""Ask for something of ``server``: ``client.py SOCKET WHAT [ARGUMENT ...]``."""

import json
import os
import signal
import socket
import sys


def main() -> int:
    """Have it done, and return its exit status."""
    path, *asked = sys.argv[1:]
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.connect(path)
        message = json.dumps([asked, os.getcwd(), dict(os.environ)]).encode()
        socket.send_fds(server, [len(message).to_bytes(8, "big")], [0, 1, 2])
        server.sendall(message)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda number, _: server.sendall(bytes([number])))
        status = server.recv(1)
    return status[0] if status else 1


if __name__ == "__main__":
    sys.exit(main())
