"""The land under the enterprises: parcel by parcel."""
