"""A voice is kept as it came, and made into what every browser plays: by the real ffmpeg, within limits."""

from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlmodel import col

from app.db import transaction
from app.models import Draft, Page, PageFile
from app.models.page import PageKind, PageSize, PageState
from app.models.pages import add_page, remove_page
from app.photos import voices
from app.photos.arriving import arriving
from app.photos.making import Claimed, claim, make, make_all
from app.photos.media import Media, media_of
from app.photos.unpacking import Unreadable
from app.photos.voice_child import command
from app.photos.voices import voices_of
from tests.cast import Cast
from tests.voices import needs_ffmpeg, probed, recorded, tone

VOICE = UUID(int=9)


def lays(cast: Cast, body: bytes) -> None:
    """Ana lays a voice with her draft."""
    ana = cast.viewer(cast.ana)
    with transaction(cast.database) as session:
        draft = Draft.keep(session, ana, cast.period_3.id, None, "")
        add_page(session, ana, draft.id, VOICE, arriving(body))


def kept(session: Session) -> dict[PageSize, PageFile]:
    return {file.size: file for file in session.scalars(select(PageFile).where(col(PageFile.page_id) == VOICE))}


def state(session: Session) -> PageState:
    page = session.scalars(select(Page).where(col(Page.id) == VOICE)).one()
    assert page.kind is PageKind.VOICE
    return page.state


@needs_ffmpeg
def test_a_voice_is_kept_as_it_came_and_made_into_opus_and_aac(cast: Cast, tmp_path: Path) -> None:
    lays(cast, tone())
    assert make_all(cast.database, cast.at) == 1
    with transaction(cast.database) as session:
        files = kept(session)
        assert state(session) is PageState.READY
    assert files[PageSize.SENT].body == tone()
    assert {size: file.media for size, file in files.items()} == {
        PageSize.SENT: "audio/wav", PageSize.OPUS: "audio/ogg", PageSize.AAC: "audio/mp4",
    }  # fmt: skip
    assert "Audio: opus" in probed(tmp_path, files[PageSize.OPUS].body)
    made = files[PageSize.AAC].body
    assert "Audio: aac" in probed(tmp_path, made)
    assert made.index(b"moov") < made.index(b"mdat"), "It plays before all of it is there."
    assert all(media_of(file.body) == file.media for file in files.values())


@needs_ffmpeg
@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("voice.webm", ["-c:a", "libopus"]),
        ("voice.ogg", ["-c:a", "libopus"]),
        ("voice.mp4", ["-c:a", "aac", "-movflags", "frag_keyframe+empty_moov"]),
        ("voice.m4a", ["-c:a", "aac"]),
        ("voice.mp3", []),
    ],
)
def test_every_kind_that_a_phone_records_is_made(tmp_path: Path, name: str, options: list[str]) -> None:
    body = recorded(tmp_path, name, *options)
    media = media_of(body)
    assert media
    assert set(voices_of(body, media)) == {PageSize.OPUS, PageSize.AAC}


@needs_ffmpeg
def test_title_place_and_day_do_not_come_through(tmp_path: Path) -> None:
    told = {"title": "zygomatic", "location": "+59.91+010.75/", "artist": "Ana Morales", "creation_time": "2026-11-01"}
    options = [part for name, value in told.items() for part in ("-metadata", f"{name}={value}")]
    body = recorded(tmp_path, "voice.m4a", *options)
    assert "zygomatic" in probed(tmp_path, body)
    for made in voices_of(body, Media.MP4).values():
        says = probed(tmp_path, made)
        assert not [value for value in told.values() if value in says or value.encode() in made]


@needs_ffmpeg
def test_a_voice_without_a_sound_in_it_is_unreadable_and_kept(cast: Cast) -> None:
    lays(cast, b"OggS" + bytes(1000))
    make_all(cast.database, cast.at)
    with transaction(cast.database) as session:
        assert state(session) is PageState.UNREADABLE
        assert set(kept(session)) == {PageSize.SENT}


@needs_ffmpeg
def test_a_list_of_files_in_a_voices_clothes_is_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.wav"
    secret.write_bytes(tone())
    for text in (f"ffconcat version 1.0\nfile {secret}\n", f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n"):
        for media in (Media.OGG, Media.MP4, Media.MP3, Media.WEBM, Media.WAV):
            with pytest.raises(Unreadable):
                voices_of(text.encode(), media)


def test_ffmpeg_is_told_to_ask_no_network() -> None:
    asked = command("ffmpeg", "ogg")
    assert asked[asked.index("-protocol_whitelist") + 1] == "file,pipe"
    assert asked.index("-protocol_whitelist") < asked.index("-i")
    assert asked[asked.index("-i") - 2 : asked.index("-i")] == ["-f", "ogg"]


def test_where_there_is_no_ffmpeg_a_voice_is_played_as_it_came(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(voices, "program", lambda: None)
    lays(cast, tone())
    make_all(cast.database, cast.at)
    with transaction(cast.database) as session:
        assert state(session) is PageState.READY
        assert set(kept(session)) == {PageSize.SENT}


def test_a_voice_that_takes_too_much_is_tried_again_and_then_played_as_it_came(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    def too_much(_: bytes, __: Media) -> dict[PageSize, bytes]:
        raise Unreadable(for_sure=False)

    monkeypatch.setattr("app.photos.making.voices_of", too_much)
    lays(cast, tone())
    first = claim(cast.database, cast.at)
    assert first
    assert not make(cast.database, first)
    with transaction(cast.database) as session:
        assert state(session) is PageState.RECEIVED
    assert make(cast.database, Claimed(first.school_id, first.id, tries=3))
    with transaction(cast.database) as session:
        assert state(session) is PageState.READY


@needs_ffmpeg
def test_a_limit_ends_ffmpeg_by_a_signal(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    child = tmp_path / "child.py"
    child.write_text(voices.CHILD.read_text().replace("LARGEST = 64 * 1024 * 1024", "LARGEST = 1000"))
    monkeypatch.setattr(voices, "CHILD", child)
    with pytest.raises(Unreadable) as unreadable:
        voices_of(tone(5), Media.WAV)
    assert not unreadable.value.for_sure


@needs_ffmpeg
def test_a_voice_that_was_thrown_away_meanwhile_stays_away(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    lays(cast, tone())
    claimed = claim(cast.database, cast.at)
    assert claimed

    def thrown_away(body: bytes, media: Media) -> dict[PageSize, bytes]:
        with transaction(cast.database) as session:
            assert remove_page(session, cast.viewer(cast.ana), VOICE)
        return voices_of(body, media)

    monkeypatch.setattr("app.photos.making.voices_of", thrown_away)
    make(cast.database, claimed)
    with transaction(cast.database) as session:
        assert not session.scalars(select(PageFile)).all()
