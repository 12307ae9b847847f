"""Tables, comparisons and widgets for reading one source: the Tehran talks of 16 March 2003,
printed in 2024."""

__version__ = "0.2.0"
