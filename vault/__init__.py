"""Confidentiality: keys, cipher, payload codec, encrypted documents, people and how they prove who they are."""
