"""The words of everything that people read: English in modules, others in gettext catalogues."""
