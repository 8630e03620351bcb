"""The look of the house: base templates, components, CSS and the vendored scripts."""
