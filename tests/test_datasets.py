"""The data are what the catalogue says, arrive unharmed wherever skbook is installed, and damage is named."""

import csv
import gzip
import hashlib
import json
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from _ext.dataset_table import FOLDERS
from skbook import datasets

DATA = Path(datasets.__file__).resolve().parent.parent / "data"
ENTRIES = [datasets.describe(name) for name in datasets.names()]
BIBLES = ("bible_kjv_en", "bible_web_en", "bible_rv1909_es")


def content(entry) -> bytes:
    """The file's bytes, unpacked, read without the loader."""
    raw = (DATA / entry.file).read_bytes()
    return gzip.decompress(raw) if entry.file.endswith(".gz") else raw


@pytest.fixture
def copy(tmp_path):
    """A small copy of the data that a test may harm."""
    for file in ("datasets.json", "SHA256SUMS", "facts/elements.csv", "genome/lambda_phage.txt.gz"):
        (tmp_path / file).parent.mkdir(exist_ok=True)
        shutil.copy(DATA / file, tmp_path / file)
    return tmp_path


# ---- the catalogue and the files ------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.kind != "table"], ids=lambda entry: entry.name)
def test_texts_are_what_an_independent_reader_finds(entry):
    loaded = datasets.load(entry.name)
    assert loaded == content(entry).decode() and len(loaded) == entry.count


@pytest.mark.parametrize("entry", [entry for entry in ENTRIES if entry.kind == "table"], ids=lambda entry: entry.name)
def test_tables_are_what_an_independent_reader_finds(entry):
    lines = content(entry).decode().removesuffix("\n").split("\n")
    header, *rows = [entry.columns, *(line.split("\t") for line in lines)] if entry.columns else csv.reader(lines)
    table = datasets.load(entry.name)
    assert list(table) == list(header)
    assert {len(column) for column in table.values()} == {len(rows)} == {entry.count}
    for written, row in ((rows[i], [column[i] for column in table.values()]) for i in (0, entry.count // 2, -1)):
        assert all(map(same, row, written)), (row, written)


def same(value, written: str) -> bool:
    if isinstance(value, str):
        return value == written
    return np.isnan(value) if written == "" else value == float(written)


@pytest.mark.parametrize("name", ["ecoli536_NC_008253", "lambda_phage"])
def test_genomes_have_four_letters(name):
    assert set(datasets.load(name)) == set("ACGT")


def test_every_file_has_an_entry_and_a_checksum():
    listed = {line.split("  ")[1]: line.split("  ")[0] for line in (DATA / "SHA256SUMS").read_text().splitlines()}
    files = {path.relative_to(DATA).as_posix() for path in DATA.rglob("*") if path.is_file()}
    files -= {"README.md", "SHA256SUMS", "datasets.json"}
    assert files == set(listed)
    catalogued = {file for file in files if not file.startswith(("LICENSES/", "results/"))}
    assert catalogued == {entry.file for entry in ENTRIES}
    assert all(hashlib.sha256((DATA / file).read_bytes()).hexdigest() == listed[file] for file in files)


def test_every_source_is_used_and_its_licence_travels_with_it():
    catalogue = json.loads((DATA / "datasets.json").read_text())
    known = {datasets.Source(**source) for source in catalogue["sources"].values()}
    assert known == {source for entry in ENTRIES for source in entry.sources}
    for source in known:
        needs_text = source.licence.startswith(("CC", "MIT", "Apache"))
        assert bool(source.licence_file) or not needs_text, source.title
        assert (DATA / "LICENSES" / source.licence_file).exists()


def test_every_folder_has_a_heading_on_the_page():
    assert {entry.file.split("/")[0] for entry in ENTRIES} == set(FOLDERS)


def test_an_entry_shows_itself_with_its_licence_and_links():
    html = datasets.describe("countries")._repr_html_()
    assert "252 rows" in html and 'href="https://www.geonames.org/"' in html
    assert datasets.describe("countries").licence == "CC BY 4.0; public domain; CC BY-SA 4.0"
    odd = datasets.Dataset("<b>", "f", "text", 1, "a & b", (datasets.Source("<s>", '"', "PD"),))._repr_html_()
    assert not re.search('<b>|<s>|"""| & ', odd)


# ---- what columns are -----------------------------------------------------------------------------------------------


def test_namibia_is_a_country():
    countries = datasets.load("countries")
    assert countries["country"][countries["iso2"] == "NA"] == ["Namibia"]


def test_gaps_are_nan_in_numbers_and_empty_in_words():
    assert datasets.load("elements")["atomic_number"].dtype.kind == "i"
    assert np.isnan(datasets.load("pythia_evals_by_step")["perplexity"]).sum() == 5040
    assert (datasets.load("countries")["capital"] == "").sum() == 6


def test_loads_are_independent():
    datasets.load("elements")["name"][0] = "phlogiston"
    assert datasets.load("elements")["name"][0] == "hydrogen"


# ---- facts that chapters cite ---------------------------------------------------------------------------------------


def test_austen_byte_count():
    assert len(datasets.load("austen_en").encode()) == 4_025_039


def test_austen_word_count():
    r"""Words are maximal runs of letters, digits and underscores, ``\w+``."""
    assert len(re.findall(r"\w+", datasets.load("austen_en"))) == 729_533


def test_austen_distinct_words():
    """Words are maximal runs of letters, capitals made small; underscores, which mark italics, part words."""
    words = re.findall(r"[^\W\d_]+", datasets.load("austen_en").lower())
    assert (len(words), len(set(words))) == (729_322, 13_731)


def test_austen_has_six_novels():
    novels = datasets.novels()
    assert "".join(novels.values()) == datasets.load("austen_en")
    assert all(text.upper().startswith(title.upper()) for title, text in novels.items())
    assert "It is a truth universally acknowledged" in novels["Pride and Prejudice"][:200]
    assert len(novels) == 6


def test_shakespeare_byte_count():
    assert len(datasets.load("shakespeare_en").encode()) == 5_057_321


def test_shakespeare_word_count():
    r"""Words are maximal runs of letters, digits and underscores, ``\w+``."""
    assert len(re.findall(r"\w+", datasets.load("shakespeare_en"))) == 936_548


def test_bibles_share_verses():
    kjv, web, rv = (set(datasets.verses(name)) for name in BIBLES)
    assert len(kjv & web & rv) == 31_077
    assert web < kjv and rv < kjv


def test_declaration_languages():
    texts = datasets.declarations()
    assert len(texts) == 532
    assert sum(len(text) > 4000 for text in texts.values()) == 511
    assert sum(len(text) < 400 for text in texts.values()) == 4


def test_census_surnames_are_ranked():
    surnames = datasets.load("us_census_1990_last")
    assert (np.diff(surnames["rank"]) == 1).all() and (np.diff(surnames["percent"]) <= 0).all()
    assert (surnames["name"][0], surnames["percent"][0]) == ("Smith", 1.006)


def test_cities_are_sorted_by_population():
    population = datasets.load("cities15000")["population"]
    assert (np.diff(population) <= 0).all() and (population < 15_000).sum() == 45


def test_training_tables_have_the_runs_they_promise():
    gemstones, models = datasets.load("gemstones_loss"), datasets.load("overtraining_104_models")
    assert (len(set(gemstones["run"])), len(set(gemstones["tokens"]))) == (22, 175)
    assert sum(name.startswith("loss_") for name in models) == 8
    assert sum(name.startswith("acc_") for name in models) == 46
    ladder = datasets.load("olmo_ladder_loss")
    assert len(set(zip(ladder["size"], ladder["chinchilla_multiple"], strict=True))) == 25
    assert (datasets.load("data_constrained_c4_runs")["val_loss"] > 0).all()


# ---- refusals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name, near", [("austen", "austen_en"), ("Austen_EN", "austen_en"),
                                        ("bible_kvj_en", "bible_kjv_en"), ("udhr", "udhr_all_languages"),
                                        ("census", "us_census_1990_last")])
def test_an_unknown_name_is_answered_with_near_ones(name, near):
    with pytest.raises(ValueError, match=f"There is no dataset '{name}'. Did you mean .*'{near}'.*names"):
        datasets.load(name)


@pytest.mark.parametrize("name", ["", "zzzz", None, 3, ["austen_en"]])
def test_an_impossible_name_is_refused_without_a_guess(name):
    with pytest.raises(ValueError, match=r"There is no dataset .*\. datasets\.names\(\) lists all") as refusal:
        datasets.describe(name)
    assert "Did you mean" not in str(refusal.value)


def test_a_text_without_verses_is_refused():
    with pytest.raises(ValueError, match="'austen_en' has no verses; the Bibles are bible_kjv_en, bible_web_en"):
        datasets.verses("austen_en")


def test_a_missing_file_is_named(copy):
    (copy / "facts/elements.csv").unlink()
    with pytest.raises(ValueError, match=r"elements\.csv is missing.*git checkout -- data/facts/elements\.csv.*pip"):
        datasets.load("elements", root=copy)


@given(position=st.integers(0, 14_382), flip=st.integers(1, 255))
def test_a_damaged_file_is_named_whatever_byte_differs(position, flip):
    with tempfile.TemporaryDirectory() as folder:
        root, file = Path(folder), "genome/lambda_phage.txt.gz"
        (root / "genome").mkdir()
        for name in ("datasets.json", "SHA256SUMS"):
            shutil.copy(DATA / name, root / name)
        raw = bytearray((DATA / file).read_bytes())
        raw[position] ^= flip
        (root / file).write_bytes(raw)
        with pytest.raises(ValueError, match=f"{file} is damaged: its SHA-256 is .{{64}}, expected 1e485b89.*pip"):
            datasets.load("lambda_phage", root=root)


def test_a_file_cut_short_is_named(copy):
    path = copy / "facts/elements.csv"
    path.write_bytes(path.read_bytes()[:-20])
    with pytest.raises(ValueError, match=r"elements\.csv is damaged"):
        datasets.load("elements", root=copy)


def test_a_file_without_a_checksum_is_refused(copy):
    sums = copy / "SHA256SUMS"
    sums.write_text("".join(line for line in sums.open() if "elements" not in line))
    with pytest.raises(ValueError, match=r"SHA256SUMS has no line for facts/elements\.csv"):
        datasets.load("elements", root=copy)


def test_a_damaged_catalogue_is_named(copy):
    (copy / "datasets.json").write_text('{"datasets": ')
    with pytest.raises(ValueError, match=r"datasets\.json is damaged.*git checkout"):
        datasets.load("elements", root=copy)


def test_a_folder_without_data_is_refused(tmp_path):
    with pytest.raises(ValueError, match=f"Found no data.*{tmp_path}.*Install skbook again"):
        datasets.load("elements", root=tmp_path)


def test_an_unharmed_copy_loads(copy):
    assert datasets.load("lambda_phage", root=copy) == datasets.load("lambda_phage")


# ---- as readers install it ------------------------------------------------------------------------------------------


def test_the_wheel_holds_all_data_within_20_megabytes(wheel):
    assert wheel.stat().st_size < 20e6
    with zipfile.ZipFile(wheel) as archive:
        held = {name: archive.getinfo(name).file_size for name in archive.namelist()}
    files = {path.relative_to(DATA).as_posix(): path.stat().st_size for path in DATA.rglob("*") if path.is_file()}
    assert files == {name.removeprefix("skbook/_data/"): size for name, size in held.items() if "/_data/" in name}


def test_an_installed_package_loads_far_from_the_checkout(wheel, tmp_path):
    installed, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--no-index"]
    subprocess.run([*pip, "--target", installed, wheel], check=True)
    script = ("import sys; sys.path.insert(0, sys.argv[1])\n"
              "from skbook import datasets\n"
              "[datasets.load(name) for name in ('austen_en', 'ecoli536_NC_008253', 'countries')]\n"
              "print(datasets.__file__, len(datasets.names()))")
    shown = subprocess.run([sys.executable, "-I", "-c", script, installed], cwd=elsewhere, check=True, text=True,
                           capture_output=True).stdout
    assert shown.split() == [str(installed / "skbook" / "datasets.py"), str(len(ENTRIES))]
