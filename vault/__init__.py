"""Confidentiality: keys, cipher, payload codec, codec server, encrypted documents."""
