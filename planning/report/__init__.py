"""Minutes in a minute: composed from what was recorded, fixed in versions, and to each receiver the own part."""
