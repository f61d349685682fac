"""What is typed at the desk and by those who report a listing."""

from listings.forms.acts import CloseForm, ReportForm
from listings.forms.listing import ListingForm

__all__ = ["CloseForm", "ListingForm", "ReportForm"]
