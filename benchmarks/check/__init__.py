"""What noise can't touch, compared with ``benchmarks/floors.toml``: counts, not times."""
