from tests.access import Row


def nothing(scene):
    return []


def desk(scene):
    return [scene["owner"].employers.get().slug]


EVERYBODY = (200, 200, 200, 200, 200, 200, 200, 200)

ROWS: dict[str, Row] = {
    "jobboard:robots": (nothing, "get", EVERYBODY),
    "jobboard:sitemap": (nothing, "get", EVERYBODY),
    "jobboard:sitemap_section": (lambda scene: ["jobs"], "get", EVERYBODY),
    "jobboard:specialties": (nothing, "get", EVERYBODY),
    "jobboard:specialty": (lambda scene: ["radiation-oncology"], "get", EVERYBODY),
    "jobboard:codes": (nothing, "get", EVERYBODY),
    "jobboard:code": (lambda scene: ["cpt", "32701"], "get", EVERYBODY),
    "jobboard:accent": (nothing, "get", EVERYBODY),
    "jobboard:home": (nothing, "get", EVERYBODY),
    **{
        f"jobboard:{page}": (nothing, "get", EVERYBODY)
        for page in ("about", "privacy", "terms", "accessibility", "contact")
    },
    "jobboard:employers": (nothing, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    "jobboard:employer": (desk, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    "jobboard:my_privacy": (nothing, "get", (302, 200, 200, 200, 200, 200, 200, 200)),
    "jobboard:desks": (nothing, "get", (302, 200, 302, 302, 302, 302, 200, 200)),
    "jobboard:desk": (desk, "get", (302, 404, 200, 200, 200, 404, 404, 404)),
    "jobboard:live": (nothing, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
    "jobboard:ready": (nothing, "get", (200, 200, 200, 200, 200, 200, 200, 200)),
}
