"""The procedure made durable: one workflow per incident, one file per stage."""
