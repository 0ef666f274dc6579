"""Links out of services that answer queries: Naver search, the public data portal."""
