"""What the file says of itself (元数据): title, publisher, language; the day is the volume's own, not the clock's."""

from __future__ import annotations

from importlib.metadata import version

from pikepdf import Dictionary, Pdf, String

from conformance.volume.folder import VolumeContent

LANGUAGE = "zh-CN"


def software_names() -> str:
    """The programs that made the volume, with their versions."""
    return f"conformance {version('conformance')}, WeasyPrint {version('weasyprint')}, pikepdf {version('pikepdf')}"


def describe(pdf: Pdf, content: VolumeContent) -> None:
    """Write the document information and the same as XMP."""
    title = f"{content.title}（{content.edition}年版）"
    producer = software_names()
    day = content.compiled_on
    stamp = f"D:{day.replace('-', '')}000000+08'00'"
    pdf.docinfo = pdf.make_indirect(
        Dictionary(
            Title=String(title),
            Author=String(content.publisher),
            Producer=String(producer),
            CreationDate=String(stamp),
            ModDate=String(stamp),
        )
    )
    pdf.Root.Lang = String(LANGUAGE)
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as metadata:
        metadata["dc:title"] = title
        metadata["dc:creator"] = [content.publisher]
        metadata["dc:language"] = {LANGUAGE}
        metadata["pdf:Producer"] = producer
        for key in ("xmp:CreateDate", "xmp:ModifyDate", "xmp:MetadataDate"):
            metadata[key] = f"{day}T00:00:00+08:00"
