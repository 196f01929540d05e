"""A small volume, set once for each module that prints it for the press."""

from __future__ import annotations

import pytest

from conformance.typeset.fonts import read_font_folder
from conformance.volume.assemble import SetVolume, Workshop, set_volume
from conformance.volume.folder import read_volume_folder
from tests.volume.fragments import write_folder


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Workshop:
    """One process, and a cache of its own."""
    return Workshop(read_font_folder(), tmp_path_factory.mktemp("chunks"), 1)


@pytest.fixture(scope="module")
def volume(tmp_path_factory: pytest.TempPathFactory, workshop: Workshop) -> SetVolume:
    """The volume of two standards, set and not yet bound; a module may have a volume of its own instead."""
    return set_volume(read_volume_folder(write_folder(tmp_path_factory.mktemp("folder"))), workshop)
