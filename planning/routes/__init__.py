"""The regional processes as data, and the engine that reads them. No models, no ORM."""
