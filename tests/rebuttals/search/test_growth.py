"""The index follows the store: what changes is indexed alone, and found."""

from __future__ import annotations

from mingbian.rebuttals.bases import Bases
from mingbian.rebuttals.following import LOOSE, Follower
from mingbian.rebuttals.growth import JOINED
from mingbian.rebuttals.store import Store


def last(follower, snapshot):
    return ([snapshot, *follower.next(snapshot)])[-1]


def test_a_record_is_found_after_it_is_published_and_no_more_after_it_is_retired(
    store, follower, look, make_record, numbered
):
    store.save_many(numbered(0, 50), who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    assert len(snapshot.records) == 50
    new = make_record("new", claim="山顶的石头夜里会唱歌", phrasings=())
    store.save(new, who="test", why="new")
    grown = last(follower, snapshot)
    assert look(grown, new.claim)[0] == "new"
    assert "new" not in look(snapshot, new.claim), "a snapshot never changes"
    store.set_status("new", "retired", who="test", why="gone")
    after = last(follower, grown)
    assert "new" not in look(after, new.claim)
    assert after.records.get("new") is None
    assert len({snapshot.version, grown.version, after.version}) == 3


def test_a_changed_record_is_found_by_its_new_words_alone(store, follower, vectors, look, numbered):
    store.save_many(numbered(0, 50), who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    [record] = numbered(7, 8)
    changed = type(record)(**{**vars(record), "claim": "湖里的鱼会自己跳进锅里"})
    store.save(changed, who="test", why="better")
    snapshot = last(follower, snapshot)
    assert snapshot.records["r-000007"].claim == changed.claim
    assert look(snapshot, changed.claim)[0] == "r-000007"
    told = [
        wording
        for row, (found, wording) in enumerate(snapshot.wordings)
        if found.id == record.id and snapshot.stands(row)
    ]
    assert told == [changed.claim]
    [vector] = vectors._encoder.queries([record.claim])
    found = snapshot.candidates(record.claim, vector)
    assert record.claim not in {snapshot.wordings[one.wording][1] for one in found}


def test_a_change_encodes_and_indexes_nothing_but_itself(store, follower, vectors, numbered):
    store.save_many(numbered(0, 300), who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    before = vectors._encoder.encoded
    store.save_many(numbered(300, 302), who="test", why="more")
    grown = last(follower, snapshot)
    assert vectors._encoder.encoded == before + 2
    assert grown.parts[0].segment is snapshot.parts[0].segment


def test_many_small_changes_leave_few_segments(store, follower, numbered):
    store.save_many(numbered(0, 10), who="test", why="first")
    snapshot = follower.begin(lambda line: None)
    for n in range(10, 74):
        store.save_many(numbered(n, n + 1), who="test", why="one more")
        snapshot = last(follower, snapshot)
    assert len(snapshot.records) == 74 < JOINED
    assert len(snapshot.parts) < 10


def test_the_next_start_reads_the_base_and_encodes_nothing(
    store, follower, database, vectors, tmp_path, numbered, look
):
    store.save_many(numbered(0, 100), who="test", why="first")
    follower.begin(lambda line: None)
    store.save_many(numbered(100, 103), who="test", why="later")
    follower.begin(lambda line: None)
    before = vectors._encoder.encoded
    again = Follower(Store.open(database), database, vectors, tmp_path / "index")
    snapshot = again.begin(lambda line: None)
    again.close()
    assert vectors._encoder.encoded == before
    assert len(snapshot.records) == 103
    assert snapshot.parts[0].alive.size == 100, "the base was used"
    assert look(snapshot, "第101号井水变成了甜的")[0] == "r-000101"


def test_the_base_of_another_database_is_not_used(
    store, follower, vectors, tmp_path, numbered, make_record
):
    store.save_many(numbered(0, 10), who="test", why="first")
    follower.begin(lambda line: None)
    url = f"sqlite:///{tmp_path / 'other.db'}"
    other = Store.open(url)
    other.save_many([make_record(f"o-{n}") for n in range(10)], who="test", why="other")
    second = Follower(other, url, vectors, tmp_path / "index")
    snapshot = second.begin(lambda line: None)
    second.close()
    assert sorted(snapshot.records) == sorted(f"o-{n}" for n in range(10))


def test_a_base_that_was_cut_short_gives_way_to_the_one_before(
    store, follower, vectors, tmp_path, numbered
):
    folder = tmp_path / "index" / vectors.name
    store.save_many(numbered(0, 20), who="test", why="first")
    follower.begin(lambda line: None)
    store.save_many(numbered(20, 20 + LOOSE + 1), who="test", why="much")
    follower.begin(lambda line: None)
    bases = Bases(folder, vectors.file)
    newest, older = (
        bases.newest(),
        sorted(folder.glob("base-*"), key=lambda path: path.stat().st_mtime),
    )
    assert newest is not None
    assert newest.seq == store.latest_seq()
    path = older[-1] / "catalogue.bodies.npy"
    path.write_bytes(path.read_bytes()[:-100])
    fallback = bases.newest()
    assert fallback is not None
    assert fallback.seq == 20
    snapshot = follower.begin(lambda line: None)
    assert len(snapshot.records) == 20 + LOOSE + 1
