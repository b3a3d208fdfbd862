"""The shapes of the JSON that comes in and goes out; /openapi.json is made from them."""
