"""What the project says, in English; each module is a domain of the catalogues."""
