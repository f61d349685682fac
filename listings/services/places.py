"""The points of listings, read anew when the board learns places."""

from collections import defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction

from codes import services as codes
from codes.models import Place
from listings.models import Listing

BATCH = 500


@transaction.atomic
def locate_all(*, progress: Callable[[int, int], None] = lambda done, total: None) -> int:
    """Gives every listing the point of its place; returns how many moved. May run again."""
    places = codes.Gazetteer()
    points: dict[tuple[str, str, str | None], codes.Point | None] = {}
    moving: dict[codes.Point | None, list[int]] = defaultdict(list)
    rows = Listing.objects.order_by().values_list("pk", "postal_code", "city", "state_id", "latitude", "longitude")
    total = rows.count()
    for done, (pk, *address, latitude, longitude) in enumerate(rows.iterator(chunk_size=5_000), start=1):
        name = (address[0], address[1], address[2])
        if name not in points:
            points[name] = places.point(postal_code=name[0], city=name[1], state=name[2])
        if points[name] != (None if latitude is None else (latitude, longitude)):
            moving[points[name]].append(pk)
        if done % 10_000 == 0:
            progress(done, total)
    for point, keys in moving.items():
        latitude, longitude = point or (None, None)
        for start in range(0, len(keys), BATCH):
            some = Listing.objects.filter(pk__in=keys[start : start + BATCH])
            some.update(latitude=latitude, longitude=longitude)
    progress(total, total)
    return sum(map(len, moving.values()))


def on_places_changed(sender: type[Place], progress: Callable[[int, int], None], **kwargs: Any) -> None:
    locate_all(progress=progress)
