"""What rooms above must know of an agenda. Sent inside the transaction.

`point_goes` (point, now): a point was not spoken of after all. `part_goes` (part, now): its part is about to go. Who
keeps something of it that somebody would miss raises; then it stays.
"""

from django.dispatch import Signal

point_goes = Signal()
part_goes = Signal()
