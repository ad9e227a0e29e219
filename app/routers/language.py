"""The language of the interface, chosen by its own name: kept on this device, and for who is signed in."""

from fastapi import APIRouter, Response
from fastapi.responses import RedirectResponse

from app.deps import Anyone, Config, Form, keep_language
from app.i18n import LANGUAGES
from app.pages import local

router = APIRouter()


@router.post("/language", name="speak")
def speak(me: Anyone, form: Form, config: Config) -> Response:
    """Back to the page where one was, in the language that was chosen; what is no language of ours changes nothing.

    With nobody signed in it is kept until the browser closes: whose phone it is gets known when somebody comes in.
    """
    tag = form.text("language")
    response = RedirectResponse(local(form.text("back")), status_code=303)
    if tag in LANGUAGES:
        if me:
            me.person.language = tag
        keep_language(response, tag, config, own_phone=bool(me and me.own_phone))
    return response
