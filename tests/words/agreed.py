"""What translators have agreed on."""

from __future__ import annotations

# The German of a word of the field; more than one where the sentence asks for another.
GLOSSARY = {
    "standing": ("Status", "in Ordnung", "Mitglied"),
    "benefit": ("Vorteil",),
    "benefits": ("Vorteil",),
    "agreement": ("Vereinbarung",),
    "desk": ("Schalter", "Schreibtisch", "Empfang"),
    "bylaws": ("Satzung",),
    "trust list": ("Vertrauensliste",),
    "accreditation": ("Akkreditierung",),
    "member": ("Mitglied", "Vorstand"),
    "members": ("Mitglied",),
    "visiting member": ("Gastmitglied",),
    "federation": ("Verband",),
}
# Texts that are the same in both languages.
SAME = {
    "Budgets",
    "Code",
    "Code %(code)s",
    "BIC",
    "Domain",
    "Filter: {name}",
    "IBAN",
    "In {currency}.",
    "JSON",
    "Name",
    "Organisation",
    "PDF",
    "PNG",
    "Partner",
    "Passkeys",
    "Person",
    "Portal",
    "Region",
    "Register",
    "SHA-256",
    "SVG",
    "Status",
    "Team",
    "Text",
    "Token",
    "Website",
}
