"""The demo school's own words: where help is, and who can read letters. English last: it speaks for other languages."""

from app.models.school import WordingKind

WORDINGS = (
    (
        WordingKind.HELP,
        "es",
        "Si no puede esperar, no lo escribas aquí: de noche y los fines de semana puede que nadie lo lea. Busca a "
        "Mr. Bell, el consejero, o a Ms. Adeyemi, la enfermera; no hace falta cita. A cualquier hora puedes llamar "
        "al 988 (gratis; en español, marca 2) o mandar un mensaje con la palabra AYUDA al 988. Si alguien está en "
        "peligro ahora mismo, llama al 911.",
    ),
    (
        WordingKind.HELP,
        "en",
        "If it can't wait, don't write it here: at night and at weekends nobody may read it. Go to Mr. Bell, the "
        "counselor, or Ms. Adeyemi, the nurse; you need no appointment. At any hour you can call or text 988 (free; "
        "for Spanish press 2). If somebody is in danger right now, call 911.",
    ),
    (
        WordingKind.READERS,
        "es",
        "En la oficina nadie lee tus cartas. Si una carta cuenta que tú u otra persona está en peligro, quien la lee "
        "lo tiene que decir, y antes habla contigo. Tu familia puede pedirle a la escuela que se las muestre.",
    ),
    (
        WordingKind.READERS,
        "en",
        "Nobody in the office reads your letters. If a letter says that you or somebody else is in danger, your "
        "teacher has to pass that on, and will talk to you first. Your family may ask the school to see them.",
    ),
)
