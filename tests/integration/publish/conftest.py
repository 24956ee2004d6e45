"""A project whose working file holds the sample, and a verdict that does not cost an audit."""

from pathlib import Path

import pytest
from warehouse_sample import project as sample_project
from warehouse_sample import write_working

from pipelines.settings import Settings


@pytest.fixture
def project(tmp_path: Path) -> Settings:
    settings = sample_project(tmp_path)
    write_working(settings)
    return settings
