"""The languages of guests: which are on, and whether a person looked over their texts."""
