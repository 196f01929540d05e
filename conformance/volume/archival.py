"""Make the edition for the screen one that an archive takes (归档版式): PDF/A-2b, ISO 19005-2.

Fonts are embedded and metadata written already; what is added is the meaning of the colours and the name of the form.
"""

from __future__ import annotations

from importlib.resources import files

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String
from pikepdf.models import PdfMetadata

_PROFILE = "sRGB2014.icc"
"""Of the International Color Consortium, as WeasyPrint brings it along."""
_PRINTED = 4
"""Flag of an annotation that is neither hidden nor left out in print (ISO 32000-1, 12.5.3)."""
_PDFA = "{http://www.aiim.org/pdfa/ns/id/}"


def tidy_pages(pdf: Pdf) -> None:
    """Make the pages of a chunk fit, as they are set and before they are kept: links flagged, no empty resources."""
    seen: set[tuple[int, int]] = set()
    for page in pdf.pages:
        for annotation in page.obj.get("/Annots", Array()):
            annotation.F = _PRINTED
        _drop_empty(page.obj.get("/Resources", Dictionary()), seen)


def make_archival(pdf: Pdf) -> None:
    """Say of a merged book what the colours are and which form it has; the metadata have to stand already."""
    profile = Stream(pdf, files("weasyprint.pdf").joinpath(_PROFILE).read_bytes())
    profile.N = 3
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
                DestOutputProfile=pdf.make_indirect(profile),
            )
        ]
    )
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata[f"{_PDFA}part"] = "2"
        metadata[f"{_PDFA}conformance"] = "B"


def withdraw_archival(metadata: PdfMetadata) -> None:
    """No longer call an edition one for the archive, where it was changed since."""
    for key in (f"{_PDFA}part", f"{_PDFA}conformance"):
        metadata.pop(key, None)


def _drop_empty(resources: Object, seen: set[tuple[int, int]]) -> None:
    """Take out lists of patterns and shadings that hold none, in drawings within drawings too."""
    if resources.objgen != (0, 0):
        if resources.objgen in seen:
            return
        seen.add(resources.objgen)
    for kind in ("/Pattern", "/Shading"):
        if kind in resources and not len(resources[kind].keys()):
            del resources[kind]
    for drawing in dict(resources.get("/XObject", Dictionary())).values():
        if "/Resources" in drawing:
            _drop_empty(drawing.Resources, seen)
