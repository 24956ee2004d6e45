"""Install locked requirements into the environment of this Python: ``install.py FILE ...``.

uv does it in a tenth of pip's time, from where and as pip is set up to. Where it cannot, pip does:
some settings of pip have no counterpart.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

# A setting of pip, and uv's variable for it with what parts several values there.
COUNTERPARTS = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "proxy": ("ALL_PROXY", " "),
    "cert": ("SSL_CERT_FILE", " "),
}
PIP = [sys.executable, "-m", "pip", "--disable-pip-version-check"]
# Every version has its hash: which of the indexes has it makes no difference.
UV = [
    *(str(Path(sys.executable).with_name("uv")), "pip", "install", "--python", sys.executable),
    *("--system-certs", "--index-strategy", "unsafe-best-match", "--compile-bytecode"),
]


def environment() -> dict[str, str]:
    """Return this process's environment with pip's settings as uv's."""
    said = subprocess.run([*PIP, "config", "list"], capture_output=True, text=True, check=True)
    found = {}
    # Those that count more come later.
    for line in said.stdout.splitlines():
        key, _, value = line.partition("=")
        counterpart = COUNTERPARTS.get(key.rpartition(".")[2])
        if counterpart:
            variable, parting = counterpart
            found[variable] = parting.join(ast.literal_eval(value).split())
    return found | os.environ


def main(files: list[str]) -> int:
    """Install; return the exit status of who installed."""
    wanted = [word for file in files for word in ("--requirement", file)]
    options = ["--quiet", "--require-hashes", "--no-deps", *wanted]
    if subprocess.run([*UV, *options], env=environment(), check=False).returncode == 0:
        return 0
    print("uv could not install them; pip will.", file=sys.stderr)
    return subprocess.run([*PIP, "install", *options], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
