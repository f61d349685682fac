from codes.grammar import CodeSystem
from codes.imports.command import CatalogueCommand


class Command(CatalogueCommand):
    help = "Reads appendix A of the MS-DRG definitions manual."
    system = CodeSystem.MSDRG
