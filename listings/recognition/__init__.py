"""What a posting's own words state: rules over title and text, each fact with the words it was read from.

Nothing is inferred from what kind of job it seems to be. Words that contradict each other state nothing.
"""

from listings.recognition.facts import Fact, Trade, recognise

__all__ = ["Fact", "Trade", "recognise"]
