"""What an SWV makes its own: routes that are copied, changed, published and used."""
