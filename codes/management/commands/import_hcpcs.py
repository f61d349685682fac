from codes.grammar import CodeSystem
from codes.imports.command import CatalogueCommand


class Command(CatalogueCommand):
    help = "Reads the quarterly HCPCS record file (HCPC<year>_<month>_ANWEB text)."
    system = CodeSystem.HCPCS
