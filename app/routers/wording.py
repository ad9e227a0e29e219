"""The school's own words, in the languages of its families: who can read letters, where help is, and for teachers what
the law asks of one who is worried."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.orm import Session as DatabaseSession

from app.deps import Administrator, Form, Session, SignedIn
from app.i18n import FAMILY_LANGUAGES, LANGUAGES
from app.models import Wording
from app.models.school import WordingKind
from app.models.words import Reason, Refused, digest
from app.pages import go, page
from app.posted import Posted
from app.queries.wording import languages_said, wording

router = APIRouter()


@router.get("/school/wording", name="wording")
def show_wording(request: Request, me: Administrator, session: Session, language: str = "") -> Response:
    return _wording(request, me, session, language)


@router.post("/school/wording", name="say")
def say(request: Request, me: Administrator, form: Form, session: Session) -> Response:
    language = form.text("language")
    try:
        if language not in {*me.row.school.languages, *FAMILY_LANGUAGES}:
            raise Refused(Reason.NO_LANGUAGE)
        # Only what was changed here: the other texts may be newer than this page.
        changed = {kind: text for kind, text in _typed(form).items() if digest(text) != form.text(f"{kind}_was")}
        Wording.say(session, me.viewer, language, changed)
    except Refused as refused:
        return _wording(request, me, session, language, form=form, reason=refused.reason)
    return go(request, "wording", {"language": language, "said": "kept"})


def _typed(form: Posted) -> dict[str, str]:
    return {kind.value: form.text(kind).replace("\r\n", "\n").strip() for kind in WordingKind}


def _wording(
    request: Request,
    me: SignedIn,
    session: DatabaseSession,
    language: str,
    *,
    form: Posted | None = None,
    reason: Reason | None = None,
) -> Response:
    """The words in one of the languages in which there are some, or should be; the first where none is named."""
    said = languages_said(session, me.viewer)
    languages = list(dict.fromkeys([*me.row.school.languages, *said])) or list(LANGUAGES)
    chosen = language if language in languages else languages[0]
    words = wording(session, me.viewer, chosen)
    shown = {kind.value: words.now.get(kind, "") for kind in WordingKind}
    return page(
        request,
        "wording",
        status=422 if reason else 200,
        me=me,
        languages=languages,
        chosen=chosen,
        said=said,
        history=words.history,
        texts=_typed(form) if form else shown,
        was={kind: (form and form.text(f"{kind}_was")) or digest(text) for kind, text in shown.items()},
        reason=reason,
    )
