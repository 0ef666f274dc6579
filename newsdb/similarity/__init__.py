"""How alike texts are: signatures, traits, the rules of copies and events, the look-up."""
