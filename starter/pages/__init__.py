"""What pages that people read have in common, whichever command writes them."""
