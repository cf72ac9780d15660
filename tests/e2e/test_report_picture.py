"""`--report FILE.svg`: how a start went, as a picture."""

import re

import pytest
from support import fakes
from support.migrations import golang_migrate_lock, held_advisory_lock
from support.reports import SVG, JsonReport, Picture, texts


@pytest.fixture
def picture(tmp_path):
    return Picture(tmp_path / "report.svg")


def test_a_picture_tells_the_same(anywhere, picture, new_fake, later):
    fake = new_fake()
    later(0.3, fake.start)
    result = anywhere.run(*picture.option, "-w", fake.address, "cat", str(picture.path))
    assert result.code == 0, result
    assert result.stdout == picture.path.read_text()
    root = picture.read()
    assert root.get("role") == "img"
    assert re.match(r"Service started after \d+ ms$", root.find(SVG + "title").text)
    assert f"tcp://{fake.address}: ready after" in root.find(SVG + "desc").text
    words = texts(root)
    assert f"tcp://{fake.address}" in "".join(words)
    assert {"nobody there", "ready"} <= set(words)
    assert "rejected" not in words, "the legend has what is in the picture"
    tooltips = texts(root, "title")
    assert any("Connection refused (connect), " in each for each in tooltips)
    style = root.find(SVG + "style").text
    assert "prefers-color-scheme:dark" in style
    assert "http" not in style


HOSTILE = b'-ERR </svg><script>alert("1")</script> & \xff\x1b[31m \xe2\x80\xae\xef\xbf\xbf end\r\n'


def test_a_server_s_words_are_no_markup(aweigh, picture, tmp_path, new_fake):
    fake = new_fake(fakes.saying(HOSTILE)).start()
    target = f"redis://{fake.address}"
    report = JsonReport(tmp_path / "report.json")
    for file in picture, report:
        assert aweigh.run("wait", "-t", "200ms", *file.option, target).code != 0
    root = picture.read()
    assert list(root.iter(SVG + "script")) == []
    assert "</svg><script>" in root.find(SVG + "desc").text
    assert "\u202e" not in picture.path.read_text()
    assert "\x1b" not in picture.path.read_text()
    assert "<script>" in report.read()["targets"][0]["answers"][0]["error"]


@pytest.mark.parametrize("count, rows", [(1, 1), (5, 5), (60, 21)])
def test_a_picture_of_many_targets_has_a_bounded_height(aweigh, picture, count, rows):
    targets = [f"file:///usr/{n}#absent" for n in range(count)]
    assert aweigh.run("wait", *picture.option, *targets).code == 0
    root = picture.read()
    assert len(root.findall(f"{SVG}text[@class='name']")) == rows
    assert ("40 more targets" in " ".join(texts(root))) == (count == 60)
    assert int(root.get("height")) < 1000


def test_nothing_to_wait_for_is_a_picture_too(anywhere, picture):
    assert anywhere.run(*picture.option, "true").code == 0
    assert "started after" in picture.read().find(SVG + "desc").text


def test_a_migration_that_fails(aweigh, picture, database, migrations):
    directory = migrations({"1_a.up.sql": "SELECT 1;", "2_b.up.sql": "SELECT nonsense;"})
    words = ["-m", str(directory), "--database", database.url]
    assert aweigh.run(*words, *picture.option, "true").code == 65
    root = picture.read()
    assert root.find(SVG + "title").text.startswith("Migration failed after ")
    assert any(each.startswith("2_b.up.sql: failed after") for each in texts(root, "title"))
    assert root.find(f"{SVG}rect[@class='failed']") is not None


def test_who_has_the_lock(aweigh, picture, database, directory):
    words = ["-m", str(directory), "--database", database.url, "--lock-timeout", "300ms"]
    with held_advisory_lock(database, golang_migrate_lock(database.name)):
        assert aweigh.run("migrate", "up", *words, *picture.option).code == 75
    (detail,) = texts(picture.read(), "tspan")
    assert detail.startswith("held by pid ")
