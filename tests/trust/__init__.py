"""Ground for trust: tenants, roles, links, GETs and canaries, walked over every address."""
