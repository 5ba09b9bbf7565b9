"""Makes src/theme/inter-latin.woff2 from the package's file: only weights and features that the Editor uses. Needs fonttools and brotli."""
import sys

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont

source, target = sys.argv[1:]
font = TTFont(source)
characters = {code for code in font.getBestCmap() if code < 0x300 or 0x2000 <= code < 0x2300}
instantiateVariableFont(font, {"wght": (400, 400, 700)}, inplace=True)
for glyph in font.getGlyphOrder():
    font["gvar"].variations.setdefault(glyph, [])
subsetter = Subsetter(Options(layout_features=["kern", "calt", "ccmp", "locl", "mark", "mkmk", "tnum"], hinting=False, notdef_outline=True, name_IDs=[0, 1, 2, 13, 14]))
subsetter.populate(unicodes=characters)
subsetter.subset(font)
font.flavor = "woff2"
font.save(target)
