"""The JSON of the API: money is decimal text beside its currency, instants are UTC."""
