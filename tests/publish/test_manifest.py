"""Which files are the program's own, told by their bytes."""

from pipeline.publish.manifest import NAME, digest, find_foreign, read_manifest, write_manifest


def test_what_is_not_ours_or_was_changed_is_found_a_foreign_folder_by_its_name_alone(tmp_path):
    for name in ("excel/a.xlsx", "excel/b.xlsx", "excel/c.xlsx", "notizen/eins.txt", "notizen/zwei.txt", "d.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(name)
    own = {name: digest(tmp_path / name) for name in ("excel/a.xlsx", "excel/b.xlsx")}
    write_manifest(tmp_path / NAME, own | {"fehlt.txt": "0"})
    assert find_foreign(tmp_path) == ["d.txt", "excel/c.xlsx", "notizen/"]
    (tmp_path / "excel" / "b.xlsx").write_text("geändert")
    assert find_foreign(tmp_path) == ["d.txt", "excel/b.xlsx", "excel/c.xlsx", "notizen/"]
    assert find_foreign(tmp_path / "nirgends") == []


def test_the_list_is_sorted_and_reads_as_it_was_written(tmp_path):
    files = {"ü.txt": "2", "a/b.txt": "1"}
    write_manifest(tmp_path / NAME, files)
    assert read_manifest(tmp_path / NAME) == files
    assert (tmp_path / NAME).read_text("utf-8") == '{\n "dateien": {\n  "a/b.txt": "1",\n  "ü.txt": "2"\n }\n}\n'
