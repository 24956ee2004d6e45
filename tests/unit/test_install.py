"""The installation of the locked requirements: as pip is set up to, and by pip where uv cannot."""

from __future__ import annotations

import os
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import ROOT


@pytest.fixture
def install(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    return runpy.run_path(str(ROOT / "tools" / "install.py"))


def test_uv_is_told_what_pip_is_set_up_to(
    install: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("UV_DEFAULT_INDEX", "UV_FIND_LINKS", "UV_INDEX"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PIP_INDEX_URL", "https://index.example/simple")
    monkeypatch.setenv("PIP_FIND_LINKS", "/wheels /more")
    monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    told = install["environment"]()
    assert told["UV_DEFAULT_INDEX"] == "https://index.example/simple"
    assert told["UV_FIND_LINKS"] == "/wheels,/more"
    assert "UV_INDEX" not in told


@pytest.mark.parametrize(("uv", "who"), [("true", ""), ("false", "pip will")])
def test_where_uv_cannot_pip_installs(
    install: dict[str, Any],
    tmp_path: Path,
    capfd: pytest.CaptureFixture[str],
    uv: str,
    who: str,
) -> None:
    main: Callable[[list[str]], int] = install["main"]
    main.__globals__["UV"] = [uv]
    main.__globals__["PIP"] = [*install["PIP"], "--no-input"]
    wanted = tmp_path / "requirements.txt"
    wanted.write_text("# nothing\n")
    assert main([str(wanted)]) == 0
    assert who in capfd.readouterr().err
