"""What the indicators of CMS payment files mean, in our own words."""

# Physician fee schedule ------------------------------------------------------------------------------------------
STATUS = {
    "A": "Active: paid separately where covered",
    "B": "Bundled: paid inside another service, never by itself",
    "C": "Priced by the local contractor",
    "D": "Deleted",
    "E": "Excluded from the fee schedule by regulation",
    "F": "Deleted, no grace period",
    "G": "Not valid for Medicare; another code is used",
    "H": "Modifier deleted",
    "I": "Not valid for Medicare; another code is used",
    "J": "Anesthesia service, paid by base units and time",
    "M": "Measurement code for reporting only",
    "N": "Not covered by Medicare",
    "P": "Bundled or excluded, depending on the setting",
    "Q": "Therapy functional information, for reporting only",
    "R": "Restricted coverage; the contractor decides",
    "T": "Paid only where nothing else is paid that day",
    "X": "Outside the physician fee schedule by law",
}
PCTC = {
    "0": "Physician service: modifiers 26 and TC do not apply",
    "1": "Test or radiology service: may be split with 26 and TC",
    "2": "Professional component only: 26 and TC do not apply",
    "3": "Technical component only: 26 and TC do not apply",
    "4": "Global test: 26 and TC have codes of their own",
    "5": "Incident to a physician's service: 26 and TC do not apply",
    "6": "Laboratory test with a separate physician interpretation",
    "7": "Physical therapy service, not paid beside the therapist's",
    "8": "Physician interpretation of an inpatient test",
    "9": "The split into components does not apply",
}
GLOBAL = {
    "000": "Day of the procedure only",
    "010": "Ten days after the procedure",
    "090": "One day before and ninety days after the procedure",
    "MMM": "Maternity: the usual period does not apply",
    "XXX": "No global period",
    "YYY": "Set by the local contractor",
    "ZZZ": "Counted with the main procedure it is added to",
}
MULTIPLE = {
    "0": "No reduction for several procedures",
    "1": "Older reduction rule",
    "2": "Usual reduction for several procedures",
    "3": "Endoscopy rule of its family",
    "4": "Imaging reduction",
    "5": "Therapy reduction",
    "6": "Cardiovascular imaging reduction",
    "7": "Ophthalmology imaging reduction",
    "9": "Does not apply",
}
BILATERAL = {
    "0": "No bilateral adjustment; modifier 50 does not fit",
    "1": "Bilateral adjustment; modifier 50 fits",
    "2": "Already priced for both sides",
    "3": "Each side paid in full",
    "9": "Does not apply",
}
ASSISTANT = {
    "0": "Assistant at surgery only with documentation",
    "1": "No payment for an assistant at surgery",
    "2": "Assistant at surgery may be paid",
    "9": "Does not apply",
}
CO_SURGEON = {
    "0": "Two surgeons are not paid",
    "1": "Two surgeons with documentation",
    "2": "Two surgeons of different specialties may be paid",
    "9": "Does not apply",
}
TEAM = {
    "0": "A surgical team is not paid",
    "1": "A surgical team with documentation",
    "2": "A surgical team may be paid",
    "9": "Does not apply",
}
# Hospital outpatient ---------------------------------------------------------------------------------------------
OPPS = {
    "A": "Paid under another fee schedule, not the hospital outpatient system",
    "B": "Not payable on a hospital outpatient claim",
    "C": "Inpatient only",
    "D": "Discontinued",
    "E1": "Not covered by Medicare",
    "E2": "Covered, but without a price",
    "F": "Paid at cost",
    "G": "Pass-through drug, paid separately",
    "H": "Pass-through device, paid at cost",
    "H1": "Non-opioid product for pain, paid separately",
    "J1": "Carries the whole outpatient stay in one payment",
    "J2": "May carry the whole visit in one payment",
    "K": "Drug or biological, paid separately",
    "K1": "Non-opioid drug for pain, paid separately",
    "L": "Vaccine, paid at cost",
    "M": "Not billable to the contractor",
    "N": "Packaged into other payments",
    "P": "Partial hospitalization, paid per day",
    "Q1": "Packaged with a significant service of the day",
    "Q2": "Packaged with a surgical service of the day",
    "Q3": "May be paid as part of a composite",
    "Q4": "Laboratory test, packaged unless alone",
    "R": "Blood product, paid separately",
    "S": "Paid separately without reduction",
    "T": "Paid separately, reduced beside another procedure",
    "U": "Brachytherapy source, paid separately",
    "V": "Clinic or emergency visit, paid separately",
    "Y": "Non-implantable equipment, not paid here",
}


def meaning(table: dict[str, str], value: str) -> str:
    """The words for a value; for one we do not know, that we do not."""
    return table.get(value, "not described here")
