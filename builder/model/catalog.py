"""The framework's side: what a rule asks, paragraph by paragraph."""

from datetime import date
from enum import StrEnum

from msgspec import Struct

from builder.model.citation import Citation
from builder.model.issues import Origin
from builder.model.period import Period


class ControlKind(StrEnum):
    """What a paragraph is."""

    STANDARD = "standard"
    SPECIFICATION = "specification"
    GENERAL = "general"
    """A general rule or definition: it shapes the others and is not a row of the matrix."""


class Designation(StrEnum):
    """The label a rule puts on a specification (164.306(d)); data, since it may be abolished."""

    REQUIRED = "required"
    ADDRESSABLE = "addressable"


class Family(Struct, frozen=True, kw_only=True):
    """A group of controls with a heading of its own, such as the technical safeguards."""

    id: str
    title: str
    short_title: str
    """One word, for columns and filters."""
    provider_may_own: bool = True
    """Whether a row of this family may be the provider's alone."""


class Counted(StrEnum):
    """Which controls a counting convention counts; the words are fields of `Control`, or all."""

    COUNTED = "counted"
    IN_APPENDIX_A = "in_appendix_a"
    ALL = "all"


class CountingConvention(Struct, frozen=True, kw_only=True):
    """One way of counting the rule's elements; every total that is shown names one."""

    id: str
    title: str
    note: str
    counts: Counted
    main: bool = False
    """Whether totals are given in this convention unless another is named."""


class Edition(Struct, frozen=True, kw_only=True):
    """The text of the rule that the catalog describes."""

    title: str
    citation: str
    """Where it was published, as the field cites it."""
    effective: date
    source: str
    """Address of the text in force."""
    source_date: date
    """The day the text in force was last read."""


class Framework(Struct, frozen=True, kw_only=True):
    """A rule with its edition, families and ways of counting."""

    id: str
    title: str
    short_title: str
    citation_prefixes: tuple[str, ...]
    """What may stand in front of a citation in everyday writing: title and code."""
    edition: Edition
    families: tuple[Family, ...]
    counting: tuple[CountingConvention, ...] = ()
    summary: str = ""
    retention: Period | None = None
    """How long documentation has to be kept after it was made or last in effect."""
    origin: Origin | None = None

    @property
    def main_counting(self) -> CountingConvention | None:
        """The convention that unnamed totals use; None when the framework is not counted."""
        return next((convention for convention in self.counting if convention.main), None)


class Control(Struct, frozen=True, kw_only=True):
    """One paragraph of a framework: a standard, a specification or a general rule."""

    citation: Citation
    title: str
    kind: ControlKind
    family: str
    requirement: str
    """What it asks, in our own words."""
    link: str
    """Address of the paragraph in the official text."""
    designation: Designation | None = None
    """None for general rules and for a standard whose specifications carry the labels."""
    parent: Citation | None = None
    counted: bool = False
    """Whether it is a row of the matrix under the framework's main convention."""
    in_appendix_a: bool = False
    aliases: tuple[str, ...] = ()
    """Other citations under which people look for it, older numbers included."""
    terms: tuple[str, ...] = ()
    """Words under which people look for it, besides its title."""
    applies_to: str = "both"
    """Kinds of regulated entity, as the rule names them."""
    clock: str = ""
    """A deadline that the paragraph sets, in words."""
    note: str = ""
    framework: str = ""
    """Id of the framework; set from the folder it was read from."""
    origin: Origin | None = None

    @property
    def label(self) -> str:
        """Designation as a reader says it; a standard that carries none is a ``Standard``."""
        if self.designation is not None:
            return self.designation.capitalize()
        return self.kind.capitalize()


class Catalog(Struct, frozen=True, kw_only=True):
    """All frameworks and their controls, in the order of the rules."""

    frameworks: tuple[Framework, ...]
    controls: tuple[Control, ...]
