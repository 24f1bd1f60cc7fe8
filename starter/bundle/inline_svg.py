"""A picture that matplotlib wrote becomes an element of a page: named, described, and apart from all others."""

from xml.etree import ElementTree as ET

SVG, XLINK = "http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"
G, METADATA, TITLE, DESC = (f"{{{SVG}}}{name}" for name in ("g", "metadata", "title", "desc"))
HREF = f"{{{XLINK}}}href"


def inline_svg(text: str, *, name: str, title: str, description: str) -> str:
    """The picture as an SVG element that is as wide as its place.

    Args:
        text: the file that was written.
        name: begins every id in it; unique on the page.
        title: what it is, for whoever does not see it.
        description: what it shows, in words.
    """
    ET.register_namespace("", SVG)
    ET.register_namespace("xlink", XLINK)
    root = ET.fromstring(text)  # noqa: S314 - we have just written it
    for unread in root.findall(METADATA):
        root.remove(unread)
    for element in root.iter():
        for attribute, value in list(element.items()):
            if attribute == "id" and element.tag == G:
                del element.attrib[attribute]  # nothing refers to a group
            elif attribute == "id":
                element.set(attribute, f"{name}-{value}")
            elif attribute == HREF:
                element.set(attribute, value.replace("#", f"#{name}-"))
            else:
                element.set(attribute, value.replace("url(#", f"url(#{name}-"))
    del root.attrib["width"], root.attrib["height"]
    root.set("role", "img")
    root.set("aria-labelledby", f"{name}-title {name}-desc")
    for place, (tag, said) in enumerate(((TITLE, title), (DESC, description))):
        element = ET.Element(tag, id=f"{name}-{'desc' if place else 'title'}")
        element.text = said
        root.insert(place, element)
    return ET.tostring(root, encoding="unicode")
