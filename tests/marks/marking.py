"""Marks: invented words of which no two are alike, one in every text that people write.

Which fields those are is tried out on the models themselves, so that a field that is added later gets its mark too.
"""

from collections.abc import Callable, Iterator
from functools import cache, partial
from itertools import count
from typing import Annotated, Any, TypeVar, cast, get_args

from pydantic import BaseModel, TypeAdapter, ValidationError

from domain.document import Document

A = TypeVar("A", bound=BaseModel)
Fresh = Callable[[], str]
"""A mark that was never used."""
Keep = Callable[["Marks", str], Document]
"""Keeps a document for some place, marked within and by its name."""
Form = Callable[[Any, Fresh, Callable[[], Document]], object]
"""A mark in a value of some type, made of the value that is there."""

EXAMPLE = Document(case="CSPR-0000-0000", address="0" * 64, name="invented", media_type="text/plain", size=1)
KNOWN = {"MoveToFramework.framework"}
"""Texts that name something that there is. With any other text the decision is refused, which is tried too."""


class Marks:
    """Makes marks of one kind.

    Attributes:
        kind: the word that they begin with.
        places: for each mark, in small letters, what it was put into: a model and its field.
    """

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self.places: dict[str, str] = {}
        self._numbers = count(1)

    def fresh(self, place: str) -> str:
        """A mark that was never used, for this place."""
        mark = f"{self.kind}{next(self._numbers):04}"
        self.places[mark.lower()] = place
        return mark

    def on(self, value: A, keep: Keep) -> A:
        """The value with a mark of its own in each text, and a marked document wherever there may be one."""
        return type(value).model_validate({**dict(value), **dict(self._changes(value, keep))})

    def _changes(self, value: BaseModel, keep: Keep) -> Iterator[tuple[str, object]]:
        for name in type(value).model_fields:
            place, now = f"{type(value).__name__}.{name}", getattr(value, name)
            form = None if place in KNOWN else form_of(type(value), name)
            if form:
                yield name, form(now, partial(self.fresh, place), partial(keep, self, place))
            elif isinstance(now, BaseModel):
                yield name, self.on(now, keep)
            elif isinstance(now, tuple):
                yield name, tuple(self.on(each, keep) if isinstance(each, BaseModel) else each for each in now)


FORMS: tuple[Form, ...] = (
    lambda now, fresh, _: f"{now or 'Invented'} {fresh()}",
    lambda _now, fresh, _: f"{fresh()}@example.org",
    lambda _now, fresh, _: (f"Invented {fresh()}",),
    lambda _now, _, document: document(),
    lambda _now, _, document: (document(),),
)
"""A text, an e-mail address, some texts, a document, some documents."""


@cache
def form_of(model: type[BaseModel], name: str) -> Form | None:
    """The form of mark that a field takes, as trying shows; None where it takes no text and no document."""
    field = model.model_fields[name]
    takes: TypeAdapter[Any] = TypeAdapter(cast("Any", Annotated[field.annotation, field]))
    for form in FORMS:
        try:
            takes.validate_python(form(None, lambda: "Mark0001", lambda: EXAMPLE))
        except ValidationError:
            continue
        return form
    return None


def places_of(model: type[BaseModel]) -> Iterator[str]:
    """Every field of a model, and of those within it, that a mark goes into."""
    for name, field in model.model_fields.items():
        place = f"{model.__name__}.{name}"
        if place not in KNOWN and form_of(model, name):
            yield place
        else:
            for inner in _models_in(field.annotation):
                yield from places_of(inner)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _models_in(part)
