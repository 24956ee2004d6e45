"""Failpoints kill where they are told to, and nowhere else."""

import os
import signal
import subprocess
import sys

import pytest

from pipelines.failpoints import VARIABLE, failpoint

REACH = "from pipelines.failpoints import failpoint; failpoint('publish.switched'); print('alive')"


@pytest.mark.parametrize(
    ("named", "status"),
    [("publish.switched", -signal.SIGKILL), ("publish.version_moved", 0), ("", 0)],
)
def test_only_the_named_failpoint_kills(named: str, status: int) -> None:
    environment = os.environ | {VARIABLE: named}
    done = subprocess.run([sys.executable, "-c", REACH], env=environment, check=False)
    assert done.returncode == status


def test_a_misspelt_failpoint_is_an_error() -> None:
    with pytest.raises(KeyError):
        failpoint("publish.swiched")
