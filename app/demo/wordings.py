"""The demo school's own words: where help is, who can read letters, and what is asked of a teacher who is worried.
English last: it speaks for other languages. The numbers 555-01.. are invented (the North American Numbering Plan keeps
555-0100 to 555-0199 for that)."""

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
    (
        WordingKind.DUTY,
        "es",
        "La ley obliga a informar a quien enseña aquí. Si tienes motivos para sospechar que un estudiante sufre "
        "maltrato o abandono, llama personalmente, hoy, a la línea de protección de menores del condado: 555-0142, a "
        "cualquier hora (número inventado, para esta demostración). Pasar la carta a Mr. Bell o a Ms. Adeyemi no lo "
        "hace por ti, y nadie te lo puede impedir. Si el peligro es ahora, llama primero al 911.",
    ),
    (
        WordingKind.DUTY,
        "en",
        "Everyone who teaches here is a mandated reporter. If you have reason to suspect that a student is abused or "
        "neglected, ring the county's child protection line yourself, today: 555-0142, at any hour (an invented "
        "number, for this demo). Handing the letter on to Mr. Bell or Ms. Adeyemi does not do it for you, and nobody "
        "may keep you from it. If the danger is now, ring 911 first.",
    ),
)
