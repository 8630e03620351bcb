"""Dutch school holidays and public holidays."""
