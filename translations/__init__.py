"""The Korean and Japanese of everything that people read, as gettext catalogues."""
