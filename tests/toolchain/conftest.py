"""Fixtures: a machine of one's own, as far as fetching goes, and the places it fetches from."""

import pytest
from machine import Machine
from web import Places


@pytest.fixture
def places():
    places = Places()
    yield places
    places.close()


@pytest.fixture
def machine(tmp_path, places):
    return Machine(tmp_path, places)
