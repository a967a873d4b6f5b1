"""Landing: every arrival is stored as the bytes that came and registered in the ledger."""

from tandem.landing.land import land_inbox, land_path
from tandem.landing.mappings import Mapping, Mappings
from tandem.landing.sweep import sweep_temporary
from tandem.landing.temporary import temporary_name

__all__ = ["Mapping", "Mappings", "land_inbox", "land_path", "sweep_temporary", "temporary_name"]
