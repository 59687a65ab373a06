"""Put in the questionnaires that are often asked for, and what was found of whether they may be used.

Nothing here is legal advice: "why" says what was found and where. A licence, once it is there, is recorded by an editor.
"""

from django.db import migrations

FORBIDDEN, UNKNOWN, CLEARED = "forbidden", "unknown", "cleared"

#: Key, name, also called, licence, its reference, what was found.
KNOWN = [
    (
        "epds", "Edinburgh Postnatal Depression Scale", "EPDS", FORBIDDEN, "",
        "© Royal College of Psychiatrists: “Written permission must be obtained … for republication (in print, online or "
        "by any other medium)”.",
    ),
    (
        "asq-se-2", "Ages and Stages Questionnaires: Social-Emotional", "ASQ:SE-2, ASQ:SE, ASQ-SE", FORBIDDEN, "",
        "agesandstages.com: “Electronic reproduction of the questionnaires is prohibited”.",
    ),
    (
        "sdq", "Strengths and Difficulties Questionnaire", "SDQ", FORBIDDEN, "",
        "sdq.dk: free on paper; electronic use needs a licence, and its questions must not be put into other forms.",
    ),
    (
        "wemwbs", "Warwick-Edinburgh Mental Wellbeing Scale", "WEMWBS, SWEMWBS", FORBIDDEN, "",
        "warwick.ac.uk: a licence is required (free for non-commercial use, after registration); it does not allow the "
        "scale to be shared in public, altered, or translated anew.",
    ),
    (
        "mors", "Mothers’ Object Relations Scales", "MORS-SF, MORS-Child, MORS", FORBIDDEN, "",
        "morscales.org: registration is required; it should be only one part of a structured conversation.",
    ),
    (
        "csq-8", "Client Satisfaction Questionnaire", "CSQ-8", FORBIDDEN, "",
        "csqscales.com: use is “strictly contingent on express written permission … and remission of use fees”.",
    ),
    (
        "phq", "Patient Health Questionnaire", "PHQ-9, PHQ-2", FORBIDDEN, "",
        "Free to copy. Not to be asked here all the same: it asks about suicide, and nobody could answer to an "
        "anonymous form.",
    ),
    (
        "gad", "Generalised Anxiety Disorder scale", "GAD-7, GAD-2", FORBIDDEN, "",
        "Free to copy. Not to be asked here all the same: what it finds needs a clinician, and nobody could answer to "
        "an anonymous form.",
    ),
    (
        "core-10", "CORE-10", "", FORBIDDEN, "",
        "CC BY-ND 4.0, unaltered. Not to be asked here all the same: it holds a question about risk, and nobody could "
        "answer to an anonymous form.",
    ),
    (
        "pbq", "Postpartum Bonding Questionnaire", "PBQ", FORBIDDEN, "",
        "Free to use. Not to be asked here all the same: high scores need an interview, and nobody could follow up an "
        "anonymous form.",
    ),
    (
        "srs-ors", "Session Rating Scale and Outcome Rating Scale", "SRS, ORS", FORBIDDEN, "",
        "© ICCE; the NHS has a way to ask for permission.",
    ),
    (
        "kpcs", "Karitane Parenting Confidence Scale", "KPCS", FORBIDDEN, "",
        "Free of charge for clinical work and research, unaltered and with the full reference. Not for a form of "
        "feedback: for an evaluation that a practitioner leads.",
    ),
    (
        "poem", "Patient-rated Outcome and Experience Measure", "Perinatal POEM", CLEARED,
        "Royal College of Psychiatrists, CR216: “POEM is free to use”.",
        "Acknowledge it, and check the wording with the College.",
    ),
    (
        "esq", "Experience of Service Questionnaire", "CHI-ESQ, ESQ", UNKNOWN, "",
        "Listed as freely available; no licence text was seen. Ask the Child Outcomes Research Consortium first.",
    ),
    ("topse", "Tool to Measure Parenting Self-Efficacy", "TOPSE", UNKNOWN, "", "Its terms were not seen. Ask first."),
    ("psi-4", "Parenting Stress Index", "PSI-4", UNKNOWN, "", "Commercial; its terms were not seen. Ask first."),
    (
        "hads", "Hospital Anxiety and Depression Scale", "HADS", UNKNOWN, "",
        "Commercial; its terms were not seen. Ask first.",
    ),
    (
        "kips", "Keys to Interactive Parenting Scale", "KIPS", UNKNOWN, "",
        "For trained coders; its terms were not seen. Ask first.",
    ),
    ("care-index", "CARE-Index", "", UNKNOWN, "", "For trained coders; its terms were not seen. Ask first."),
    (
        "pir-gas", "Parent-Infant Relationship Global Assessment Scale", "PIR-GAS", UNKNOWN, "",
        "For trained raters; its terms were not seen. Ask first.",
    ),
    (
        "loaf", "Levels of Adaptive Functioning", "", UNKNOWN, "",
        "Parent-Infant Partnership UK holds a licence; its terms were not seen. Ask first.",
    ),
]  # fmt: skip


def put_in(apps, schema_editor):
    Instrument = apps.get_model("feedback", "Instrument")
    for key, name, also_called, licence, reference, why in KNOWN:
        known = {
            "name": name,
            "also_called": also_called,
            "licence": licence,
            "licence_reference": reference,
            "why": why,
        }
        Instrument.objects.get_or_create(key=key, defaults=known)


class Migration(migrations.Migration):
    dependencies = [("feedback", "0004_survey_groups")]

    # Left in place when undone: an editor may have recorded a licence in one.
    operations = [migrations.RunPython(put_in, migrations.RunPython.noop)]
