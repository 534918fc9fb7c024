"""ShieldBook: a control catalog and its evidence, published as a site and a workbook."""

__version__ = "0.1.0"
