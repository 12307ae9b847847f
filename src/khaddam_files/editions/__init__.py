"""What `make outputs` writes from the tables: codebook, row types, stored outputs, exercises, key,
packet and answer form."""
