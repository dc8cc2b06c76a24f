"""What an entry may say: kinds, relations and field types. Only this room knows pydantic."""
