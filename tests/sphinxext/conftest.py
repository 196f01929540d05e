"""The small project, fresh for a test that changes it, built once for all that only look."""

from pathlib import Path

import pytest

from conformance.sphinxext.build import build_site
from tests.sphinxext.small_county import ROOT, Built, make_project


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two standards and everything the site asks for, to be changed at will."""
    return make_project(tmp_path / "county")


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the shipped county project, built once."""
    site = tmp_path_factory.mktemp("real-site")
    build_site(ROOT, site)
    return site


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    """The small project, built once for all tests that only look."""
    root = tmp_path_factory.mktemp("built")
    made = Built(make_project(root / "county"), root / "site", root / "fragments")
    build_site(made.project, made.site, made.fragments)
    return made
