from codes.grammar import CodeSystem
from codes.imports.command import CatalogueCommand


class Command(CatalogueCommand):
    help = "Reads an ICD-10-PCS order file (icd10pcs_order_<year>.txt, or the zip it comes in)."
    system = CodeSystem.ICD10PCS
